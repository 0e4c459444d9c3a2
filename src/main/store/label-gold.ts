/** Items with known answers (gold), mixed among the others to see how well reviewers do. They look like any other item. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import type { GoldAnswer, GoldProposal } from '../../shared/model/label-checks.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import { listAssessments } from './assessments.ts'
import type { WorkKeys } from './label-settling.ts'
import { getSessionFrame, getSessionPk, type SessionFrame, touchSession } from './labeling-sessions.ts'
import { readSetup } from './session-rules.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

interface GoldRow {
  trace_id: string
  schema_id: string
  value: string
}

export interface GoldItem {
  traceId: string
  answers: GoldAnswer[]
}

/**
 * In the order of the items; those no longer in the session, questions no longer asked and answers that a newer version of their question
 * does not take are left out. Throws NOT_FOUND.
 */
export function listGold(db: Database, sessionId: string): GoldItem[] {
  const { schemas } = getSessionFrame(db, sessionId)
  const asked = new Map(schemas.map(({ schemaId, input }) => [schemaId, input]))
  const rows = prepared(
    db,
    `SELECT t.trace_id, q.schema_id, g.value FROM session_gold g JOIN run_traces i ON i.run_pk = g.run_pk AND i.trace_pk = g.trace_pk
      JOIN traces t ON t.trace_pk = g.trace_pk AND t.deleted_at_ms IS NULL JOIN label_schemas q ON q.schema_pk = g.schema_pk
      WHERE g.run_pk = ? ORDER BY i.added_at_ms, i.trace_pk, q.schema_pk`,
  ).all(getSessionPk(db, sessionId)) as GoldRow[]
  const items = new Map<string, GoldItem>()
  for (const row of rows) {
    const input = asked.get(row.schema_id)
    const value = JSON.parse(row.value) as Json
    if (input === undefined || findAnswerProblem(input, value) !== undefined) continue
    const item = items.get(row.trace_id) ?? { traceId: row.trace_id, answers: [] }
    item.answers.push({ schemaId: row.schema_id, value })
    items.set(row.trace_id, item)
  }
  return [...items.values()]
}

/** What could be known about an item: what is marked, else what was settled, else an expectation named as the question. */
export function proposeGold(db: Database, input: { sessionId: string; traceId: string }): GoldProposal[] {
  const session = getSessionFrame(db, input.sessionId)
  const marked = listGold(db, input.sessionId).find(({ traceId }) => traceId === input.traceId)
  const assessments = listAssessments(db, { traceId: input.traceId }).filter(
    ({ spanId, value }) => spanId === undefined && value !== undefined,
  )
  const settledIds = new Map(
    prepared(
      db,
      `SELECT q.schema_id, s.assessment_id FROM session_settled s JOIN traces t ON t.trace_pk = s.trace_pk
        JOIN label_schemas q ON q.schema_pk = s.schema_pk WHERE s.run_pk = ? AND t.trace_id = ?`,
    )
      .raw()
      .all(getSessionPk(db, input.sessionId), input.traceId) as [string, string][],
  )
  return session.schemas.flatMap(({ schemaId, name, input: answers }): GoldProposal[] => {
    const gold = marked?.answers.find((each) => each.schemaId === schemaId)
    if (gold !== undefined) return [{ ...gold, from: 'gold' }]
    const settled = assessments.find(({ assessmentId }) => assessmentId === settledIds.get(schemaId))
    const expectation = assessments.findLast((each) => each.name === name && each.kind === 'expectation')
    for (const [from, found] of [
      ['settled', settled],
      ['expectation', expectation],
    ] as const) {
      const value = found?.value
      if (value !== undefined && findAnswerProblem(answers, value) === undefined) return [{ schemaId, value, from }]
    }
    return []
  })
}

/**
 * Marks an item as known with these answers in place of earlier ones; none: it is known no more. Answers what was marked before.
 *
 * @throws AppError NOT_FOUND (session, item, question), INVALID_INPUT with `details.problem` (an answer does not fit)
 */
export function setGold(
  db: Database,
  input: { sessionId: string; traceId: string; answers: readonly GoldAnswer[]; markedBy: string },
  nowMs = Date.now(),
): { before: GoldAnswer[] } {
  const { sessionId, traceId, answers, markedBy } = input
  return durableTransaction(db, () => {
    const { schemas } = getSessionFrame(db, sessionId)
    const runPk = getSessionPk(db, sessionId)
    const tracePk = preparedPluck(
      db,
      'SELECT i.trace_pk FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk WHERE i.run_pk = ? AND t.trace_id = ?',
    ).get(runPk, traceId)
    if (typeof tracePk !== 'number') throw new AppError('NOT_FOUND', 'The trace is not in this session.')
    const before = listGold(db, sessionId).find((item) => item.traceId === traceId)?.answers ?? []
    prepared(db, 'DELETE FROM session_gold WHERE run_pk = ? AND trace_pk = ?').run(runPk, tracePk)
    for (const { schemaId, value } of answers) {
      const schema = schemas.find((each) => each.schemaId === schemaId)
      if (schema === undefined) throw new AppError('NOT_FOUND', 'The session does not ask this question.')
      const problem = findAnswerProblem(schema.input, value)
      if (problem !== undefined) {
        throw new AppError('INVALID_INPUT', 'The answer does not fit its question.', { details: { problem, schemaId } })
      }
      prepared(
        db,
        `INSERT INTO session_gold (run_pk, trace_pk, schema_pk, value, marked_by, marked_at_ms)
          SELECT ?, ?, schema_pk, ?, ?, ? FROM label_schemas WHERE schema_id = ?`,
      ).run(runPk, tracePk, JSON.stringify(value), markedBy, nowMs, schemaId)
    }
    touchSession(db, runPk, nowMs)
    return { before }
  })
}

/** Whether reviewers are told what was known. */
export function tellsGold({ isBlind, hasGoldFeedback }: { isBlind: boolean; hasGoldFeedback: boolean }): boolean {
  return hasGoldFeedback && !isBlind
}

/** What a reviewer is told after submitting an item: nothing, unless the session says so. */
export function findKnownAnswers(
  db: Database,
  session: SessionFrame,
  keys: WorkKeys,
): { known?: { schemaId: string; value: Json }[] } {
  if (!tellsGold(readSetup(db, session.sessionId).rules)) return {}
  const rows = prepared(
    db,
    `SELECT q.schema_id, g.value FROM session_gold g JOIN label_schemas q ON q.schema_pk = g.schema_pk
      WHERE g.run_pk = ? AND g.trace_pk = ? ORDER BY q.schema_pk`,
  ).all(keys.runPk, keys.tracePk) as Pick<GoldRow, 'schema_id' | 'value'>[]
  if (rows.length === 0) return {}
  return { known: rows.map(({ schema_id, value }) => ({ schemaId: schema_id, value: JSON.parse(value) as Json })) }
}
