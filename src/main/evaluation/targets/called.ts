import type { CallResult } from '../../../shared/model/call-result.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { CallFailure } from '../call-error.ts'
import type { Egress, ProviderAccess } from '../outside.ts'

/** What every kind of target may need. */
export interface TargetSetting {
  egress: Egress
  providers: ProviderAccess
  /** Entry of the thread that modules run in. */
  moduleThread: URL
  /** For the ledger. */
  runId?: string | undefined
  env: NodeJS.ProcessEnv
}

export type Called = Omit<CallResult, 'durationMs' | 'error'>

/** One kind of target: `call` throws `CallFailed`, or what `toCallFailure` understands. */
export interface TargetKind {
  call(inputs: Record<string, Json>, traceparent: string, signal: AbortSignal): Promise<Called>
  close(): Promise<void>
}

/** A failure that is known for what it is. */
export class CallFailed extends Error {
  readonly failure: CallFailure

  constructor(failure: CallFailure) {
    super(failure.message)
    this.name = 'CallFailed'
    this.failure = failure
  }
}

/** Most that one answer may hold, in bytes or characters. */
export const longestAnswer = 10 * 1024 * 1024

export function tooLarge(): CallFailed {
  const message = `The answer is longer than ${longestAnswer >> 20} MiB, which is the most that is read.`
  return new CallFailed({ code: 'tooLarge', message, canRetry: false })
}

export function timedOut(timeoutMs: number): CallFailed {
  return new CallFailed({ code: 'timeout', message: `No answer came within ${timeoutMs} ms.`, canRetry: true })
}
