/** Errors in MLflow's form: `{"error_code": "...", "message": "..."}` with the status that MLflow gives the code. */
import { AppError, type ErrorCode } from '../../../shared/model/error.ts'

/** Codes of `mlflow/protos/databricks.proto` that Assay answers with, and their HTTP statuses (`ERROR_CODE_TO_HTTP_STATUS`). */
export const mlflowStatuses = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  INVALID_STATE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const
export type MlflowErrorCode = keyof typeof mlflowStatuses

/** An expected failure of a call. `message` is a sentence that says what to do; never trace content. */
export class MlflowError extends Error {
  readonly code: MlflowErrorCode

  constructor(code: MlflowErrorCode, message: string) {
    super(message)
    this.name = 'MlflowError'
    this.code = code
  }
}

const codes: Partial<Record<ErrorCode, MlflowErrorCode>> = {
  INVALID_INPUT: 'INVALID_PARAMETER_VALUE',
  NOT_FOUND: 'RESOURCE_DOES_NOT_EXIST',
  CONFLICT: 'RESOURCE_CONFLICT',
  TOO_LARGE: 'INVALID_PARAMETER_VALUE',
  UNSUPPORTED_FORMAT: 'INVALID_PARAMETER_VALUE',
  // Final: only a person can open one, and after a 503 the client would try for minutes without a word.
  NO_WORKSPACE: 'INVALID_STATE',
  // A client tries again after these.
  STORE_LOCKED: 'TEMPORARILY_UNAVAILABLE',
  STORE_BUSY: 'TEMPORARILY_UNAVAILABLE',
  STORE_FULL: 'TEMPORARILY_UNAVAILABLE',
  UNAVAILABLE: 'TEMPORARILY_UNAVAILABLE',
  STORE_READ_ONLY: 'PERMISSION_DENIED',
}

/** The error as clients get it; undefined for a bug, which is logged and answered as INTERNAL_ERROR. */
export function toMlflowError(error: unknown): MlflowError | undefined {
  if (error instanceof MlflowError) return error
  if (!(error instanceof AppError) || error.code === 'INTERNAL') return undefined
  return new MlflowError(codes[error.code] ?? 'INTERNAL_ERROR', error.message)
}
