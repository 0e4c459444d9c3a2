/** Which traces belong to which run. A trace is in a run when it was linked to it, or logged under it. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { getRunPk } from './runs.ts'
import { type Sql, sql } from './sql.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { findLivingTracePk } from './trace-name.ts'
import { durableTransaction } from './transaction.ts'

/** The metadata key that MLflow's clients put the active run's id under. */
export const sourceRunKey = 'mlflow.sourceRun'

/**
 * Links traces (32 hex digits) to a run; those that are linked stay as they are. Throws NOT_FOUND for an unknown run, and
 * for an unknown trace unless `awaitUnknown`: then it is linked when it arrives. `added`: links made now.
 */
export function linkTraces(
  db: Database,
  runId: string,
  traceIds: readonly string[],
  nowMs: number,
  options: { awaitUnknown?: boolean } = {},
): { added: number } {
  return durableTransaction(db, () => {
    const runPk = getRunPk(db, runId)
    const link = prepared(
      db,
      'INSERT OR IGNORE INTO run_traces (run_pk, trace_pk, added_at_ms, updated_at_ms) VALUES (?, ?, ?, ?)',
    )
    const awaitTrace = prepared(
      db,
      'INSERT OR IGNORE INTO awaited_run_traces (trace_id, run_pk, added_at_ms) VALUES (?, ?, ?)',
    )
    // A millisecond apart, so that what was evaluated in an order is shown in it.
    let addedAtMs = Math.max(nowMs, (lastAdded(db, runPk) ?? 0) + 1)
    let added = 0
    for (const traceId of traceIds) {
      const tracePk = findLivingTracePk(db, traceId)
      if (tracePk !== undefined) added += link.run(runPk, tracePk, addedAtMs, nowMs).changes
      else if (options.awaitUnknown === true) awaitTrace.run(traceId, runPk, addedAtMs)
      else throw new AppError('NOT_FOUND', `Trace with ID 'tr-${traceId}' not found.`)
      addedAtMs++
    }
    return { added }
  })
}

function lastAdded(db: Database, runPk: number): number | null {
  return preparedPluck(db, 'SELECT max(added_at_ms) FROM run_traces WHERE run_pk = ?').get(runPk) as number | null
}

/** Takes links away; a trace that was logged under the run stays in it. Throws NOT_FOUND (run). `removed`: links taken. */
export function unlinkTraces(db: Database, runId: string, traceIds: readonly string[]): { removed: number } {
  return durableTransaction(db, () => {
    const runPk = getRunPk(db, runId)
    const unlink = prepared(
      db,
      'DELETE FROM run_traces WHERE run_pk = ? AND trace_pk = (SELECT trace_pk FROM traces WHERE trace_id = ?)',
    )
    let removed = 0
    const forget = prepared(db, 'DELETE FROM awaited_run_traces WHERE trace_id = ? AND run_pk = ?')
    for (const traceId of traceIds) removed += unlink.run(runPk, traceId).changes + forget.run(traceId, runPk).changes
    return { removed }
  })
}

/** Whether any link waits for its trace. */
export function hasAwaitedTraces(db: Database): boolean {
  return preparedPluck(db, 'SELECT 1 FROM awaited_run_traces LIMIT 1').get() !== undefined
}

/** Makes the links that waited for a trace. */
export function linkAwaited(db: Database, tracePk: number, traceId: string): void {
  prepared(
    db,
    `INSERT OR IGNORE INTO run_traces (run_pk, trace_pk, added_at_ms, updated_at_ms)
      SELECT run_pk, ?, added_at_ms, added_at_ms FROM awaited_run_traces WHERE trace_id = ?`,
  ).run(tracePk, traceId)
  prepared(db, 'DELETE FROM awaited_run_traces WHERE trace_id = ?').run(traceId)
}

/** Keys of a run's traces, each once; an unknown run has none. */
export function runTraceKeys(runId: string): Sql {
  return sql(
    `SELECT r.trace_pk FROM runs u JOIN run_traces r ON r.run_pk = u.run_pk WHERE u.run_id = ?
      UNION SELECT m.trace_pk FROM trace_metadata m INDEXED BY trace_metadata_by_key WHERE m.key = '${sourceRunKey}' AND m.value = ?`,
    runId,
    runId,
  )
}

/** Whether the trace `t` is in the run. */
export function isInRun(runId: string): Sql {
  return sql(
    `(EXISTS (SELECT 1 FROM runs u JOIN run_traces r ON r.run_pk = u.run_pk WHERE u.run_id = ? AND r.trace_pk = t.trace_pk)
      OR EXISTS (SELECT 1 FROM trace_metadata m WHERE m.trace_pk = t.trace_pk AND m.key = '${sourceRunKey}' AND m.value = ?))`,
    runId,
    runId,
  )
}

/**
 * A page of the run's traces that are not in the trash, in order of arrival; `after` is the last id of the page before.
 * Throws NOT_FOUND for an unknown run.
 */
export function listRunTraceIds(
  db: Database,
  runId: string,
  page: { after?: string | undefined; limit: number },
): string[] {
  getRunPk(db, runId)
  const after =
    page.after === undefined
      ? 0
      : (preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(page.after) ?? 0)
  const keys = runTraceKeys(runId)
  const rows = preparedRaw(
    db,
    `SELECT t.trace_id FROM (${keys.text}) d CROSS JOIN traces t ON t.trace_pk = d.trace_pk
      WHERE t.deleted_at_ms IS NULL AND t.trace_pk > ? ORDER BY t.trace_pk LIMIT ?`,
  ).all(...keys.params, after, page.limit) as [string][]
  return rows.map(([traceId]) => traceId)
}
