/** Everything that a run asks of the world goes over this desk: kept answers, pace, repeats, and what it costs. */

import type { CallResult } from '../../../shared/model/call-result.ts'
import { AppError } from '../../../shared/model/error.ts'
import { costLimitReason, type EvaluationConfig } from '../../../shared/model/evaluation.ts'
import type { CallPlace, KeptCall } from '../../store/evaluation-runs.ts'
import type { Attempt } from '../outside.ts'
import { sleep } from './sleep.ts'

export interface Ask extends CallPlace {
  /** Hash of everything that the answer depends on. */
  callKey: string
  attempt(signal: AbortSignal): Promise<Attempt>
}

export interface CallDeskOptions {
  config: Pick<EvaluationConfig, 'maxTries' | 'maxCostUsd' | 'requestsPerMinute'>
  signal: AbortSignal
  find(place: CallPlace & { callKey: string }): CallResult | undefined
  /** Resolves when the answer survives a crash. */
  keep(call: KeptCall): Promise<void>
  /** What the run has cost before. */
  spentUsd: number
  random?: () => number
}

export interface CallDesk {
  /**
   * The answer to a question, asked once whatever happens. A failure is an answer with `error`, after `maxTries`.
   *
   * @throws RunPausedError where no row can go on, CostLimitError before the limit would be passed; AppError CANCELLED
   */
  ask(ask: Ask): Promise<CallResult>
}

/** No row's own fault, and nothing that trying again mends: the run waits for a person. */
export class RunPausedError extends AppError {
  /** What it waits for: a `CallErrorCode` or `costLimitReason`. */
  readonly reason: string

  constructor(reason: string, message: string) {
    super('CONFLICT', message)
    this.reason = reason
  }
}

/** Failures of that kind. */
const pausing = new Set(['airGapped', 'keyMissing', 'keyRefused'])

/** The run has spent what it may. */
export class CostLimitError extends RunPausedError {
  constructor(maxCostUsd: number) {
    super(costLimitReason, `The run has reached its limit of ${maxCostUsd} US dollars. Raise the limit to continue.`)
  }
}

const paidFor = ['inputTokens', 'outputTokens', 'costUsd'] as const
type PaidFor = (typeof paidFor)[number]

/** Answers that were of no use were paid for, too. */
function withUsage(result: CallResult, before: Pick<CallResult, PaidFor>): CallResult {
  const sums = paidFor.flatMap((key) =>
    result[key] === undefined && before[key] === undefined ? [] : [[key, (result[key] ?? 0) + (before[key] ?? 0)]],
  )
  return { ...result, ...Object.fromEntries(sums) }
}

const firstPauseMs = 500
const longestPauseMs = 60_000

export function createCallDesk({
  config,
  signal,
  find,
  keep,
  spentUsd,
  random = Math.random,
}: CallDeskOptions): CallDesk {
  const { maxTries, maxCostUsd, requestsPerMinute } = config
  const gapMs = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute
  let nextMs = 0
  let spent = spentUsd
  let mostUsd = 0
  let open = 0

  /** Waits for this call's turn: one each gap, and none before a server that is overrun wants one. */
  async function takeTurn(): Promise<void> {
    const nowMs = performance.now()
    const turnMs = Math.max(nowMs, nextMs)
    nextMs = turnMs + gapMs
    if (turnMs > nowMs) await sleep(turnMs - nowMs, signal)
    if (signal.aborted) throw new AppError('CANCELLED', 'The evaluation was cancelled.')
  }

  /** The dearest call so far stands for each that is under way. */
  function checkCost(): void {
    if (maxCostUsd === undefined) return
    if (spent >= maxCostUsd || spent + (open + 1) * mostUsd > maxCostUsd) throw new CostLimitError(maxCostUsd)
  }

  async function attempt(ask: Ask): Promise<Attempt> {
    await takeTurn()
    checkCost()
    open++
    try {
      const result = await ask.attempt(signal)
      spent += result.costUsd ?? 0
      mostUsd = Math.max(mostUsd, result.costUsd ?? 0)
      return result
    } finally {
      open--
    }
  }

  async function askUntilAnswered(ask: Ask): Promise<{ result: CallResult; tries: number }> {
    let before: Pick<CallResult, PaidFor> = {}
    for (let tries = 1; ; tries++) {
      const { canRetry, retryAfterMs, ...answer } = await attempt(ask)
      const result = withUsage(answer, before)
      before = result
      if (result.error !== undefined && pausing.has(result.error.code)) {
        throw new RunPausedError(result.error.code, `${result.error.message} Then continue the run.`)
      }
      if (result.error === undefined || !canRetry || tries >= maxTries) return { result, tries }
      if (retryAfterMs !== undefined)
        nextMs = Math.max(nextMs, performance.now() + Math.min(retryAfterMs, longestPauseMs))
      // Full jitter (Brooker, "Exponential Backoff and Jitter"), and never at once.
      const ceilingMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1))
      await sleep(Math.max(retryAfterMs ?? 0, ceilingMs * (0.5 + random() / 2)), signal)
    }
  }

  return {
    async ask(ask) {
      const { position, purpose, repeat, callKey } = ask
      const kept = find({ position, purpose, repeat, callKey })
      if (kept !== undefined) return kept
      const { result, tries } = await askUntilAnswered(ask)
      await keep({ position, purpose, repeat, callKey, result, tries })
      return result
    },
  }
}
