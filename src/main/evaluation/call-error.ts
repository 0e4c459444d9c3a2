/** What went wrong with a call to somebody else, and whether asking again may help. */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { AppError } from '../../shared/model/error.ts'
import type { CallErrorCode } from '../../shared/model/provider.ts'

export interface CallFailure {
  code: CallErrorCode
  /** English, with what a server said, which may be shown to whoever asked and is never logged. */
  message: string
  status?: number
  canRetry: boolean
  /** What the server asked to wait. */
  retryAfterMs?: number
}

const longestMessage = 500

/**
 * Turns what a call threw into a failure.
 *
 * @throws AppError CANCELLED when it was `signal` that ended it
 */
export function toCallFailure(error: unknown, signal: AbortSignal): CallFailure {
  if (signal.aborted || error instanceof APIUserAbortError) throw new AppError('CANCELLED', 'The call was cancelled.')
  if (error instanceof AppError) return fromAppError(error)
  const inner = findAppError(error)
  if (inner !== undefined) return fromAppError(inner)
  if (error instanceof APIConnectionTimeoutError || isTimeout(error)) {
    return { code: 'timeout', message: 'No answer came in time.', canRetry: true }
  }
  if (error instanceof APIConnectionError) return unreachable(error)
  if (error instanceof APIError && typeof error.status === 'number') {
    return fromStatus(error.status, error.message, error.headers)
  }
  if (error instanceof SyntaxError) return malformed('The answer is not JSON.')
  // `fetch` rejects with a TypeError whose cause has the code.
  if (error instanceof TypeError) return unreachable(error)
  throw error
}

/** An answer that does not have the form it should; models often do better the next time. */
export function malformed(message: string): CallFailure {
  return { code: 'malformed', message, canRetry: true }
}

/** What an HTTP status means for the call; undefined where it is an answer. */
export function fromStatus(status: number, text: string, headers: Headers | undefined): CallFailure {
  const wait = readRetryAfterMs(headers)
  const message = text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text
  const base = { message, status, ...(wait === undefined ? {} : { retryAfterMs: wait }) }
  if (status === 401 || status === 403) return { ...base, code: 'keyRefused', canRetry: false }
  if (status === 404) return { ...base, code: 'notFound', canRetry: false }
  if (status === 429) return { ...base, code: 'tooMany', canRetry: true }
  if (status === 408 || status === 409 || status >= 500) return { ...base, code: 'serverError', canRetry: true }
  return { ...base, code: 'refused', canRetry: false }
}

/** `Retry-After` (RFC 9110, 10.2.3: seconds or a date), or OpenAI's `retry-after-ms`. */
export function readRetryAfterMs(headers: Headers | undefined, nowMs = Date.now()): number | undefined {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(exact) && exact >= 0) return exact
  const text = headers?.get('retry-after')
  if (text === undefined || text === null || text === '') return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1_000 : undefined
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}

function fromAppError(error: AppError): CallFailure {
  if (error.code === 'CANCELLED') throw error
  if (error.code === 'AIR_GAPPED') return { code: 'airGapped', message: error.message, canRetry: false }
  // A provider that was deleted meanwhile.
  if (error.code === 'NOT_FOUND') return { code: 'notFound', message: error.message, canRetry: false }
  if (error.details?.reason === 'keyMissing') return { code: 'keyMissing', message: error.message, canRetry: false }
  throw error
}

/** The OpenAI client wraps what its `fetch` throws. */
function findAppError(error: unknown): AppError | undefined {
  let each: unknown = error
  for (let depth = 0; depth < 5 && each instanceof Error; depth++) {
    if (each instanceof AppError) return each
    each = each.cause
  }
  return undefined
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}

function unreachable(error: Error): CallFailure {
  const code = findCode(error)
  const hint = code === undefined ? '' : ` (${code})`
  return { code: 'unreachable', message: `The server could not be reached${hint}. Check the address.`, canRetry: true }
}

function findCode(error: unknown): string | undefined {
  let each: unknown = error
  for (let depth = 0; depth < 5 && each instanceof Error; depth++) {
    const { code } = each as NodeJS.ErrnoException
    if (typeof code === 'string') return code
    each = each.cause
  }
  return undefined
}
