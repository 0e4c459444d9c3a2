/** How far a labeling session is. */
import type { Database } from 'better-sqlite3'
import type { SessionProgress } from '../../shared/model/label-work.ts'
import { assignedReviewers } from './label-queue.ts'
import { getSession, getSessionPk } from './labeling-sessions.ts'
import { readSetup } from './session-rules.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'

/** Counts by reviewer and question. Throws NOT_FOUND. */
export function readProgress(db: Database, sessionId: string): SessionProgress {
  const session = getSession(db, sessionId)
  const { rules } = readSetup(db, sessionId)
  const runPk = getSessionPk(db, sessionId)
  const traceIds = preparedPluck(
    db,
    `SELECT t.trace_id FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk WHERE i.run_pk = ? AND t.deleted_at_ms IS NULL`,
  ).all(runPk) as string[]
  const works = prepared(
    db,
    `SELECT w.reviewer, w.state, w.active_ms FROM session_work w JOIN run_traces i ON i.run_pk = w.run_pk AND i.trace_pk = w.trace_pk
      JOIN traces t ON t.trace_pk = w.trace_pk WHERE w.run_pk = ? AND t.deleted_at_ms IS NULL`,
  ).all(runPk) as { reviewer: string; state: string; active_ms: number }[]
  const names = [...new Set([...session.reviewers, ...works.map(({ reviewer }) => reviewer)])]
  const assigned = new Map<string, number>()
  if (rules.assignment === 'split') {
    for (const traceId of traceIds)
      for (const reviewer of assignedReviewers(rules, session.reviewers, traceId))
        assigned.set(reviewer, (assigned.get(reviewer) ?? 0) + 1)
  }
  const answers = preparedRaw(
    db,
    `SELECT s.schema_id, count(*) FROM session_answers a JOIN label_schemas s ON s.schema_pk = a.schema_pk
      WHERE a.run_pk = ? AND a.assessment_id IS NOT NULL GROUP BY s.schema_id`,
  ).all(runPk) as [string, number][]
  const counts = new Map(answers)
  return {
    itemCount: traceIds.length,
    doneCount: preparedPluck(
      db,
      `SELECT count(*) FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk
        WHERE i.run_pk = ? AND i.item_status = 'COMPLETE' AND t.deleted_at_ms IS NULL`,
    ).get(runPk) as number,
    reviewers: names.map((reviewer) => {
      const mine = works.filter((work) => work.reviewer === reviewer)
      const count = (state: string) => mine.filter((work) => work.state === state).length
      const times = mine.filter((work) => work.state === 'complete').map((work) => work.active_ms)
      const medianActiveMs = median(times)
      return {
        reviewer,
        assigned: rules.assignment === 'split' ? (assigned.get(reviewer) ?? mine.length) : traceIds.length,
        complete: count('complete'),
        skipped: count('skipped'),
        flagged: count('flagged'),
        ...(medianActiveMs === undefined ? {} : { medianActiveMs }),
      }
    }),
    questions: session.schemas.map(({ schemaId }) => ({ schemaId, answerCount: counts.get(schemaId) ?? 0 })),
  }
}

/** Undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length === 0) return undefined
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
