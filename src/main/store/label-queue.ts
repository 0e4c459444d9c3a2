/** Which items of a session a reviewer has to label, and in which order. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { type LabelQueue, type SessionRules, WorkState } from '../../shared/model/label-work.ts'
import { getSessionFrame, getSessionPk } from './labeling-sessions.ts'
import { withRepeats } from './repeat-order.ts'
import { readSetup } from './session-rules.ts'
import { prepared } from './statements.ts'

interface QueueRow {
  trace_id: string
  item_status: string
  my_state: WorkState | null
  repeat_state: WorkState | null
  is_gold: number
  others_complete: number
  /** Distinct answers of others to one question, the most over all questions. */
  spread: number
}

/**
 * The reviewer's items in the order of the session's rules: what they have begun or ended stays theirs, the rest is what the rules give them.
 *
 * @throws AppError NOT_FOUND; CONFLICT with `details.reason` `notAReviewer` when the session names its reviewers and this is none
 */
export function buildQueue(db: Database, sessionId: string, reviewer: string): LabelQueue {
  const { reviewers } = requireReviewer(db, sessionId, reviewer)
  const { rules } = readSetup(db, sessionId)
  const rows = prepared(db, selectFor(rules)).all({ runPk: getSessionPk(db, sessionId), reviewer }) as QueueRow[]
  const mine = rows.filter(
    (row) => row.my_state !== null || (row.item_status !== 'DECLINED' && isFor(rules, reviewers, reviewer, row)),
  )
  const ordered = order(mine, rules, reviewer).map((row) => ({
    traceId: row.trace_id,
    state: row.my_state ?? ('pending' as const),
    repeatState: row.repeat_state ?? undefined,
  }))
  const entries = withRepeats(ordered, rules, reviewer)
  return {
    sessionId,
    reviewer,
    traceIds: entries.map(({ id }) => id),
    states: entries.map(({ state }) => WorkState.options.indexOf(state)),
  }
}

/** The session, when this person may label in it: anyone where it names nobody. */
export function requireReviewer(db: Database, sessionId: string, reviewer: string) {
  const session = getSessionFrame(db, sessionId)
  if (session.reviewers.length > 0 && !session.reviewers.includes(reviewer)) {
    throw new AppError(
      'CONFLICT',
      'This session has other reviewers. Add the name to the session, or choose one of its reviewers.',
      {
        details: { reason: 'notAReviewer' },
      },
    )
  }
  return session
}

function selectFor(rules: SessionRules): string {
  const spread =
    rules.order === 'disagreement' && !rules.isBlind
      ? `(SELECT coalesce(max(n), 0) FROM (SELECT count(DISTINCT a.value) AS n FROM session_answers a
          WHERE a.run_pk = i.run_pk AND a.trace_pk = i.trace_pk AND a.assessment_id IS NOT NULL GROUP BY a.schema_pk))`
      : rules.order === 'uncertain'
        ? `(SELECT coalesce(max(n), 0) FROM (SELECT count(DISTINCT coalesce(j.value_key, 'error')) AS n FROM assessments j
            WHERE j.trace_pk = i.trace_pk AND j.source_type = 'LLM_JUDGE' AND j.valid = 1 AND j.deleted_at_ms IS NULL
            GROUP BY j.name))`
        : '0'
  return `SELECT t.trace_id, i.item_status, w.state AS my_state, p.state AS repeat_state, ${spread} AS spread,
      EXISTS (SELECT 1 FROM session_gold g WHERE g.run_pk = i.run_pk AND g.trace_pk = i.trace_pk) AS is_gold,
      (SELECT count(*) FROM session_work o WHERE o.run_pk = i.run_pk AND o.trace_pk = i.trace_pk AND o.state = 'complete'
        AND o.reviewer <> @reviewer) AS others_complete
    FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
      LEFT JOIN session_work w ON w.run_pk = i.run_pk AND w.trace_pk = i.trace_pk AND w.reviewer = @reviewer
      LEFT JOIN session_repeats p ON p.run_pk = i.run_pk AND p.trace_pk = i.trace_pk AND p.reviewer = @reviewer
    WHERE i.run_pk = @runPk ORDER BY i.added_at_ms, i.trace_pk`
}

function isFor(rules: SessionRules, reviewers: readonly string[], reviewer: string, row: QueueRow): boolean {
  // Known items tell something about each reviewer.
  if (rules.assignment === 'all' || row.is_gold === 1) return true
  // An MLflow client may have ended it without a label here.
  if (rules.assignment === 'pool' || reviewers.length === 0)
    return row.item_status === 'PENDING' && row.others_complete < rules.labelsWanted
  return assignedReviewers(rules, reviewers, row.trace_id).includes(reviewer)
}

/**
 * Who labels an item of a split session. By rendezvous hashing (Thaler and Ravishankar 1998): adding or removing items moves no other
 * item, a new reviewer takes only their share.
 */
export function assignedReviewers(rules: SessionRules, reviewers: readonly string[], traceId: string): string[] {
  return reviewers
    .map((reviewer) => ({ reviewer, rank: rankOf(rules.seed, reviewer, traceId) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, rules.labelsWanted)
    .map(({ reviewer }) => reviewer)
}

/** How many labels end an item: all reviewers' where everyone labels everything, and never more than there are to give them. */
export function labelsToFinish(rules: SessionRules, reviewers: readonly string[]): number {
  if (reviewers.length === 0 || rules.assignment === 'pool') return rules.labelsWanted
  return rules.assignment === 'all' ? reviewers.length : Math.min(rules.labelsWanted, reviewers.length)
}

function order(rows: QueueRow[], rules: SessionRules, reviewer: string): QueueRow[] {
  if (rules.order === 'added') return rows
  if (rules.order === 'random') {
    const ranks = new Map(rows.map((row) => [row, rankOf(rules.seed, reviewer, row.trace_id)]))
    return rows.toSorted((a, b) => ((ranks.get(a) as string) < (ranks.get(b) as string) ? -1 : 1))
  }
  return rows.toSorted((a, b) => b.spread - a.spread)
}

function rankOf(seed: string, reviewer: string, traceId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([seed, reviewer, traceId]))
    .digest('hex')
}
