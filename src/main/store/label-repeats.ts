/**
 * The second time that a reviewer is asked about an item, to see whether they agree with themselves. It is labelled like any other item,
 * empty and unannounced, but what is answered is kept apart: no assessment comes of it, and the first answers stay as they are.
 */
import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import { AppError } from '../../shared/model/error.ts'
import { Json } from '../../shared/model/json.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import { type LabelItem, WorkState } from '../../shared/model/label-work.ts'
import { traceIdOfItem } from '../../shared/model/repeat-id.ts'
import { canonicalJson } from './assessment-rows.ts'
import { requireReviewer } from './label-queue.ts'
import type { WorkKeys, WorkRef } from './label-settling.ts'
import { listSuggestions } from './label-suggestions.ts'
import { keysOf, requireAnswers, requireOpen } from './label-work.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { prepared } from './statements.ts'
import { durableTransaction } from './transaction.ts'

const RepeatAnswer = z.object({
  version: z.number().int(),
  value: Json.optional(),
  rationale: z.string().optional(),
  savedAtMs: z.number(),
})

/** One reviewer's second time with an item; it travels as a whole. */
export const RepeatRecord = z.object({
  state: WorkState,
  reason: z.string().max(2_000).optional(),
  note: z.string().max(20_000).optional(),
  isUnsure: z.boolean(),
  activeMs: z.number().int().min(0),
  /** By schema id. */
  answers: z.record(z.string(), RepeatAnswer),
  updatedAtMs: z.number().int().min(0).max(253_402_300_799_999),
})
export type RepeatRecord = z.infer<typeof RepeatRecord>

interface RepeatRow {
  state: string
  reason: string | null
  note: string | null
  is_unsure: number
  active_ms: number
  answers: string
  updated_at_ms: number
}

const columns = 'state, reason, note, is_unsure, active_ms, answers, updated_at_ms'

function fromRow(row: RepeatRow): RepeatRecord {
  return {
    state: WorkState.parse(row.state),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.note === null ? {} : { note: row.note }),
    isUnsure: row.is_unsure === 1,
    activeMs: row.active_ms,
    answers: JSON.parse(row.answers) as RepeatRecord['answers'],
    updatedAtMs: row.updated_at_ms,
  }
}

export function findRepeat(db: Database, keys: WorkKeys, reviewer: string): RepeatRecord | undefined {
  const row = prepared(
    db,
    `SELECT ${columns} FROM session_repeats WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?`,
  ).get(keys.runPk, reviewer, keys.tracePk)
  return row === undefined ? undefined : fromRow(row as RepeatRow)
}

export function writeRepeat(db: Database, keys: WorkKeys, reviewer: string, record: RepeatRecord): void {
  prepared(
    db,
    `INSERT OR REPLACE INTO session_repeats (run_pk, reviewer, trace_pk, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    keys.runPk,
    reviewer,
    keys.tracePk,
    record.state,
    record.reason ?? null,
    record.note ?? null,
    record.isUnsure ? 1 : 0,
    record.activeMs,
    canonicalJson(record.answers as Json),
    record.updatedAtMs,
  )
}

/** Whether a record that came from elsewhere is newer. A total order: the same one wins everywhere. */
export function isNewerRepeat(incoming: RepeatRecord, known: RepeatRecord | undefined): boolean {
  if (known === undefined) return true
  if (incoming.updatedAtMs !== known.updatedAtMs) return incoming.updatedAtMs > known.updatedAtMs
  return canonicalJson(incoming as unknown as Json) > canonicalJson(known as unknown as Json)
}

/** Everyone's second times in a session, by trace and reviewer. Throws NOT_FOUND. */
export function listRepeats(
  db: Database,
  sessionId: string,
  reviewer?: string,
): { traceId: string; tracePk: number; reviewer: string; record: RepeatRecord }[] {
  const rows = prepared(
    db,
    `SELECT t.trace_id, t.trace_pk, w.reviewer, ${columns.replaceAll(/\w+/g, 'w.$&')} FROM session_repeats w
      JOIN run_traces i ON i.run_pk = w.run_pk AND i.trace_pk = w.trace_pk
      JOIN traces t ON t.trace_pk = w.trace_pk AND t.deleted_at_ms IS NULL
      WHERE w.run_pk = @runPk AND (@reviewer IS NULL OR w.reviewer = @reviewer) ORDER BY i.added_at_ms, i.trace_pk, w.reviewer`,
  ).all({ runPk: getSessionPk(db, sessionId), reviewer: reviewer ?? null }) as (RepeatRow & {
    trace_id: string
    trace_pk: number
    reviewer: string
  })[]
  return rows.map((row) => ({
    traceId: row.trace_id,
    tracePk: row.trace_pk,
    reviewer: row.reviewer,
    record: fromRow(row),
  }))
}

/** As `getItem` of the loop. */
export function getRepeat(db: Database, ref: WorkRef): LabelItem {
  const session = requireReviewer(db, ref.sessionId, ref.reviewer)
  const record = findRepeat(db, keysOfRepeat(db, ref), ref.reviewer)
  return {
    traceId: ref.traceId,
    state: record?.state ?? 'pending',
    answers: Object.entries(record?.answers ?? {}).map(([schemaId, answer]) => ({ schemaId, ...answer })),
    suggestions: listSuggestions(db, session, traceIdOfItem(ref.traceId)),
    ...(record?.reason === undefined ? {} : { reason: record.reason }),
    ...(record?.note === undefined ? {} : { note: record.note }),
    isUnsure: record?.isUnsure === true,
    activeMs: record?.activeMs ?? 0,
  }
}

const keysOfRepeat = (db: Database, ref: WorkRef): WorkKeys =>
  keysOf(db, { ...ref, traceId: traceIdOfItem(ref.traceId) })

/** Changes the record; each change is later than the one before, also where that came from a clock that is ahead. */
function change(
  db: Database,
  ref: WorkRef,
  nowMs: number,
  work: (before: RepeatRecord, session: ReturnType<typeof requireOpen>) => RepeatRecord | undefined,
): LabelItem {
  return durableTransaction(db, () => {
    const session = requireOpen(db, ref)
    const keys = keysOfRepeat(db, ref)
    const before = findRepeat(db, keys, ref.reviewer)
    const blank: RepeatRecord = { state: 'pending', isUnsure: false, activeMs: 0, answers: {}, updatedAtMs: 0 }
    const after = work(before ?? blank, session)
    if (after !== undefined) {
      const updatedAtMs = Math.max(nowMs, Math.min((before?.updatedAtMs ?? 0) + 1, 253_402_300_799_999))
      writeRepeat(db, keys, ref.reviewer, { ...after, updatedAtMs })
    }
    return getRepeat(db, ref)
  })
}

const begun = ({ reason: _, ...record }: RepeatRecord): RepeatRecord => ({ ...record, state: 'in_progress' })

/** As `saveAnswer`. */
export function saveRepeatAnswer(
  db: Database,
  input: WorkRef & { schemaId: string; value: Json; rationale?: string | undefined },
  nowMs = Date.now(),
): LabelItem {
  const { schemaId, value } = input
  return change(db, input, nowMs, (before, session) => {
    const schema = session.schemas.find((each) => each.schemaId === schemaId)
    if (schema === undefined) throw new AppError('NOT_FOUND', 'The session does not ask this question.')
    const problem = value === null ? undefined : findAnswerProblem(schema.input, value)
    if (problem !== undefined) {
      throw new AppError('INVALID_INPUT', 'The answer does not fit its question.', { details: { problem } })
    }
    const rationale = input.rationale ?? before.answers[schemaId]?.rationale
    const answer = {
      version: schema.version,
      ...(value === null ? {} : { value }),
      ...(rationale === undefined || rationale === '' ? {} : { rationale }),
      savedAtMs: nowMs,
    }
    return { ...begun(before), answers: { ...before.answers, [schemaId]: answer } }
  })
}

/** As `annotateItem`. */
export function annotateRepeat(
  db: Database,
  input: WorkRef & { note?: string | undefined; isUnsure?: boolean | undefined; activeMs?: number | undefined },
  nowMs = Date.now(),
): LabelItem {
  const isOnlyTime = input.note === undefined && input.isUnsure === undefined
  return change(db, input, nowMs, (before) => {
    if (before.state === 'pending' && isOnlyTime) return undefined
    const { note: was, ...rest } = before
    const note = input.note ?? was
    return {
      ...rest,
      state: before.state === 'pending' ? 'in_progress' : before.state,
      ...(note === undefined || note === '' ? {} : { note }),
      isUnsure: input.isUnsure ?? before.isUnsure,
      activeMs: before.activeMs + (input.activeMs ?? 0),
    }
  })
}

/** As `submitItem`, but nothing becomes an assessment. */
export function submitRepeat(db: Database, input: WorkRef & { activeMs: number }, nowMs = Date.now()): LabelItem {
  return change(db, input, nowMs, (before, { schemas }) => {
    const given = Object.entries(before.answers).flatMap(([schemaId, { value }]): [string, Json][] =>
      value === undefined ? [] : [[schemaId, value]],
    )
    requireAnswers(schemas, new Map(given))
    return { ...begun(before), state: 'complete', activeMs: before.activeMs + input.activeMs }
  })
}

/** As `setAside`. */
export function setRepeatAside(
  db: Database,
  input: WorkRef & { state: 'skipped' | 'flagged'; reason?: string | undefined; activeMs: number },
  nowMs = Date.now(),
): LabelItem {
  return change(db, input, nowMs, (before) => ({
    ...begun(before),
    state: input.state,
    ...(input.reason ? { reason: input.reason } : {}),
    activeMs: before.activeMs + input.activeMs,
  }))
}

/** As `reopenItem`. */
export function reopenRepeat(db: Database, input: WorkRef, nowMs = Date.now()): LabelItem {
  return change(db, input, nowMs, begun)
}
