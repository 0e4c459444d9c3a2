/** The work of reviewers as records that travel: to packages, into labels files, and back. */
import type { Database } from 'better-sqlite3'
import { WorkState } from '../../shared/model/label-work.ts'
import { decisionOrigin } from './answer-origins.ts'
import { canonicalJson } from './assessment-rows.ts'
import { listRepeats, type RepeatRecord } from './label-repeats.ts'
import type { WorkKeys } from './label-settling.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { prepared } from './statements.ts'

export interface WorkRecord {
  state: WorkState
  reason: string | null
  activeMs: number
  /** JSON. */
  visible: string | null
  startedAtMs: number | null
  endedAtMs: number | null
  updatedAtMs: number
  /** Where it was last changed; empty: in this workspace. */
  origin: string
}

/** What changes without the rest. */
export interface NoteRecord {
  note: string | null
  isUnsure: boolean
  /** 0: never. */
  notedAtMs: number
  origin: string
}

export interface AnswerRecord {
  schemaId: string
  version: number
  /** JSON; null: taken back. */
  value: string | null
  rationale: string | null
  isBulk?: boolean | undefined
  savedAtMs: number
  origin: string
}

/** One reviewer's work on one item. */
export interface WorkItem {
  traceId: string
  reviewer: string
  work: WorkRecord
  note: NoteRecord
  answers: AnswerRecord[]
  /** The second time that the item came. */
  repeat?: RepeatRecord | undefined
}

interface WorkRow {
  state: string
  reason: string | null
  note: string | null
  is_unsure: number
  active_ms: number
  visible: string | null
  started_at_ms: number | null
  ended_at_ms: number | null
  updated_at_ms: number
  origin: string
  noted_at_ms: number
  noted_origin: string
}

const workColumns =
  'state, reason, note, is_unsure, active_ms, visible, started_at_ms, ended_at_ms, updated_at_ms, origin, noted_at_ms, noted_origin'

function toWork(row: WorkRow): WorkRecord {
  return {
    state: WorkState.parse(row.state),
    reason: row.reason,
    activeMs: row.active_ms,
    visible: row.visible,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    updatedAtMs: row.updated_at_ms,
    origin: row.origin,
  }
}

function toNote(row: WorkRow): NoteRecord {
  return {
    note: row.note,
    isUnsure: row.is_unsure === 1,
    notedAtMs: row.noted_at_ms,
    origin: row.noted_origin,
  }
}

export function findWorkRecord(
  db: Database,
  keys: WorkKeys,
  reviewer: string,
): { work: WorkRecord; note: NoteRecord } | undefined {
  const row = prepared(
    db,
    `SELECT ${workColumns} FROM session_work WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?`,
  ).get(keys.runPk, reviewer, keys.tracePk)
  return row === undefined ? undefined : { work: toWork(row as WorkRow), note: toNote(row as WorkRow) }
}

/** Negative when `a` is older. A total order but for the origin. */
export function compareWork(a: WorkRecord, b: WorkRecord): number {
  return a.updatedAtMs - b.updatedAtMs || compareContent(a, b)
}

/** As `compareWork`. */
export function compareNotes(a: NoteRecord, b: NoteRecord): number {
  return a.notedAtMs - b.notedAtMs || compareContent(a, b)
}

function compareContent(a: { origin: string }, b: { origin: string }): number {
  const [textA, textB] = [a, b].map((record) => canonicalJson({ ...record, origin: '' })) as [string, string]
  return textA < textB ? -1 : textA > textB ? 1 : 0
}

export function writeWorkRecord(
  db: Database,
  keys: WorkKeys,
  reviewer: string,
  work: WorkRecord,
  note: NoteRecord,
): void {
  const names = workColumns.split(', ')
  prepared(
    db,
    `INSERT INTO session_work (run_pk, reviewer, trace_pk, ${workColumns}) VALUES (?, ?, ?, ${names.map(() => '?').join(', ')})
      ON CONFLICT (run_pk, reviewer, trace_pk) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  ).run(
    keys.runPk,
    reviewer,
    keys.tracePk,
    work.state,
    work.reason,
    note.note,
    note.isUnsure ? 1 : 0,
    work.activeMs,
    work.visible,
    work.startedAtMs,
    work.endedAtMs,
    work.updatedAtMs,
    work.origin,
    note.notedAtMs,
    note.origin,
  )
}

interface AnswerRow {
  trace_pk: number
  reviewer: string
  schema_id: string
  version: number
  value: string | null
  rationale: string | null
  is_bulk: number
  saved_at_ms: number
  origin: string
}

/**
 * Everyone's work in a session, or one reviewer's, with what each place said (`all`) or only what counts (`effective`). A decision
 * is an answer of this workspace. Items whose trace is in the trash are left out. Throws NOT_FOUND.
 */
export function listWork(
  db: Database,
  input: { sessionId: string; reviewer?: string | undefined; answers: 'all' | 'effective' },
): WorkItem[] {
  const runPk = getSessionPk(db, input.sessionId)
  const filter = { runPk, reviewer: input.reviewer ?? null }
  const works = prepared(
    db,
    `SELECT w.trace_pk, t.trace_id, w.reviewer, ${workColumns.replaceAll(/\w+/g, 'w.$&')} FROM session_work w
      JOIN run_traces i ON i.run_pk = w.run_pk AND i.trace_pk = w.trace_pk
      JOIN traces t ON t.trace_pk = w.trace_pk AND t.deleted_at_ms IS NULL
      WHERE w.run_pk = @runPk AND (@reviewer IS NULL OR w.reviewer = @reviewer) ORDER BY t.trace_id, w.reviewer`,
  ).all(filter) as (WorkRow & { trace_pk: number; trace_id: string; reviewer: string })[]
  const items = new Map<string, WorkItem>()
  for (const row of works) {
    items.set(JSON.stringify([row.trace_pk, row.reviewer]), {
      traceId: row.trace_id,
      reviewer: row.reviewer,
      work: toWork(row),
      note: toNote(row),
      answers: [],
    })
  }
  for (const { tracePk, reviewer, record } of listRepeats(db, input.sessionId, input.reviewer)) {
    const item = items.get(JSON.stringify([tracePk, reviewer]))
    if (item !== undefined) item.repeat = record
  }
  const select = (table: string, condition: string) =>
    `SELECT a.trace_pk, a.reviewer, q.schema_id, a.version, a.value, a.rationale, a.is_bulk, a.saved_at_ms, a.origin
      FROM ${table} a JOIN label_schemas q ON q.schema_pk = a.schema_pk
      WHERE a.run_pk = @runPk AND (@reviewer IS NULL OR a.reviewer = @reviewer) ${condition}`
  const counting = select('session_answers', '')
  // What counts is in both tables, unless nothing else was ever said.
  const others = select(
    'answer_origins',
    `AND a.origin <> '${decisionOrigin}' AND NOT EXISTS (SELECT 1 FROM session_answers s WHERE s.run_pk = a.run_pk
      AND s.reviewer = a.reviewer AND s.trace_pk = a.trace_pk AND s.schema_pk = a.schema_pk
      AND replace(s.origin, '${decisionOrigin}', '') = a.origin)`,
  )
  const sql = input.answers === 'effective' ? `${counting} ORDER BY 3` : `${counting} UNION ALL ${others} ORDER BY 3, 9`
  for (const row of prepared(db, sql).all(filter) as AnswerRow[]) {
    items.get(JSON.stringify([row.trace_pk, row.reviewer]))?.answers.push({
      schemaId: row.schema_id,
      version: row.version,
      value: row.value,
      rationale: row.rationale,
      ...(row.is_bulk === 1 ? { isBulk: true } : {}),
      savedAtMs: row.saved_at_ms,
      origin: row.origin === decisionOrigin ? '' : row.origin,
    })
  }
  return [...items.values()]
}
