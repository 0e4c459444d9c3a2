/**
 * What a reviewer does with an item: answers as drafts, each on disk when given; submitting makes them assessments.
 */
import type { Database } from 'better-sqlite3'
import { findAsked } from '../../shared/model/ask-if.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import { EarlierAnswer, type LabelAnswer, type LabelItem } from '../../shared/model/label-work.ts'
import type { LabelSchema } from '../../shared/model/labeling.ts'
import { findKnownAnswers } from './label-gold.ts'
import { requireReviewer } from './label-queue.ts'
import {
  type AnswerRow,
  countLabels,
  findWork,
  listAnswers,
  readValues,
  settleAnswers,
  takeBack,
  type WorkKeys,
  type WorkRef,
} from './label-settling.ts'
import { listSuggestions } from './label-suggestions.ts'
import { getSessionPk, type SessionFrame, touchSession } from './labeling-sessions.ts'
import { readSetup } from './session-rules.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** The item as the reviewer left it; pending when they have not begun. Errors: NOT_FOUND, CONFLICT (no reviewer of the session). */
export function getItem(db: Database, ref: WorkRef): LabelItem {
  const session = requireReviewer(db, ref.sessionId, ref.reviewer)
  const keys = keysOf(db, ref)
  const work = findWork(db, keys, ref.reviewer)
  return {
    traceId: ref.traceId,
    state: work?.state ?? 'pending',
    answers: listAnswers(db, keys, ref.reviewer).map(toAnswer),
    suggestions: listSuggestions(db, session, ref.traceId),
    ...(work?.reason ? { reason: work.reason } : {}),
    ...(work?.note ? { note: work.note } : {}),
    isUnsure: work?.is_unsure === 1,
    activeMs: work?.active_ms ?? 0,
    ...(work?.state === 'complete' ? findKnownAnswers(db, session, keys) : {}),
  }
}

/**
 * Saves one answer; null takes it back. On a submitted item it is a change that counts once it is submitted again.
 *
 * @throws AppError NOT_FOUND (session, item, question), INVALID_INPUT with `details.problem`, CONFLICT (session not open)
 */
export function saveAnswer(
  db: Database,
  input: WorkRef & { schemaId: string; value: Json; rationale?: string | undefined; isBulk?: boolean | undefined },
  nowMs = Date.now(),
): LabelItem {
  return durableTransaction(db, () => {
    const session = requireOpen(db, input)
    const schema = session.schemas.find(({ schemaId }) => schemaId === input.schemaId)
    if (schema === undefined) throw new AppError('NOT_FOUND', 'The session does not ask this question.')
    const problem = input.value === null ? undefined : findAnswerProblem(schema.input, input.value)
    if (problem !== undefined) {
      throw new AppError('INVALID_INPUT', 'The answer does not fit its question.', { details: { problem } })
    }
    const keys = begin(db, input, nowMs)
    prepared(
      db,
      `INSERT INTO session_answers (run_pk, reviewer, trace_pk, schema_pk, version, value, rationale, is_bulk, saved_at_ms)
        SELECT ?, ?, ?, schema_pk, ?, ?, ?, ?, ? FROM label_schemas WHERE schema_id = ?
        ON CONFLICT (run_pk, reviewer, trace_pk, schema_pk) DO UPDATE SET version = excluded.version, value = excluded.value,
          rationale = coalesce(excluded.rationale, rationale), origin = '', is_bulk = excluded.is_bulk,
          saved_at_ms = ${later('saved_at_ms')}`,
    ).run(
      keys.runPk,
      input.reviewer,
      keys.tracePk,
      schema.version,
      input.value === null ? null : JSON.stringify(input.value),
      input.rationale ?? null,
      input.isBulk === true ? 1 : 0,
      nowMs,
      input.schemaId,
    )
    return getItem(db, input)
  })
}

/** Saves what belongs to the whole item; absent fields stay, `activeMs` is added. */
export function annotateItem(
  db: Database,
  input: WorkRef & { note?: string | undefined; isUnsure?: boolean | undefined; activeMs?: number | undefined },
  nowMs = Date.now(),
): LabelItem {
  return durableTransaction(db, () => {
    requireOpen(db, input)
    const keys = keysOf(db, input)
    const before = findWork(db, keys, input.reviewer)
    const isOnlyTime = input.note === undefined && input.isUnsure === undefined
    // Looking at an item is not yet working on it.
    if (isOnlyTime && before === undefined) return getItem(db, input)
    // A note on an item that is done does not take it up again.
    // And it is no state of its own: whatever the reviewer did with the item elsewhere is newer.
    if (before === undefined) begin(db, input, nowMs, 0)
    prepared(
      db,
      `UPDATE session_work SET note = ?, is_unsure = ?, active_ms = active_ms + ?,
        noted_at_ms = iif(?, max(?, min(noted_at_ms + 1, 253402300799999)), noted_at_ms), noted_origin = iif(?, '', noted_origin)
        WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?`,
    ).run(
      (input.note ?? before?.note) || null,
      (input.isUnsure ?? before?.is_unsure === 1) ? 1 : 0,
      input.activeMs ?? 0,
      isOnlyTime ? 0 : 1,
      nowMs,
      isOnlyTime ? 0 : 1,
      keys.runPk,
      input.reviewer,
      keys.tracePk,
    )
    return getItem(db, input)
  })
}

/**
 * Makes the answers to what is asked assessments of the trace, superseding those of an earlier submission, and ends the item.
 *
 * @throws AppError INVALID_INPUT with `details.schemaId` when a required question has no answer, or `details.reason` `nothing` when there is
 *   no answer at all (MLflow's rule); CONFLICT when the session is not open
 */
export function submitItem(
  db: Database,
  input: WorkRef & { activeMs: number; visible?: Record<string, Json> | undefined },
  nowMs = Date.now(),
): LabelItem {
  return durableTransaction(db, () => {
    const session = requireOpen(db, input)
    const keys = begin(db, input, nowMs)
    const answers = listAnswers(db, keys, input.reviewer)
    requireAnswers(session.schemas, readValues(answers))
    const activeMs = (findWork(db, keys, input.reviewer)?.active_ms ?? 0) + input.activeMs
    settleAnswers(db, input, session, keys, { activeMs, visible: input.visible }, nowMs)
    end(db, input, keys, { state: 'complete', reason: null, activeMs: input.activeMs, visible: input.visible }, nowMs)
    countLabels(db, session, keys, input.reviewer, nowMs)
    return getItem(db, input)
  })
}

/** Throws INVALID_INPUT when these answers, of which only those to what is asked count, are not enough to submit an item. */
export function requireAnswers(schemas: readonly LabelSchema[], values: ReadonlyMap<string, Json>): void {
  const asked = findAsked(schemas, (schemaId) => values.get(schemaId))
  const answered = new Set([...values.keys()].filter((schemaId) => asked.has(schemaId)))
  const missing = schemas.find(
    ({ schemaId, isRequired }) => isRequired === true && asked.has(schemaId) && !answered.has(schemaId),
  )
  if (missing !== undefined) {
    throw new AppError('INVALID_INPUT', 'A required question has no answer yet.', {
      details: { reason: 'required', schemaId: missing.schemaId },
    })
  }
  if (answered.size === 0) {
    throw new AppError('INVALID_INPUT', 'Answer at least one question, or skip the item.', {
      details: { reason: 'nothing' },
    })
  }
}

/** Leaves the item: skipped or flagged, with the answers so far kept as drafts. */
export function setAside(
  db: Database,
  input: WorkRef & { state: 'skipped' | 'flagged'; reason?: string | undefined; activeMs: number },
  nowMs = Date.now(),
): LabelItem {
  return durableTransaction(db, () => {
    const session = requireOpen(db, input)
    const keys = begin(db, input, nowMs)
    takeBack(db, keys, input.reviewer, nowMs)
    end(db, input, keys, { state: input.state, reason: input.reason || null, activeMs: input.activeMs }, nowMs)
    countLabels(db, session, keys, input.reviewer, nowMs)
    return getItem(db, input)
  })
}

/** Undo of `submitItem` and `setAside`: the answers are drafts again, their assessments are deleted. */
export function reopenItem(db: Database, input: WorkRef, nowMs = Date.now()): LabelItem {
  return durableTransaction(db, () => {
    const session = requireOpen(db, input)
    const keys = keysOf(db, input)
    takeBack(db, keys, input.reviewer, nowMs)
    prepared(
      db,
      `UPDATE session_work SET state = 'in_progress', reason = NULL, ended_at_ms = NULL, origin = '', updated_at_ms = max(?, min(updated_at_ms + 1, 253402300799999))
        WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?`,
    ).run(nowMs, keys.runPk, input.reviewer, keys.tracePk)
    countLabels(db, session, keys, input.reviewer, nowMs)
    return getItem(db, input)
  })
}

/** The session, when it takes answers of this reviewer. Throws NOT_FOUND; CONFLICT (no reviewer of it; paused or closed). */
export function requireOpen(db: Database, ref: WorkRef): SessionFrame {
  const session = requireReviewer(db, ref.sessionId, ref.reviewer)
  const { state } = readSetup(db, ref.sessionId)
  if (state !== 'open') {
    throw new AppError('CONFLICT', 'The session is paused or closed: open it again to go on labeling.', {
      details: { reason: state },
    })
  }
  return session
}

/** Throws NOT_FOUND when the trace is not in the session. */
export function keysOf(db: Database, { sessionId, traceId }: WorkRef): WorkKeys {
  const runPk = getSessionPk(db, sessionId)
  const tracePk = preparedPluck(
    db,
    `SELECT i.trace_pk FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk
      WHERE i.run_pk = ? AND t.trace_id = ? AND t.deleted_at_ms IS NULL`,
  ).get(runPk, traceId)
  if (typeof tracePk !== 'number') throw new AppError('NOT_FOUND', 'The trace is not in this session.')
  return { runPk, tracePk }
}

/** A change is later than what it changes, also where that came from a machine whose clock is ahead; but not beyond the year 9999. */
function later(column: string): string {
  return `max(excluded.${column}, min(${column} + 1, 253402300799999))`
}

/** Takes the item up: makes its row, or marks a row as being worked on. */
function begin(db: Database, ref: WorkRef, nowMs: number, changedAtMs = nowMs): WorkKeys {
  const keys = keysOf(db, ref)
  prepared(
    db,
    `INSERT INTO session_work (run_pk, reviewer, trace_pk, state, started_at_ms, updated_at_ms) VALUES (?, ?, ?, 'in_progress', ?, ?)
      ON CONFLICT (run_pk, reviewer, trace_pk) DO UPDATE SET state = 'in_progress', reason = NULL, ended_at_ms = NULL, origin = '',
        updated_at_ms = ${later('updated_at_ms')}`,
  ).run(keys.runPk, ref.reviewer, keys.tracePk, nowMs, changedAtMs)
  return keys
}

interface Ending {
  state: 'complete' | 'skipped' | 'flagged'
  reason: string | null
  activeMs: number
  visible?: Record<string, Json> | undefined
}

function end(db: Database, ref: WorkRef, keys: WorkKeys, ending: Ending, nowMs: number): void {
  prepared(
    db,
    `UPDATE session_work SET state = ?, reason = ?, active_ms = active_ms + ?, visible = ?, ended_at_ms = ?, updated_at_ms = max(?, updated_at_ms)
      WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?`,
  ).run(
    ending.state,
    ending.reason,
    ending.activeMs,
    ending.visible === undefined ? null : JSON.stringify(ending.visible),
    nowMs,
    nowMs,
    keys.runPk,
    ref.reviewer,
    keys.tracePk,
  )
  touchSession(db, keys.runPk, nowMs)
}

function toAnswer(row: AnswerRow): LabelAnswer {
  return {
    schemaId: row.schema_id,
    version: row.version,
    ...(row.value === null ? {} : { value: JSON.parse(row.value) as Json }),
    ...(row.rationale === null || row.rationale === '' ? {} : { rationale: row.rationale }),
    ...(row.earlier === null ? {} : { earlier: EarlierAnswer.parse(JSON.parse(row.earlier)) }),
    savedAtMs: row.saved_at_ms,
  }
}
