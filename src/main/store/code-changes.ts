/**
 * What is done to codes is recorded with what takes it back: codes as they were and as they became, and which notes got and lost
 * which code. So every change can be undone, and what was merged, split or deleted long ago can still be read.
 */
import type { Database } from 'better-sqlite3'
import type { ChangeKind, CodingChange } from '../../shared/model/coding.ts'
import { AppError } from '../../shared/model/error.ts'
import { findCodedNote } from './coding-notes.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

export interface CodeRow {
  code_pk: number
  code_id: string
  experiment_id: number
  name: string
  name_key: string
  description: string | null
  colour: string
  created_by: string
  created_at_ms: number
  deleted_at_ms: number | null
  merged_into: string | null
}

/** What a change of a code may touch. */
export type CodeState = Pick<CodeRow, 'name' | 'description' | 'colour' | 'deleted_at_ms' | 'merged_into'>

interface Coding {
  noteId: string
  codeId: string
  codedBy: string
  codedAtMs: number
}

/** A promotion's part, undone by whoever made it (see code-promotion.ts). */
export type RecordedPromotion = Record<string, unknown>

export interface ChangeContent {
  codes: { codeId: string; before: CodeState | null; after: CodeState }[]
  added: Coding[]
  removed: Coding[]
  promotion?: RecordedPromotion
}

export function findCodeRow(db: Database, codeId: string): CodeRow | undefined {
  return prepared(db, 'SELECT * FROM codes WHERE code_id = ?').get(codeId) as CodeRow | undefined
}

export function stateOf(row: CodeRow): CodeState {
  const { name, description, colour, deleted_at_ms, merged_into } = row
  return { name, description, colour, deleted_at_ms, merged_into }
}

/** Unique without case, width and outer space. */
export function codeNameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

/** Throws CONFLICT when another code of the experiment has the name. */
export function requireFreeName(db: Database, experimentId: number, name: string, codeId?: string): void {
  const sql = 'SELECT code_id FROM codes WHERE experiment_id = ? AND name_key = ? AND deleted_at_ms IS NULL'
  const holder = preparedPluck(db, sql).get(experimentId, codeNameKey(name))
  if (holder !== undefined && holder !== codeId) {
    throw new AppError('CONFLICT', 'There is a code with this name already. Choose another name, or merge the two.', {
      details: { reason: 'exists' },
    })
  }
}

/** Writes changes and keeps what takes them back. */
export class Recording {
  readonly content: ChangeContent = { codes: [], added: [], removed: [] }
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  get isEmpty(): boolean {
    const { codes, added, removed, promotion } = this.content
    return codes.length + added.length + removed.length === 0 && promotion === undefined
  }

  makeCode(row: Omit<CodeRow, 'code_pk' | 'name_key' | 'deleted_at_ms' | 'merged_into'>): CodeRow {
    requireFreeName(this.#db, row.experiment_id, row.name)
    prepared(
      this.#db,
      `INSERT INTO codes (code_id, experiment_id, name, name_key, description, colour, created_by, created_at_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      row.code_id,
      row.experiment_id,
      row.name,
      codeNameKey(row.name),
      row.description,
      row.colour,
      row.created_by,
      row.created_at_ms,
    )
    const made = findCodeRow(this.#db, row.code_id) as CodeRow
    this.content.codes.push({ codeId: row.code_id, before: null, after: stateOf(made) })
    return made
  }

  changeCode(row: CodeRow, change: Partial<CodeState>): void {
    const before = stateOf(row)
    const after = { ...before, ...change }
    if (isSame(before, after)) return
    writeState(this.#db, row, after)
    this.content.codes.push({ codeId: row.code_id, before, after })
  }

  /** A note that has the code already stays as it is. */
  addCoding(note: { notePk: number; noteId: string }, code: CodeRow, codedBy: string, codedAtMs: number): void {
    const { changes } = prepared(this.#db, insertCoding).run(note.notePk, code.code_pk, codedBy, codedAtMs)
    if (changes > 0) this.content.added.push({ noteId: note.noteId, codeId: code.code_id, codedBy, codedAtMs })
  }

  removeCoding(note: { notePk: number; noteId: string }, code: CodeRow): void {
    const row = prepared(
      this.#db,
      'DELETE FROM note_codes WHERE note_pk = ? AND code_pk = ? RETURNING coded_by AS codedBy, coded_at_ms AS codedAtMs',
    ).get(note.notePk, code.code_pk) as Pick<Coding, 'codedBy' | 'codedAtMs'> | undefined
    if (row !== undefined) this.content.removed.push({ noteId: note.noteId, codeId: code.code_id, ...row })
  }
}

const insertCoding = `INSERT INTO note_codes (note_pk, code_pk, coded_by, coded_at_ms) VALUES (?, ?, ?, ?)
  ON CONFLICT (note_pk, code_pk) DO NOTHING`

/** One change, on disk as a whole; `codeIds`: what `work` answers. */
export function recordChange(
  db: Database,
  about: { kind: ChangeKind; experimentId: number; by: string },
  nowMs: number,
  work: (recording: Recording) => string[],
): CodingChange {
  return durableTransaction(db, () => {
    const recording = new Recording(db)
    const codeIds = work(recording)
    if (recording.isEmpty) return { codeIds }
    const changeId = crypto.randomUUID()
    prepared(
      db,
      'INSERT INTO code_changes (change_id, experiment_id, kind, made_by, made_at_ms, content) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(changeId, about.experimentId, about.kind, about.by, nowMs, JSON.stringify(recording.content))
    return { changeId, codeIds }
  })
}

/**
 * Takes a change back, once.
 *
 * @throws AppError NOT_FOUND; CONFLICT when a code that it made is used elsewhere by now, or one that it changed was changed again
 */
export function undoChange(
  db: Database,
  { changeId }: { changeId: string },
  undoPromotion: (promotion: RecordedPromotion) => void,
  nowMs: number,
): { undone: boolean } {
  return durableTransaction(db, () => {
    const row = prepared(db, 'SELECT content, undone_at_ms FROM code_changes WHERE change_id = ?').get(changeId) as
      | { content: string; undone_at_ms: number | null }
      | undefined
    if (row === undefined) throw new AppError('NOT_FOUND', 'There is no change with this id.')
    if (row.undone_at_ms !== null) return { undone: false }
    const { codes, added, removed, promotion } = JSON.parse(row.content) as ChangeContent
    if (promotion !== undefined) undoPromotion(promotion)
    for (const { noteId, codeId } of added) deleteCoding(db, noteId, codeId)
    for (const { codeId, before, after } of codes.toReversed()) restoreCode(db, codeId, before, after, nowMs)
    for (const coding of removed) restoreCoding(db, coding)
    prepared(db, 'UPDATE code_changes SET undone_at_ms = ? WHERE change_id = ?').run(nowMs, changeId)
    return { undone: true }
  })
}

function restoreCode(db: Database, codeId: string, before: CodeState | null, after: CodeState, nowMs: number): void {
  const code = requireRow(db, codeId)
  if (!isSame(stateOf(code), after)) {
    throw conflict('The code was changed since. Take the later changes back first.')
  }
  if (before === null) {
    const use = preparedPluck(db, 'SELECT 1 FROM note_codes WHERE code_pk = ?').get(code.code_pk)
    if (use !== undefined) throw conflict('Other notes have the code by now. Delete it instead.')
    writeState(db, code, { ...after, deleted_at_ms: nowMs })
    return
  }
  if (before.deleted_at_ms === null) requireFreeName(db, code.experiment_id, before.name, codeId)
  writeState(db, code, before)
}

function deleteCoding(db: Database, noteId: string, codeId: string): void {
  const notePk = findCodedNote(db, noteId)
  if (notePk === undefined) return
  prepared(db, 'DELETE FROM note_codes WHERE note_pk = ? AND code_pk = ?').run(notePk, requireRow(db, codeId).code_pk)
}

/** A trace that was deleted for good took its notes along. A code that was merged meanwhile stands for the one that it was. */
function restoreCoding(db: Database, { noteId, codeId, codedBy, codedAtMs }: Coding): void {
  const notePk = findCodedNote(db, noteId)
  if (notePk === undefined) return
  let code = requireRow(db, codeId)
  while (code.merged_into !== null) code = requireRow(db, code.merged_into)
  if (code.deleted_at_ms !== null) throw conflict('The code was deleted since. Take that back first.')
  prepared(db, insertCoding).run(notePk, code.code_pk, codedBy, codedAtMs)
}

function writeState(db: Database, { code_pk }: CodeRow, state: CodeState): void {
  prepared(
    db,
    'UPDATE codes SET name = ?, name_key = ?, description = ?, colour = ?, deleted_at_ms = ?, merged_into = ? WHERE code_pk = ?',
  ).run(
    state.name,
    codeNameKey(state.name),
    state.description,
    state.colour,
    state.deleted_at_ms,
    state.merged_into,
    code_pk,
  )
}

function isSame(a: CodeState, b: CodeState): boolean {
  return (['name', 'description', 'colour', 'deleted_at_ms', 'merged_into'] as const).every((key) => a[key] === b[key])
}

function requireRow(db: Database, codeId: string): CodeRow {
  const row = findCodeRow(db, codeId)
  if (row === undefined) throw new AppError('NOT_FOUND', 'There is no code with this id.')
  return row
}

function conflict(message: string): AppError {
  return new AppError('CONFLICT', message, { details: { reason: 'changedSince' } })
}
