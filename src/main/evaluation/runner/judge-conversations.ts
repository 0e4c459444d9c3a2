/** Scorers of whole conversations: after all rows, as a conversation is made of several. */
import { AppError } from '../../../shared/model/error.ts'
import type { IngestAssessment } from '../../../shared/model/ingest.ts'
import type { PlannedConversation } from '../../store/evaluation-conversations.ts'
import type { CallDesk } from './call-desk.ts'
import type { JudgeConversation } from './judge-content.ts'
import { toFeedback } from './row-trace.ts'
import type { ConversationScorer } from './scorer.ts'

export interface ConversationStore {
  listConversations(): Promise<PlannedConversation[]>
  readConversation(traceIds: string[]): Promise<JudgeConversation>
  /** Stores what was found; a later word on the same replaces it. */
  keepFeedback(feedback: IngestAssessment[]): Promise<void>
}

export interface ConversationOptions {
  runId: string
  scorers: readonly ConversationScorer[]
  store: ConversationStore
  desk: CallDesk
  concurrency: number
  /** Aborted by the first failure, which stops the others; `signal` follows it. */
  stop: AbortController
  signal: AbortSignal
  /** Aborted when no more is to be begun. */
  pauseSignal: AbortSignal | undefined
}

/** @throws AppError CANCELLED, RunPausedError; what was kept by then stays */
export async function judgeConversations(options: ConversationOptions): Promise<void> {
  const { scorers, store, stop, signal, pauseSignal, concurrency } = options
  if (scorers.length === 0) return
  const waiting = (await store.listConversations()).values()
  const work = async () => {
    for (const conversation of waiting) {
      if (signal.aborted) throw new AppError('CANCELLED', 'The evaluation was cancelled.')
      if (pauseSignal?.aborted === true) return
      await judgeOne(conversation, options)
    }
  }
  let failure: { error: unknown } | undefined
  const fail = (error: unknown) => {
    failure ??= { error }
    stop.abort()
  }
  await Promise.all(Array.from({ length: concurrency }, () => work().catch(fail)))
  if (failure !== undefined) throw failure.error
}

async function judgeOne(
  { sessionId, position, traceId, traceIds, expectations }: PlannedConversation,
  { runId, scorers, store, desk }: ConversationOptions,
): Promise<void> {
  const conversation = { ...(await store.readConversation(traceIds)), expectations }
  const place = { runId, position, traceId, nowMs: Date.now() }
  const feedback: IngestAssessment[] = []
  for (const scorer of scorers) {
    const score = await scorer.score(conversation, { desk, position })
    // As MLflow marks what is about a whole session (`TraceMetadataKey.TRACE_SESSION`).
    const session = sessionId === undefined ? {} : { 'mlflow.trace.session': sessionId }
    feedback.push(toFeedback(place, scorer, { ...score, metadata: { ...score.metadata, ...session } }))
  }
  await store.keepFeedback(feedback)
}
