/**
 * Completes the rows of traces after ingest: of big ones, to which ingest only added, and of those whose content came in
 * log records, which ingest stores without reading.
 */
import type { Database } from 'better-sqlite3'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { getStoredSpan, type StoredSpan } from './stored-span.ts'
import { loadSummarySpans, readStated, writeTraceRow } from './trace-row-store.ts'
import { type SummarySpan, summarizeTrace } from './trace-summary.ts'
import { writeTransaction } from './transaction.ts'

/** What a span together with its log records says went in and out; the normaliser's part. */
export type PreviewReader = (stored: StoredSpan) => { input: string | undefined; output: string | undefined }

/** Spans of one trace whose logs are read at most: the previews come from the first and the last model call. */
const mostLoggedSpans = 200

/**
 * Settles waiting traces until the budget is spent, at least one a call; one is never cut (100,000 spans take some
 * 200 ms). `remaining` is how many wait still. Call when no batch is waiting.
 */
export function settleTraces(
  db: Database,
  budgetMs: number,
  readPreviews?: PreviewReader,
): { remaining: number; traceIds: string[] } {
  const deadline = performance.now() + budgetMs
  const traceIds: string[] = []
  do {
    const tracePk = preparedPluck(db, 'SELECT trace_pk FROM settle_pending LIMIT 1').get()
    if (typeof tracePk !== 'number') return { remaining: 0, traceIds }
    writeTransaction(db, () => {
      const traceId = recomputeTrace(db, tracePk, readPreviews)
      if (traceId !== undefined) traceIds.push(traceId)
      prepared(db, 'DELETE FROM settle_pending WHERE trace_pk = ?').run(tracePk)
    })
  } while (performance.now() < deadline)
  return { remaining: preparedPluck(db, 'SELECT count(*) FROM settle_pending').get() as number, traceIds }
}

/** Writes the summary row from the stored spans and returns the trace's id. A trace without spans keeps its row. */
function recomputeTrace(db: Database, tracePk: number, readPreviews: PreviewReader | undefined): string | undefined {
  const row = preparedRaw(
    db,
    'SELECT trace_id, experiment_id, deleted_at_ms, deletion_id FROM traces WHERE trace_pk = ?',
  ).get(tracePk) as [string, number, number | null, string | null] | undefined
  if (row === undefined) return undefined
  const [traceId, experimentId, deletedAtMs, deletionId] = row
  const spans = loadSummarySpans(db, tracePk)
  if (spans.size === 0) return undefined
  if (readPreviews !== undefined) attachLogPreviews(db, traceId, spans, readPreviews)
  const identity = { tracePk, traceId, experimentId, isNew: false, nowMs: 0 }
  writeTraceRow(db, identity, summarizeTrace([...spans.values()]), spans.size, readStated(db, tracePk))
  if (deletedAtMs !== null) {
    prepared(db, 'UPDATE traces SET deleted_at_ms = ?, deletion_id = ? WHERE trace_pk = ?').run(
      deletedAtMs,
      deletionId,
      tracePk,
    )
  }
  return traceId
}

function attachLogPreviews(
  db: Database,
  traceId: string,
  spans: ReadonlyMap<string, SummarySpan>,
  readPreviews: PreviewReader,
): void {
  const logged = preparedPluck(
    db,
    "SELECT DISTINCT span_id FROM logs WHERE trace_id = ? AND span_id <> '' LIMIT ?",
  ).all(traceId, mostLoggedSpans) as string[]
  for (const spanId of logged) {
    const span = spans.get(spanId)
    if (span === undefined || (span.inputPreview !== null && span.outputPreview !== null)) continue
    const { input, output } = readPreviews(getStoredSpan(db, traceId, spanId))
    span.inputPreview ??= input ?? null
    span.outputPreview ??= output ?? null
  }
}
