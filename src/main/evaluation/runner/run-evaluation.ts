/** Runs an evaluation to its end, from wherever it stopped before. */
import { createHash } from 'node:crypto'
import type { CallResult } from '../../../shared/model/call-result.ts'
import { AppError } from '../../../shared/model/error.ts'
import type { EvaluationConfig } from '../../../shared/model/evaluation.ts'
import type { IngestAssessment } from '../../../shared/model/ingest.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import type { FinishedRow } from '../../store/evaluation-results.ts'
import type { CallPlace, EvaluationItem, KeptCall } from '../../store/evaluation-runs.ts'
import type { TargetCaller } from '../outside.ts'
import { type CallDesk, createCallDesk } from './call-desk.ts'
import type { JudgeTrace } from './judge-content.ts'
import { type ConversationStore, judgeConversations } from './judge-conversations.ts'
import { createRowFinisher } from './row-finisher.ts'
import { makeRowSpan, rowIds, toExpectations, toFeedback } from './row-trace.ts'
import type { Asking, Scorers } from './scorer.ts'
import { sleep } from './sleep.ts'

/** Where a run's rows and answers are kept. */
export interface RunStore extends ConversationStore {
  /** Rows that are not finished, in order, after a position. */
  nextItems(after: number, limit: number): EvaluationItem[]
  findCall(place: CallPlace & { callKey: string }): CallResult | undefined
  keepCall(call: KeptCall): Promise<void>
  /** Undefined while there is nothing of it. */
  readTrace(traceId: string): Promise<JudgeTrace | undefined>
  /** Stores rows with their assessments; all or none. */
  finishRows(rows: FinishedRow[]): Promise<void>
}

export interface RunOptions {
  runId: string
  config: EvaluationConfig
  store: RunStore
  /** Undefined: the recorded outputs are what is scored. */
  target: TargetCaller | undefined
  scorers: Scorers
  spentUsd: number
  signal: AbortSignal
  /** Begin no further row; those under way end. */
  pauseSignal?: AbortSignal | undefined
  /** So many more rows are stored. */
  onRows(count: number): void
}

const pageSize = 200

/**
 * Works on as many rows at a time as the configuration says. Each row is finished as a whole; answers are kept before
 * they are used, so that a run which dies goes on without asking again.
 *
 * @throws AppError CANCELLED, RunPausedError; what was finished or kept by then stays
 */
export async function runEvaluation(options: RunOptions): Promise<void> {
  const { config, store, signal } = options
  // The first failure of a row that is no row's own (cancelled, limit, full disk) stops the others.
  const stop = new AbortController()
  const anySignal = AbortSignal.any([signal, stop.signal])
  const desk = createCallDesk({
    config,
    signal: anySignal,
    find: (place) => store.findCall(place),
    keep: (call) => store.keepCall(call),
    spentUsd: options.spentUsd,
  })
  const items = feedItems(store)
  const finisher = createRowFinisher((rows) => store.finishRows(rows), options.onRows)
  const work = async () => {
    for (;;) {
      if (anySignal.aborted) throw new AppError('CANCELLED', 'The evaluation was cancelled.')
      if (options.pauseSignal?.aborted === true) return
      const { value: item } = items.next()
      if (item === undefined) return
      await finisher.add(await runRow(item, { ...options, signal: anySignal }, desk))
    }
  }
  let failure: { error: unknown } | undefined
  const fail = (error: unknown) => {
    failure ??= { error }
    stop.abort()
  }
  await Promise.all(Array.from({ length: config.concurrency }, () => work().catch(fail)))
  await finisher.end().catch(fail)
  if (failure !== undefined) throw failure.error
  const { runId, scorers, pauseSignal } = options
  // A conversation of which rows are missing yet is none to judge.
  if (pauseSignal?.aborted === true) return
  await judgeConversations({
    runId,
    scorers: scorers.conversations,
    store,
    desk,
    concurrency: config.concurrency,
    stop,
    signal: anySignal,
    pauseSignal,
  })
}

/** All rows that are to be done; undefined at their end. */
function* feedItems(store: RunStore): Generator<EvaluationItem, undefined> {
  let after = -1
  for (;;) {
    const page = store.nextItems(after, pageSize)
    yield* page
    const last = page.at(-1)
    if (last === undefined) return undefined
    after = last.position
  }
}

async function runRow(item: EvaluationItem, options: RunOptions, desk: CallDesk): Promise<FinishedRow> {
  const { runId, scorers, target, store, signal } = options
  const ids = rowIds(runId, item.position)
  const startMs = Date.now()
  const result = target === undefined ? toRecordedResult(item) : await callTarget(item, target, ids.traceparent, desk)
  const { value: outputs, error, durationMs, inputTokens, outputTokens, costUsd } = result
  // What a target answered stands in a trace of its own; what was recorded, in the one it comes from if there is one.
  const traceId = target === undefined ? (item.traceId ?? ids.traceId) : ids.traceId
  const isOwnTrace = traceId === ids.traceId
  const expectations = item.expectations ?? {}
  const place = { runId, position: item.position, traceId, nowMs: startMs }
  const feedback: IngestAssessment[] = []
  if (outputs !== undefined) {
    const row = { inputs: item.inputs, outputs, expectations, durationMs, inputTokens, outputTokens, costUsd }
    const readTrace = () => readRowTrace(store, traceId, target !== undefined, signal)
    const asking: Asking = { desk, position: item.position, readTrace }
    for (const scorer of scorers.rows) feedback.push(toFeedback(place, scorer, await scorer.score(row, asking)))
  }
  const span = { ids, inputs: item.inputs, outputs, error, startMs, durationMs: durationMs ?? 0 }
  return {
    position: item.position,
    state: error === undefined ? 'scored' : 'failed',
    error,
    outputs,
    durationMs,
    inputTokens,
    outputTokens,
    costUsd,
    traceId,
    spans: isOwnTrace ? [makeRowSpan(span)] : [],
    feedback,
    expectations: toExpectations(place, expectations),
  }
}

/** Longest that a row waits for the spans of its target, which often come some seconds after the answer. */
const spansWithinMs = 10_000
const lookAgainMs = 500

async function readRowTrace(
  store: RunStore,
  traceId: string,
  isCalled: boolean,
  signal: AbortSignal,
): Promise<JudgeTrace> {
  const untilMs = performance.now() + (isCalled ? spansWithinMs : 0)
  for (;;) {
    const trace = await store.readTrace(traceId)
    if (trace !== undefined) return trace
    if (performance.now() >= untilMs) return { spans: [], types: [] }
    await sleep(lookAgainMs, signal)
  }
}

type RowResult = Omit<CallResult, 'durationMs'> & { durationMs?: number | undefined }

function toRecordedResult({ outputs, durationMs, inputTokens, outputTokens, costUsd }: EvaluationItem): RowResult {
  const measures = {
    durationMs,
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(costUsd === undefined ? {} : { costUsd }),
  }
  if (outputs !== undefined && outputs !== null) return { ...measures, value: outputs }
  const message = 'Nothing was recorded as the output of this row. Choose a target that answers, or leave the row out.'
  return { ...measures, error: { code: 'NO_OUTPUTS', message } }
}

function callTarget(
  item: EvaluationItem,
  target: TargetCaller,
  traceparent: string,
  desk: CallDesk,
): Promise<CallResult> {
  // The target is the run's, and so is the key: what it answers depends on the inputs alone.
  const callKey = createHash('sha256').update(canonicalJson(item.inputs)).digest('hex')
  return desk.ask({
    position: item.position,
    purpose: 'target',
    repeat: 0,
    callKey,
    attempt: (signal) => target.call(item.inputs, { traceparent, signal }),
  })
}
