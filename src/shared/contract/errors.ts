import { oc } from '@orpc/contract'
import * as z from 'zod'
import { type ErrorCode, errorCodes } from '../model/error.ts'

const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional()

/** HTTP statuses of the expected failures, for scripts that call the contract over HTTP. */
export const errorStatus: Record<ErrorCode, number> = {
  INVALID_INPUT: 422,
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_FORMAT: 415,
  NO_WORKSPACE: 409,
  STORE_LOCKED: 423,
  STORE_BUSY: 503,
  STORE_READ_ONLY: 403,
  STORE_FULL: 507,
  STORE_CORRUPT: 500,
  STORE_TOO_NEW: 409,
  STORE_FOREIGN: 409,
  AIR_GAPPED: 403,
  UNAVAILABLE: 503,
  CANCELLED: 499,
  INTERNAL: 500,
}

const errorMap = Object.fromEntries(
  errorCodes.map((code) => [code, { status: errorStatus[code], data: details }]),
) as Record<ErrorCode, { status: number; data: typeof details }>

/** Base of every procedure: any expected failure may come from any call (a full disk, a closed workspace). */
export const procedure = oc.errors(errorMap)
