/** The expected failures of Assay. Anything else is a bug and travels as `INTERNAL`. */
import * as z from 'zod'

export const errorCodes = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_LARGE',
  'UNSUPPORTED_FORMAT',
  'NO_WORKSPACE',
  'STORE_LOCKED',
  'STORE_BUSY',
  'STORE_READ_ONLY',
  'STORE_FULL',
  'STORE_CORRUPT',
  'STORE_TOO_NEW',
  'STORE_FOREIGN',
  'AIR_GAPPED',
  'UNAVAILABLE',
  'CANCELLED',
  'INTERNAL',
] as const
export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/**
 * An expected failure. `message` is an English sentence saying what to do, for logs, the CLI and scripts; the
 * interface shows its own sentence for `code`. Never put trace content in a message.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, string | number | boolean> | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown; details?: Record<string, string | number | boolean> },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options?.details
  }
}
