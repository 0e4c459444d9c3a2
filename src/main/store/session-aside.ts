/** What reviewers did with the items of a session, for whoever leads it. */
import type { Database } from 'better-sqlite3'
import type { WorkState } from '../../shared/model/label-work.ts'
import type { AsideItem, ItemWork } from '../../shared/model/labeling.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { prepared } from './statements.ts'

interface WorkRow {
  trace_pk: number
  reviewer: string
  state: WorkState
  reason: string | null
  note: string | null
  is_unsure: number
}

const columns = 'w.trace_pk, w.reviewer, w.state, w.reason, w.note, w.is_unsure'

function toWork(row: WorkRow): ItemWork {
  return {
    reviewer: row.reviewer,
    state: row.state,
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.note ? { note: row.note } : {}),
    isUnsure: row.is_unsure === 1,
  }
}

/** By key of the trace; reviewers by name. Throws NOT_FOUND (session). */
export function listItemWork(db: Database, sessionId: string, tracePks: readonly number[]): Map<number, ItemWork[]> {
  const rows = prepared(
    db,
    `SELECT ${columns} FROM json_each(?) d CROSS JOIN session_work w INDEXED BY session_work_by_trace
      ON w.run_pk = ? AND w.trace_pk = d.value ORDER BY w.reviewer`,
  ).all(JSON.stringify(tracePks), getSessionPk(db, sessionId)) as WorkRow[]
  const found = new Map<number, ItemWork[]>()
  for (const row of rows) {
    const works = found.get(row.trace_pk)
    if (works === undefined) found.set(row.trace_pk, [toWork(row)])
    else works.push(toWork(row))
  }
  return found
}

/** Items that were skipped or flagged and are still so: flagged first, newest first. At most `limit`. Throws NOT_FOUND (session). */
export function listAsideItems(
  db: Database,
  { sessionId, limit }: { sessionId: string; limit: number },
): { items: AsideItem[]; total: number } {
  const rows = prepared(
    db,
    `SELECT ${columns}, t.trace_id, t.name, x.input_preview, coalesce(w.ended_at_ms, w.updated_at_ms) AS ended_at_ms,
        count(*) OVER () AS total
      FROM session_work w JOIN run_traces i ON i.run_pk = w.run_pk AND i.trace_pk = w.trace_pk
        JOIN traces t ON t.trace_pk = w.trace_pk AND t.deleted_at_ms IS NULL
        LEFT JOIN trace_texts x ON x.trace_pk = w.trace_pk
      WHERE w.run_pk = ? AND w.state IN ('flagged', 'skipped')
      ORDER BY w.state = 'skipped', ended_at_ms DESC, w.trace_pk, w.reviewer LIMIT ?`,
  ).all(getSessionPk(db, sessionId), limit) as (WorkRow & {
    trace_id: string
    name: string
    input_preview: string | null
    ended_at_ms: number
    total: number
  })[]
  return {
    items: rows.map((row) => ({
      ...toWork(row),
      traceId: row.trace_id,
      name: row.name,
      ...(row.input_preview === null ? {} : { inputPreview: row.input_preview }),
      endedAtMs: row.ended_at_ms,
    })),
    total: rows[0]?.total ?? 0,
  }
}
