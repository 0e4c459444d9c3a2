/** Reads and writes the summary row of a trace with its texts. The only writer of `traces`' computed columns. */
import type { Database } from 'better-sqlite3'
import type { IngestTrace } from '../../shared/model/ingest.ts'
import { previewLength } from '../../shared/model/view.ts'
import { findServiceName } from './dictionaries.ts'
import { fromNarrowRow, narrowColumns } from './span-rows.ts'
import { prepared, preparedRaw } from './statements.ts'
import { type SummarySpan, summarizeTrace, type TraceSummary } from './trace-summary.ts'

/** What of `IngestTrace` is kept and wins over the spans. */
export type Stated = Omit<IngestTrace, 'traceId' | 'tags' | 'metadata'>

const insertTrace = `INSERT INTO traces (trace_pk, trace_id, experiment_id, created_at_ms, name, state, start_us, end_us, duration_us,
  model, session_id, user_id, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
  cost, span_count, error_count, service_name, client_request_id, flags)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const updateTrace = `UPDATE traces SET name = ?, state = ?, start_us = ?, end_us = ?, duration_us = ?, model = ?, session_id = ?,
  user_id = ?, input_tokens = ?, output_tokens = ?, total_tokens = ?, cache_read_tokens = ?, cache_write_tokens = ?,
  reasoning_tokens = ?, cost = ?, span_count = ?, error_count = ?, service_name = ?, client_request_id = ?, flags = ?,
  deleted_at_ms = NULL, deletion_id = NULL
  WHERE trace_pk = ?`

export interface TraceIdentity {
  tracePk: number
  traceId: string
  experimentId: number
  isNew: boolean
  nowMs: number
}

/** Writes row, texts and candidates. `spanCount` is how many spans the store now holds for it. */
export function writeTraceRow(
  db: Database,
  identity: TraceIdentity,
  summary: TraceSummary,
  spanCount: number,
  stated: Stated | undefined,
): void {
  const startUs = refine(stated?.startUs, summary.startUs)
  const state = stated?.state ?? summary.state
  const statedDurationUs =
    stated?.durationUs === undefined
      ? undefined
      : refine(stated.durationUs, summary.endUs === null ? 0 : summary.endUs - startUs)
  const endUs = statedDurationUs === undefined ? summary.endUs : startUs + statedDurationUs
  const durationUs =
    state === 'IN_PROGRESS' || endUs === null ? null : (statedDurationUs ?? Math.max(0, endUs - startUs))
  const values = [
    stated?.name ?? summary.name,
    state,
    startUs,
    endUs,
    durationUs,
    summary.model,
    stated?.sessionId || summary.sessionId,
    stated?.userId || summary.userId,
    summary.inputTokens,
    summary.outputTokens,
    summary.totalTokens,
    summary.cacheReadTokens,
    summary.cacheWriteTokens,
    summary.reasoningTokens,
    stated?.cost ?? summary.cost,
    spanCount,
    summary.errorCount,
    summary.resourceId === null ? null : (findServiceName(db, summary.resourceId) ?? null),
    stated?.clientRequestId ?? null,
    summary.flags.length === 0 ? null : JSON.stringify(summary.flags),
  ]
  const { tracePk } = identity
  if (identity.isNew)
    prepared(db, insertTrace).run(tracePk, identity.traceId, identity.experimentId, identity.nowMs, ...values)
  else prepared(db, updateTrace).run(...values, tracePk)
  writeTexts(db, identity, summary, stated)
  if (!identity.isNew) prepared(db, 'DELETE FROM span_previews WHERE trace_pk = ?').run(tracePk)
  const insertPreview =
    'INSERT INTO span_previews (trace_pk, span_id, input_preview, output_preview) VALUES (?, ?, ?, ?)'
  for (const span of summary.candidates)
    prepared(db, insertPreview).run(tracePk, span.spanId, span.inputPreview, span.outputPreview)
}

/** MLflow states times in whole milliseconds; where the spans say the same more exactly, they are taken. */
function refine(statedUs: number | undefined, exactUs: number): number {
  if (statedUs === undefined) return exactUs
  return statedUs % 1000 === 0 && exactUs >= statedUs && exactUs < statedUs + 1000 ? exactUs : statedUs
}

const upsertTexts = `INSERT INTO trace_texts (trace_pk, input_preview, input_span_id, output_preview, output_span_id, stated)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (trace_pk) DO UPDATE SET input_preview = excluded.input_preview, input_span_id = excluded.input_span_id,
    output_preview = excluded.output_preview, output_span_id = excluded.output_span_id, stated = excluded.stated`

function writeTexts(db: Database, identity: TraceIdentity, summary: TraceSummary, stated: Stated | undefined): void {
  const input = stated?.inputPreview ?? summary.input?.text ?? shorten(stated?.requestPreview)
  const output = stated?.outputPreview ?? summary.output?.text ?? shorten(stated?.responsePreview)
  if (input === null && output === null && stated === undefined) {
    if (!identity.isNew) prepared(db, 'DELETE FROM trace_texts WHERE trace_pk = ?').run(identity.tracePk)
    return
  }
  prepared(db, upsertTexts).run(
    identity.tracePk,
    input,
    stated?.inputPreview === undefined ? (summary.input?.spanId ?? null) : null,
    output,
    stated?.outputPreview === undefined ? (summary.output?.spanId ?? null) : null,
    stated === undefined ? null : JSON.stringify(stated),
  )
}

/** The source's own preview, where the spans give none; it may be longer than ours. */
function shorten(preview: string | undefined): string | null {
  return preview?.slice(0, previewLength).replace(/[\uD800-\uDBFF]$/, '') || null
}

export function readStated(db: Database, tracePk: number): Stated | undefined {
  const row = preparedRaw(db, 'SELECT stated FROM trace_texts WHERE trace_pk = ?').get(tracePk) as
    | [string | null]
    | undefined
  return row?.[0] ? (JSON.parse(row[0]) as Stated) : undefined
}

/** All spans of a trace as `summarizeTrace` wants them, with those previews that are kept. */
export function loadSummarySpans(db: Database, tracePk: number): Map<string, SummarySpan> {
  const spans = new Map<string, SummarySpan>()
  for (const row of preparedRaw(db, `SELECT ${narrowColumns} FROM spans WHERE trace_pk = ?`).all(
    tracePk,
  ) as unknown[][]) {
    const span = fromNarrowRow(row)
    spans.set(span.spanId, span)
  }
  attachPreviews(db, tracePk, spans)
  return spans
}

/** Puts the kept previews onto those of `spans` they came from. */
export function attachPreviews(db: Database, tracePk: number, spans: ReadonlyMap<string, SummarySpan>): void {
  const texts = preparedRaw(
    db,
    'SELECT input_preview, input_span_id, output_preview, output_span_id FROM trace_texts WHERE trace_pk = ?',
  ).get(tracePk) as [string | null, string | null, string | null, string | null] | undefined
  if (texts !== undefined) {
    const inputSpan = texts[1] === null ? undefined : spans.get(texts[1])
    if (inputSpan !== undefined) inputSpan.inputPreview ??= texts[0]
    const outputSpan = texts[3] === null ? undefined : spans.get(texts[3])
    if (outputSpan !== undefined) outputSpan.outputPreview ??= texts[2]
  }
  const kept = preparedRaw(
    db,
    'SELECT span_id, input_preview, output_preview FROM span_previews WHERE trace_pk = ?',
  ).all(tracePk) as [string, string | null, string | null][]
  for (const [spanId, input, output] of kept) {
    const span = spans.get(spanId)
    if (span === undefined) continue
    span.inputPreview ??= input
    span.outputPreview ??= output
  }
}

/** The summary of a trace without spans: it is known only from an assessment or a trace record. */
export function emptySummary(startUs: number): TraceSummary {
  return { ...summarizeTrace([]), startUs }
}
