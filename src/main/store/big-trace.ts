/** Adds a batch to the row of a trace too big to be computed afresh on every batch. */
import type { Database } from 'better-sqlite3'
import type { TraceWork } from './ingestion.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { attachPreviews, type Stated, type TraceIdentity, writeTraceRow } from './trace-row-store.ts'
import { type SummarySpan, summarizeTrace, type TraceSummary } from './trace-summary.ts'

interface StoredRow {
  name: string
  state: TraceSummary['state']
  startUs: number
  endUs: number | null
  model: string | null
  sessionId: string | null
  userId: string | null
  inputTokens: number | null
  outputTokens: number | null
  totalTokens: number | null
  cacheReadTokens: number | null
  cacheWriteTokens: number | null
  reasoningTokens: number | null
  cost: number | null
  errorCount: number
  flags: string | null
}

/**
 * Writes an estimate: exact in times and counts, roughly right in tokens, cost, name and state until
 * `settleTraces` computes it from all spans. Previews that may still be needed are kept exactly.
 */
export function addToTrace(
  db: Database,
  identity: TraceIdentity,
  work: TraceWork,
  spanCount: number,
  stated: Stated | undefined,
): void {
  const stored = readRow(db, work.tracePk)
  const storedFlags = new Set(stored.flags === null ? [] : (JSON.parse(stored.flags) as string[]))
  const batch = summarizeTrace(work.spans)
  const hasRoot = work.spans.some((span) => span.parentSpanId === null)
  const add = (a: number | null, b: number | null): number | null =>
    a === null && b === null ? null : (a ?? 0) + (b ?? 0)
  const startUs =
    stored.startUs === 0
      ? batch.startUs
      : batch.startUs === 0
        ? stored.startUs
        : Math.min(stored.startUs, batch.startUs)
  const summary: TraceSummary = {
    ...batch,
    name: hasRoot ? batch.name : stored.name,
    state: hasRoot ? batch.state : stored.state,
    startUs,
    endUs: Math.max(stored.endUs ?? 0, batch.endUs ?? 0) || null,
    model: stored.model ?? batch.model,
    sessionId: stored.sessionId ?? batch.sessionId,
    userId: stored.userId ?? batch.userId,
    inputTokens: add(stored.inputTokens, batch.inputTokens),
    outputTokens: add(stored.outputTokens, batch.outputTokens),
    totalTokens: add(stored.totalTokens, batch.totalTokens),
    cacheReadTokens: add(stored.cacheReadTokens, batch.cacheReadTokens),
    cacheWriteTokens: add(stored.cacheWriteTokens, batch.cacheWriteTokens),
    reasoningTokens: add(stored.reasoningTokens, batch.reasoningTokens),
    cost: add(stored.cost, batch.cost),
    errorCount: stored.errorCount + batch.errorCount,
    flags: [...storedFlags].filter((flag) => !(hasRoot && flag === 'noRoot')),
    ...previewsOf(db, work, !storedFlags.has('noRoot')),
  }
  writeTraceRow(db, identity, summary, spanCount, stated)
}

/** Previews as from all spans: those of the batch and those kept earlier are all that can matter. */
function previewsOf(
  db: Database,
  work: TraceWork,
  isRootStored: boolean,
): Pick<TraceSummary, 'input' | 'output' | 'candidates'> {
  const spans = new Map<string, SummarySpan>()
  const ids = preparedPluck(
    db,
    `SELECT span_id FROM span_previews WHERE trace_pk = ?
      UNION SELECT input_span_id FROM trace_texts WHERE trace_pk = ? AND input_span_id IS NOT NULL
      UNION SELECT output_span_id FROM trace_texts WHERE trace_pk = ? AND output_span_id IS NOT NULL`,
  ).all(work.tracePk, work.tracePk, work.tracePk) as string[]
  const narrow = preparedRaw(
    db,
    `SELECT parent_span_id, type, start_nano / 1000, end_nano / 1000 FROM spans WHERE trace_pk = ? AND span_id = ?`,
  )
  const template = work.spans[0] as SummarySpan
  for (const spanId of ids) {
    const row = narrow.get(work.tracePk, spanId) as [string | null, string, number, number] | undefined
    if (row === undefined) continue
    const [parentSpanId, type, startUs, endUs] = row
    spans.set(spanId, {
      ...template,
      spanId,
      parentSpanId,
      type,
      startUs,
      endUs,
      inputPreview: null,
      outputPreview: null,
    })
  }
  for (const span of work.spans) {
    const { inputPreview, outputPreview } = span
    spans.set(span.spanId, { ...span, inputPreview, outputPreview })
  }
  attachPreviews(db, work.tracePk, spans)
  const parentIsThere = preparedPluck(db, 'SELECT 1 FROM spans WHERE trace_pk = ? AND span_id = ?')
  for (const span of spans.values()) {
    const { parentSpanId } = span
    if (parentSpanId === null || spans.has(parentSpanId)) continue
    // Stands for a parent outside this subset, so that the span is not taken for one without a parent.
    if (isRootStored || parentIsThere.get(work.tracePk, parentSpanId) !== undefined) {
      spans.set(parentSpanId, {
        ...template,
        spanId: parentSpanId,
        parentSpanId,
        type: '',
        inputPreview: null,
        outputPreview: null,
      })
    }
  }
  const { input, output, candidates } = summarizeTrace([...spans.values()])
  return { input, output, candidates }
}

function readRow(db: Database, tracePk: number): StoredRow {
  const sql = `SELECT name, state, start_us AS startUs, end_us AS endUs, model, session_id AS sessionId, user_id AS userId,
    input_tokens AS inputTokens, output_tokens AS outputTokens, total_tokens AS totalTokens, cache_read_tokens AS cacheReadTokens,
    cache_write_tokens AS cacheWriteTokens, reasoning_tokens AS reasoningTokens, cost, error_count AS errorCount, flags
    FROM traces WHERE trace_pk = ?`
  return prepared(db, sql).get(tracePk) as StoredRow
}
