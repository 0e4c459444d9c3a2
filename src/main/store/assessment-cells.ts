/** Keeps `assessment_cells`: per trace and name the judgement that the list shows, filters aside. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import { prepared } from './statements.ts'

/** Longest text that takes part in sorting. */
const maxSortText = 100

interface CellRow {
  kind: string
  value: string | null
  error: string | null
  source_type: string
  count: number
}

/**
 * Computes the cell of one name on one trace anew: the newest valid assessment of the trace itself, else the
 * newest on one of its spans.
 */
export function refreshCells(db: Database, tracePk: number, name: string): void {
  const row = prepared(
    db,
    `SELECT kind, value, error, source_type, count(*) OVER () AS count FROM assessments INDEXED BY assessments_by_trace
      WHERE trace_pk = ? AND name = ? AND valid = 1 AND deleted_at_ms IS NULL
      ORDER BY span_id IS NOT NULL, created_at_ms DESC, assessment_pk DESC LIMIT 1`,
  ).get(tracePk, name) as CellRow | undefined
  if (row === undefined) {
    prepared(db, 'DELETE FROM assessment_cells WHERE trace_pk = ? AND name = ?').run(tracePk, name)
    return
  }
  prepared(
    db,
    `INSERT INTO assessment_cells (trace_pk, name, kind, value, has_error, source_type, count, sort_value)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (trace_pk, name) DO UPDATE SET kind = excluded.kind, value = excluded.value, has_error = excluded.has_error,
        source_type = excluded.source_type, count = excluded.count, sort_value = excluded.sort_value`,
  ).run(
    tracePk,
    name,
    row.kind,
    row.value,
    row.error === null ? 0 : 1,
    row.source_type,
    row.count,
    row.value === null ? null : sortValueOf(JSON.parse(row.value) as Json),
  )
}

/** Numbers and booleans before texts, as SQLite orders them. */
export function sortValueOf(value: Json): number | string | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null) return null
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, maxSortText)
}
