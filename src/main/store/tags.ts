/** Tags of one trace. */
import type { Database } from 'better-sqlite3'
import { prepared } from './statements.ts'
import type { SummarySpan } from './trace-summary.ts'

/** Sorts by start, then span id, as text. */
const originOf = (span: SummarySpan): string => `${String(span.startUs).padStart(16, '0')}:${span.spanId}`

/**
 * Tags that a span carries for its trace. Of two spans that disagree the earlier wins; what a person or the
 * source's own trace record set stays.
 */
export function writeSpanTags(
  db: Database,
  tracePk: number,
  span: SummarySpan,
  tags: Readonly<Record<string, string>>,
): void {
  const sql = `INSERT INTO trace_tags (trace_pk, key, value, origin) VALUES (?, ?, ?, ?)
    ON CONFLICT (trace_pk, key) DO UPDATE SET value = excluded.value, origin = excluded.origin
    WHERE origin IS NOT NULL AND excluded.origin <= origin`
  const origin = originOf(span)
  for (const [key, value] of Object.entries(tags)) prepared(db, sql).run(tracePk, key, value, origin)
}

/** Sets (string) or removes (null) tags as a person's choice. Returns whether anything changed. */
export function changeTags(db: Database, tracePk: number, tags: Readonly<Record<string, string | null>>): boolean {
  const set = prepared(
    db,
    `INSERT INTO trace_tags (trace_pk, key, value, origin) VALUES (?, ?, ?, NULL)
      ON CONFLICT (trace_pk, key) DO UPDATE SET value = excluded.value, origin = NULL
      WHERE value <> excluded.value OR origin IS NOT NULL`,
  )
  const remove = prepared(db, 'DELETE FROM trace_tags WHERE trace_pk = ? AND key = ?')
  let changes = 0
  for (const [key, value] of Object.entries(tags)) {
    changes += value === null ? remove.run(tracePk, key).changes : set.run(tracePk, key, value).changes
  }
  return changes > 0
}
