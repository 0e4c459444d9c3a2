/** The name that someone gave a trace, in place of its root span's. */
import type { Database } from 'better-sqlite3'
import { prepared, preparedPluck } from './statements.ts'
import { readStated } from './trace-row-store.ts'

/** Sets the name, or (undefined) takes it back: then the trace is named for its root span again. */
export function setTraceName(db: Database, tracePk: number, name: string | undefined): void {
  const { name: _, ...rest } = readStated(db, tracePk) ?? {}
  const stated = JSON.stringify({ ...rest, ...(name === undefined ? {} : { name }) })
  prepared(
    db,
    `INSERT INTO trace_texts (trace_pk, stated) VALUES (?, ?)
      ON CONFLICT (trace_pk) DO UPDATE SET stated = excluded.stated`,
  ).run(tracePk, stated)
  prepared(db, 'UPDATE traces SET name = ? WHERE trace_pk = ?').run(name ?? findRootName(db, tracePk), tracePk)
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
}

/** As `summarizeTrace` names a trace that has a root; a trace without one is named when it is settled. */
function findRootName(db: Database, tracePk: number): string {
  prepared(db, 'INSERT OR IGNORE INTO settle_pending (trace_pk) VALUES (?)').run(tracePk)
  const sql =
    'SELECT name FROM spans WHERE trace_pk = ? ORDER BY parent_span_id IS NOT NULL, start_nano, span_id LIMIT 1'
  return (preparedPluck(db, sql).get(tracePk) as string | undefined) ?? ''
}

/** Whether a name was given; then it can be taken back. */
export function hasStatedName(db: Database, tracePk: number): boolean {
  return readStated(db, tracePk)?.name !== undefined
}

/** Key of a trace that is not in the trash. */
export function findLivingTracePk(db: Database, traceId: string): number | undefined {
  const sql = 'SELECT trace_pk FROM traces WHERE trace_id = ? AND deleted_at_ms IS NULL'
  return preparedPluck(db, sql).get(traceId) as number | undefined
}
