/** Turns whatever a call threw into one shape the interface can show. */
import { ORPCError } from '@orpc/client'
import type { ErrorCode } from '../../shared/model/error.ts'
import { english } from '../i18n/english.ts'
import { t } from '../i18n/i18n.ts'

export interface Failure {
  code: ErrorCode
  /** English, from the engine; for reports and as a second line. */
  message: string
  details: Record<string, string | number | boolean>
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(english.errors, code)
}

function toDetails(data: unknown): Failure['details'] {
  if (typeof data !== 'object' || data === null) return {}
  return Object.fromEntries(
    Object.entries(data).filter(
      (entry): entry is [string, string | number | boolean] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number' || typeof entry[1] === 'boolean',
    ),
  )
}

/** Never throws: an unknown error is `INTERNAL`, an aborted call `CANCELLED`, a failed request `UNAVAILABLE`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const code = String(error.code)
    return { code: isErrorCode(code) ? code : 'INTERNAL', message: error.message, details: toDetails(error.data) }
  }
  if (error instanceof Error) {
    if (error.name === 'AbortError') return { code: 'CANCELLED', message: error.message, details: {} }
    // `fetch` rejects with a TypeError when nothing answers; a closed port with the peer's own message.
    const isGone = error instanceof TypeError || error.name === 'EngineGoneError'
    return { code: isGone ? 'UNAVAILABLE' : 'INTERNAL', message: error.message, details: {} }
  }
  return { code: 'INTERNAL', message: String(error), details: {} }
}

type Refusal = keyof typeof english.schemas.refusal
type RecordRefusal = keyof typeof english.datasets.refusal

/** What keeps a question from being changed has sentences of its own. */
function isRefusal(reason: unknown): reason is Refusal {
  return typeof reason === 'string' && Object.hasOwn(english.schemas.refusal, reason)
}

/** And so has what keeps a record from being changed. */
function isRecordRefusal(reason: unknown): reason is RecordRefusal {
  return typeof reason === 'string' && Object.hasOwn(english.datasets.refusal, reason)
}

/** The sentence for a person, in the language shown. */
export function failureText(error: unknown): string {
  const { code, details } = toFailure(error)
  const { reason, name } = details
  if (isRefusal(reason)) return t(`schemas.refusal.${reason}`, { name: String(name) })
  if (isRecordRefusal(reason)) return t(`datasets.refusal.${reason}`)
  return t(`errors.${code}`)
}
