/** The conversations that the rows of an evaluation belong to. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import { getEvaluationRun } from './evaluation-runs.ts'
import { preparedRaw } from './statements.ts'

export interface PlannedConversation {
  /** Undefined for a row by itself. */
  sessionId: string | undefined
  /** Of its first row, by the time of the traces. */
  position: number
  /** The first trace, on which the judgement is. */
  traceId: string
  /** Oldest first. */
  traceIds: string[]
  /** Of all its rows; of several with one name the first. */
  expectations: Record<string, Json>
}

/** Rows with one session are one conversation; a row without a session is one by itself. Throws NOT_FOUND. */
export function listEvaluationConversations(db: Database, { runId }: { runId: string }): PlannedConversation[] {
  const { runPk } = getEvaluationRun(db, runId)
  const rows = preparedRaw(
    db,
    `SELECT i.position, t.trace_id, t.session_id, i.expectations FROM evaluation_items i
      CROSS JOIN traces t ON t.trace_id = i.trace_id
      WHERE i.run_pk = ? AND i.state = 'scored' AND t.deleted_at_ms IS NULL ORDER BY t.start_us, i.position`,
  ).all(runPk) as [position: number, traceId: string, sessionId: string | null, expectations: string | null][]
  const bySession = new Map<string, PlannedConversation>()
  for (const [position, traceId, sessionId, text] of rows) {
    const key = sessionId === null ? `row ${position}` : `session ${sessionId}`
    const expectations = text === null ? {} : (JSON.parse(text) as Record<string, Json>)
    const found = bySession.get(key)
    if (found === undefined) {
      bySession.set(key, { sessionId: sessionId ?? undefined, position, traceId, traceIds: [traceId], expectations })
    } else {
      found.traceIds.push(traceId)
      found.expectations = { ...expectations, ...found.expectations }
    }
  }
  return [...bySession.values()]
}
