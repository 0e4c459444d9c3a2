/** What a receiver hands bodies to, and how the sink's failures become answers. */
import { AppError } from '../../../shared/model/error.ts'
import { type Failure, rpcCodes } from './answers.ts'
import type { Encoding, Signal } from './decode-body.ts'
import type { RejectedItems } from './decoded.ts'

/** What became of a body that was taken. */
export interface Submitted {
  /** Spans, log records or data points that are now stored (or counted). */
  accepted: number
  /** Items left out, or with `count` 0 a warning; absent when everything was taken. */
  rejected?: { count: number; message: string; reason?: string | undefined } | undefined
}

export interface Sink {
  /**
   * Decodes and stores one decompressed body. Resolves once the content is durable: the sender is told 200 only then.
   * `body` fills its ArrayBuffer, which may be transferred.
   * Rejects with AppError: INVALID_INPUT and TOO_LARGE blame the body (`details.reason`); STORE_BUSY, STORE_FULL,
   * STORE_LOCKED, NO_WORKSPACE and UNAVAILABLE ask the sender to come back (`details.retryAfterMs`).
   */
  submit(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Submitted>
}

/** A refused request: what the sender is told, and what the Connect screen shows. */
export interface Refusal {
  httpStatus: number
  failure: Failure
  reason: string
}

export const defaultRetryAfterMs = 1000

const retryableCodes = new Set(['STORE_BUSY', 'STORE_FULL', 'STORE_LOCKED', 'NO_WORKSPACE', 'UNAVAILABLE'])

/** Merges what several decoders and the store left out into the one thing that OTLP can say. */
export function mergeRejected(rejected: readonly RejectedItems[]): RejectedItems | undefined {
  const [first] = rejected
  if (first === undefined) {
    return undefined
  }
  return {
    reason: first.reason,
    message: rejected.map((items) => items.message).join(' '),
    count: rejected.reduce((sum, items) => sum + items.count, 0),
  }
}

/** Any error of `Sink.submit` as an answer. What is not an AppError is a bug: it says nothing of itself to senders. */
export function toRefusal(error: unknown): Refusal {
  if (!(error instanceof AppError)) {
    return {
      httpStatus: 500,
      failure: { code: rpcCodes.internal, message: 'Assay failed to store the data.' },
      reason: 'internal',
    }
  }
  const reason = typeof error.details?.reason === 'string' ? error.details.reason : toReason(error)
  if (error.code === 'INVALID_INPUT') {
    return { httpStatus: 400, failure: { code: rpcCodes.invalidArgument, message: error.message }, reason }
  }
  if (error.code === 'TOO_LARGE') {
    return { httpStatus: 413, failure: { code: rpcCodes.resourceExhausted, message: error.message }, reason }
  }
  if (retryableCodes.has(error.code)) {
    const given = error.details?.retryAfterMs
    const retryAfterMs = typeof given === 'number' ? given : defaultRetryAfterMs
    return {
      httpStatus: 503,
      failure: { code: rpcCodes.unavailable, message: error.message, retryAfterMs },
      reason,
    }
  }
  return { httpStatus: 500, failure: { code: rpcCodes.internal, message: error.message }, reason }
}

/** `STORE_FULL` becomes `storeFull`. */
function toReason(error: AppError): string {
  return error.code.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
