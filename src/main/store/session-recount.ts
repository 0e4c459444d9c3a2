/** Changes of a session that bear on how many labels end an item. */
import type { Database } from 'better-sqlite3'
import type { SessionSetup } from '../../shared/model/label-work.ts'
import type { LabelingSession } from '../../shared/model/labeling.ts'
import { labelsToFinish } from './label-queue.ts'
import { getSession, getSessionPk, type SessionChange, updateSession } from './labeling-sessions.ts'
import { changeSetup, readSetup, type SetupChange } from './session-rules.ts'
import { prepared } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** As `changeSetup`; items that were begun are ended or open again by the new rules. */
export function changeSetupAndRecount(db: Database, change: SetupChange, nowMs = Date.now()): SessionSetup {
  return durableTransaction(db, () => {
    const setup = changeSetup(db, change, nowMs)
    if (change.rules !== undefined) recount(db, change.sessionId, nowMs)
    return setup
  })
}

/** As `updateSession`, with rules and guidelines; items that were begun are ended or open again where reviewers or rules changed. */
export function updateSessionAndRecount(
  db: Database,
  input: SessionChange & Pick<SetupChange, 'rules' | 'guidelines'>,
  nowMs = Date.now(),
): LabelingSession {
  const { sessionId, rules, guidelines } = input
  return durableTransaction(db, () => {
    const session = updateSession(db, input, nowMs)
    if (rules !== undefined || guidelines !== undefined) changeSetup(db, { sessionId, rules, guidelines }, nowMs)
    if (input.reviewers === undefined && rules === undefined) return session
    recount(db, input.sessionId, nowMs)
    return getSession(db, input.sessionId)
  })
}

/** Sets the state that all see of every item that somebody ended here. Items ended by MLflow clients alone stay as they are. */
function recount(db: Database, sessionId: string, nowMs: number): void {
  const runPk = getSessionPk(db, sessionId)
  const wanted = labelsToFinish(readSetup(db, sessionId).rules, getSession(db, sessionId).reviewers)
  const counted = `SELECT w.trace_pk, count(*) AS labels, max(w.ended_at_ms) AS ended_at_ms,
      (SELECT l.reviewer FROM session_work l WHERE l.run_pk = w.run_pk AND l.trace_pk = w.trace_pk AND l.state = 'complete'
        ORDER BY l.ended_at_ms DESC, l.reviewer LIMIT 1) AS last_reviewer
    FROM session_work w WHERE w.run_pk = @runPk AND w.state = 'complete' GROUP BY w.trace_pk`
  prepared(
    db,
    `UPDATE run_traces SET item_status = 'COMPLETE', completed_by = c.last_reviewer, completed_at_ms = coalesce(c.ended_at_ms, @nowMs),
        updated_at_ms = @nowMs
      FROM (${counted}) c WHERE run_traces.run_pk = @runPk AND run_traces.trace_pk = c.trace_pk
        AND run_traces.item_status = 'PENDING' AND c.labels >= @wanted`,
  ).run({ runPk, nowMs, wanted })
  prepared(
    db,
    `UPDATE run_traces SET item_status = 'PENDING', completed_by = NULL, completed_at_ms = NULL, updated_at_ms = @nowMs
      FROM (${counted}) c WHERE run_traces.run_pk = @runPk AND run_traces.trace_pk = c.trace_pk
        AND run_traces.item_status = 'COMPLETE' AND c.labels < @wanted`,
  ).run({ runPk, nowMs, wanted })
}
