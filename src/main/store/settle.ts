/** Computes the rows of big traces from all their spans, after ingest only added to them. */
import type { Database } from 'better-sqlite3'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { loadSummarySpans, readStated, writeTraceRow } from './trace-row-store.ts'
import { summarizeTrace } from './trace-summary.ts'
import { writeTransaction } from './transaction.ts'

/**
 * Settles waiting traces until the budget is spent, at least one a call; one is never cut (100,000 spans take some
 * 200 ms). Returns how many remain. Call when no batch is waiting.
 */
export function settleTraces(db: Database, budgetMs: number): number {
  const deadline = performance.now() + budgetMs
  do {
    const tracePk = preparedPluck(db, 'SELECT trace_pk FROM settle_pending LIMIT 1').get()
    if (typeof tracePk !== 'number') return 0
    writeTransaction(db, () => {
      recomputeTrace(db, tracePk)
      prepared(db, 'DELETE FROM settle_pending WHERE trace_pk = ?').run(tracePk)
    })
  } while (performance.now() < deadline)
  return preparedPluck(db, 'SELECT count(*) FROM settle_pending').get() as number
}

/** Writes the summary row from the stored spans. A trace without spans keeps its row. */
export function recomputeTrace(db: Database, tracePk: number): void {
  const row = preparedRaw(
    db,
    'SELECT trace_id, experiment_id, deleted_at_ms, deletion_id FROM traces WHERE trace_pk = ?',
  ).get(tracePk) as [string, number, number | null, string | null] | undefined
  if (row === undefined) return
  const spans = [...loadSummarySpans(db, tracePk).values()]
  if (spans.length === 0) return
  const [traceId, experimentId, deletedAtMs, deletionId] = row
  const identity = { tracePk, traceId, experimentId, isNew: false, nowMs: 0 }
  writeTraceRow(db, identity, summarizeTrace(spans), spans.length, readStated(db, tracePk))
  if (deletedAtMs === null) return
  prepared(db, 'UPDATE traces SET deleted_at_ms = ?, deletion_id = ? WHERE trace_pk = ?').run(
    deletedAtMs,
    deletionId,
    tracePk,
  )
}
