/** The name that someone gave a trace, in place of its root span's. */
import type { Database } from 'better-sqlite3'
import { recomputeTrace } from './settle.ts'
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
  prepared(db, 'UPDATE traces SET name = ? WHERE trace_pk = ?').run(name ?? '', tracePk)
  if (name === undefined) recomputeTrace(db, tracePk)
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
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
