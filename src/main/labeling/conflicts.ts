/** One reviewer's different answers to one question, given at different places. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { AnswerConflict } from '../../shared/model/handover.ts'
import type { Json } from '../../shared/model/json.ts'
import {
  type Decision,
  decisionOrigin,
  findConflict,
  findEffective,
  type KnownGroup,
  listKnown,
  type OriginAnswer,
  readExportTimes,
  readKnown,
  writeKnown,
} from '../store/answer-origins.ts'
import { countLabels, settleAnswers } from '../store/label-settling.ts'
import { getSession, getSessionPk, touchSession } from '../store/labeling-sessions.ts'
import { preparedPluck } from '../store/statements.ts'
import { readTraceRows } from '../store/trace-rows.ts'
import { durableTransaction } from '../store/transaction.ts'
import { findWorkRecord } from '../store/work-records.ts'

/** In the order of the items, then of the questions and reviewers. The cursor is a place in that order. Throws NOT_FOUND. */
export function listConflicts(
  db: Database,
  input: { sessionId: string; cursor?: string | undefined; limit: number },
): { items: AnswerConflict[]; nextCursor?: string; total: number } {
  const runPk = getSessionPk(db, input.sessionId)
  const exportedAtMs = readExportTimes(db, runPk)
  const tracePks = preparedPluck(
    db,
    `SELECT i.trace_pk FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
      WHERE i.run_pk = ? ORDER BY i.added_at_ms, i.trace_pk`,
  ).all(runPk) as number[]
  const positions = new Map(tracePks.map((tracePk, index) => [tracePk, index]))
  const found = listKnown(db, runPk).flatMap((group) => {
    const position = positions.get(group.tracePk)
    if (position === undefined) return []
    const open = findConflict(group.known, exportedAtMs)
    return open.length === 0 ? [] : [{ group, open, position }]
  })
  found.sort(
    (a, b) =>
      a.position - b.position || a.group.schemaPk - b.group.schemaPk || (a.group.reviewer < b.group.reviewer ? -1 : 1),
  )
  const start = input.cursor === undefined ? 0 : Number.parseInt(input.cursor, 10) || 0
  const items = found.slice(start, start + input.limit).map(({ group, open }) => toConflict(db, group, open))
  const next = start + input.limit
  return { items, total: found.length, ...(next < found.length ? { nextCursor: String(next) } : {}) }
}

function toConflict(db: Database, group: KnownGroup, open: readonly OriginAnswer[]): AnswerConflict {
  const row = readTraceRows(db, [group.tracePk])[0]
  const effective = findEffective(group.known)
  const counting = effective?.decision?.chosen ?? effective?.origin
  return {
    traceId: row?.traceId ?? '',
    ...(row?.inputPreview === undefined ? {} : { inputPreview: row.inputPreview }),
    schemaId: preparedPluck(db, 'SELECT schema_id FROM label_schemas WHERE schema_pk = ?').get(
      group.schemaPk,
    ) as string,
    reviewer: group.reviewer,
    answers: open
      .toSorted((a, b) => (a.origin < b.origin ? -1 : 1))
      .map(({ origin, version, value, rationale, savedAtMs }) => ({
        origin,
        ...(value === null ? {} : { value: JSON.parse(value) as Json }),
        ...(rationale === null || rationale === '' ? {} : { rationale }),
        version,
        savedAtMs,
        isEffective: origin === counting,
      })),
  }
}

export interface Resolution {
  sessionId: string
  traceId: string
  schemaId: string
  reviewer: string
  /** Of the answer that is to count. */
  origin: string
  decidedBy: string
}

/**
 * Makes one of the reviewer's answers the one that counts; the others are kept. On a submitted item its assessment changes at once.
 *
 * @throws AppError NOT_FOUND (session, item, question, no answer from there)
 */
export function resolveConflict(db: Database, input: Resolution, nowMs = Date.now()): { resolved: boolean } {
  return durableTransaction(db, () => {
    const session = getSession(db, input.sessionId)
    const runPk = getSessionPk(db, input.sessionId)
    const tracePk = preparedPluck(
      db,
      `SELECT i.trace_pk FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk WHERE i.run_pk = ? AND t.trace_id = ?`,
    ).get(runPk, input.traceId)
    const schemaPk = preparedPluck(
      db,
      'SELECT schema_pk FROM label_schemas WHERE schema_id = ? AND schema_id IN (SELECT value FROM json_each(?))',
    ).get(input.schemaId, JSON.stringify(session.schemas.map(({ schemaId }) => schemaId)))
    if (typeof tracePk !== 'number') throw new AppError('NOT_FOUND', 'The trace is not in this session.')
    if (typeof schemaPk !== 'number') throw new AppError('NOT_FOUND', 'The session does not ask this question.')
    const keys = { runPk, tracePk }
    const known = readKnown(db, keys, input.reviewer).get(schemaPk) ?? new Map<string, OriginAnswer>()
    const chosen = input.origin === decisionOrigin ? undefined : known.get(input.origin)
    if (chosen === undefined) throw new AppError('NOT_FOUND', 'There is no answer from there. Reload the conflicts.')
    if (findConflict(known, readExportTimes(db, runPk)).length === 0) return { resolved: false }
    const answers = [...known.values()].filter(({ origin }) => origin !== decisionOrigin)
    const decision: Decision = {
      by: input.decidedBy,
      chosen: input.origin,
      seen: Object.fromEntries(answers.map(({ origin, savedAtMs }) => [origin, savedAtMs])),
    }
    const savedAtMs = Math.max(nowMs, (findEffective(known)?.savedAtMs ?? 0) + 1)
    known.set(decisionOrigin, { ...chosen, origin: decisionOrigin, savedAtMs, decision })
    writeKnown(db, keys, input.reviewer, schemaPk, known)
    const work = findWorkRecord(db, keys, input.reviewer)?.work
    if (work?.state === 'complete') {
      const visible = work.visible === null ? undefined : (JSON.parse(work.visible) as Record<string, Json>)
      const ref = { sessionId: input.sessionId, reviewer: input.reviewer, traceId: input.traceId }
      settleAnswers(db, ref, session, keys, { activeMs: work.activeMs, visible }, nowMs)
      countLabels(db, session, keys, input.reviewer, nowMs)
    }
    touchSession(db, runPk, nowMs)
    return { resolved: true }
  })
}
