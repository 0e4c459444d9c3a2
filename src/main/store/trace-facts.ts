import type { Database } from 'better-sqlite3'
import type { IngestTrace } from '../../shared/model/ingest.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import { getTracePk } from './stored-span.ts'
import { readStated } from './trace-row-store.ts'

/**
 * What was said about a trace as a whole, apart from its spans: the source's own trace record, tags that it or a
 * person set, metadata, and the experiment. Ingesting it with the spans gives the same trace again.
 *
 * @throws AppError NOT_FOUND
 */
export function readTraceFacts(db: Database, traceId: string): IngestTrace {
  const tracePk = getTracePk(db, traceId)
  const experimentName = preparedPluck(
    db,
    `SELECT e.name FROM traces t JOIN experiments e ON e.experiment_id = t.experiment_id
      WHERE t.trace_pk = ? AND e.experiment_id <> 0`,
  ).get(tracePk) as string | undefined
  const tags = readTexts(
    db,
    'SELECT key, value FROM trace_tags WHERE trace_pk = ? AND origin IS NULL ORDER BY key',
    tracePk,
  )
  const metadata = readTexts(db, 'SELECT key, value FROM trace_metadata WHERE trace_pk = ? ORDER BY key', tracePk)
  // Ids of experiments mean something in this workspace only; the name goes along.
  const { experimentId: _, ...stated } = readStated(db, tracePk) ?? {}
  return {
    ...(experimentName === undefined ? {} : { experimentName }),
    ...stated,
    traceId,
    ...(tags === undefined ? {} : { tags }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

function readTexts(db: Database, sql: string, tracePk: number): Record<string, string> | undefined {
  const rows = preparedRaw(db, sql).all(tracePk) as [string, string][]
  return rows.length === 0 ? undefined : Object.fromEntries(rows)
}
