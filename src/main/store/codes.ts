/** The code book of an experiment: its codes, and which notes have which. */
import type { Database } from 'better-sqlite3'
import {
  type ChangeKind,
  type Code,
  type CodeChoice,
  CodeColour,
  CodeName,
  type CodingChange,
} from '../../shared/model/coding.ts'
import { AppError } from '../../shared/model/error.ts'
import {
  type ChangeContent,
  type CodeRow,
  codeNameKey,
  findCodeRow,
  type Recording,
  recordChange,
  requireFreeName,
} from './code-changes.ts'
import { findCodedNote, requireCodedNote } from './coding-notes.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'

/** In the order in which they were made. */
export function listCodes(db: Database, { experimentId }: { experimentId: string }): Code[] {
  const sql = 'SELECT * FROM codes WHERE experiment_id = ? AND deleted_at_ms IS NULL ORDER BY code_pk'
  return (prepared(db, sql).all(Number(experimentId)) as CodeRow[]).map((row) => toCode(db, row))
}

function toCode(db: Database, row: CodeRow): Code {
  // Also what had been merged into those.
  const mergedFrom = preparedPluck(
    db,
    `WITH RECURSIVE merged (id, name, pk) AS (
        SELECT code_id, name, code_pk FROM codes WHERE merged_into = ? AND experiment_id = ?
        UNION SELECT c.code_id, c.name, c.code_pk FROM merged m JOIN codes c ON c.merged_into = m.id
      ) SELECT name FROM merged ORDER BY pk`,
  ).all(row.code_id, row.experiment_id) as string[]
  const promotedTo = preparedRaw(
    db,
    `SELECT q.schema_id, p.option FROM code_promotions p JOIN label_schemas q ON q.schema_pk = p.schema_pk
      WHERE p.code_pk = ? ORDER BY q.name`,
  ).all(row.code_pk) as [string, string][]
  return {
    codeId: row.code_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    ...(row.description === null ? {} : { description: row.description }),
    colour: CodeColour.catch('grey').parse(row.colour),
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    mergedFrom,
    promotedTo: promotedTo.map(([schemaId, option]) => ({ schemaId, option })),
  }
}

/** Throws NOT_FOUND, also for a code that was deleted or merged. */
export function requireCode(db: Database, codeId: string): CodeRow {
  const row = findCodeRow(db, codeId)
  if (row === undefined || row.deleted_at_ms !== null) {
    throw new AppError('NOT_FOUND', 'The code is not there any more: it was deleted, or merged into another.')
  }
  return row
}

interface NewCode {
  experimentId: string
  name: string
  description?: string | undefined
  colour?: Code['colour'] | undefined
  by: string
}

/** Errors: NOT_FOUND (experiment), CONFLICT (the name is taken), INVALID_INPUT (no name). */
export function createCode(db: Database, input: NewCode, nowMs = Date.now()): CodingChange {
  const experimentId = requireActiveExperiment(db, input.experimentId)
  return recordChange(db, { kind: 'create', experimentId, by: input.by }, nowMs, (recording) => [
    makeCode(db, recording, experimentId, input, nowMs).code_id,
  ])
}

function makeCode(
  db: Database,
  recording: Recording,
  experimentId: number,
  input: Omit<NewCode, 'experimentId'>,
  nowMs: number,
): CodeRow {
  const count = preparedPluck(db, 'SELECT count(*) FROM codes WHERE experiment_id = ?').get(experimentId) as number
  const colours = CodeColour.options
  return recording.makeCode({
    code_id: `code-${crypto.randomUUID()}`,
    experiment_id: experimentId,
    name: checkedName(input.name),
    description: input.description?.trim() || null,
    colour: input.colour ?? (colours[count % colours.length] as Code['colour']),
    created_by: input.by,
    created_at_ms: nowMs,
  })
}

/** Absent fields stay, an empty description removes it. Errors: NOT_FOUND, CONFLICT (the name is taken), INVALID_INPUT. */
export function updateCode(
  db: Database,
  input: { codeId: string; by: string } & { [K in 'name' | 'description']?: string | undefined } & {
    colour?: Code['colour'] | undefined
  },
  nowMs = Date.now(),
): CodingChange {
  return changeCode(db, 'update', input, nowMs, (recording, code) => {
    const name = input.name === undefined ? code.name : checkedName(input.name)
    requireFreeName(db, code.experiment_id, name, code.code_id)
    recording.changeCode(code, {
      name,
      description: input.description === undefined ? code.description : input.description.trim() || null,
      colour: input.colour ?? code.colour,
    })
    return [code.code_id]
  })
}

/** All notes of the others get the code that stays. Who coded them, and when, stays too. Errors: NOT_FOUND, INVALID_INPUT (other code book). */
export function mergeCodes(
  db: Database,
  input: { codeId: string; fromCodeIds: readonly string[]; by: string },
  nowMs = Date.now(),
): CodingChange {
  return changeCode(db, 'merge', input, nowMs, (recording, into) => {
    for (const codeId of new Set(input.fromCodeIds)) {
      if (codeId === into.code_id) continue
      const from = requireCode(db, codeId)
      if (from.experiment_id !== into.experiment_id) {
        throw new AppError('INVALID_INPUT', 'Only codes of one code book can be merged.')
      }
      for (const note of notesOf(db, from)) {
        recording.addCoding(note, into, note.codedBy, note.codedAtMs)
        recording.removeCoding(note, from)
      }
      recording.changeCode(from, { deleted_at_ms: nowMs, merged_into: into.code_id })
    }
    return [into.code_id]
  })
}

/** The given ones of its notes get a new code in its place; others that are given are left alone. Errors: NOT_FOUND, CONFLICT, INVALID_INPUT. */
export function splitCode(
  db: Database,
  input: { codeId: string; noteIds: readonly string[]; name: string; by: string },
  nowMs = Date.now(),
): CodingChange {
  return changeCode(db, 'split', input, nowMs, (recording, from) => {
    const wanted = new Set(input.noteIds)
    const moved = notesOf(db, from).filter(({ noteId }) => wanted.has(noteId))
    if (moved.length === 0) {
      throw new AppError('INVALID_INPUT', 'None of the chosen notes has this code. Choose notes that have it.', {
        details: { reason: 'noneHasCode' },
      })
    }
    const made = makeCode(db, recording, from.experiment_id, input, nowMs)
    for (const note of moved) {
      recording.addCoding(note, made, note.codedBy, note.codedAtMs)
      recording.removeCoding(note, from)
    }
    return [made.code_id]
  })
}

/** The notes stay; without another code they are uncoded. Errors: NOT_FOUND. */
export function deleteCode(db: Database, input: { codeId: string; by: string }, nowMs = Date.now()): CodingChange {
  return changeCode(db, 'delete', input, nowMs, (recording, code) => {
    for (const note of notesOf(db, code)) recording.removeCoding(note, code)
    recording.changeCode(code, { deleted_at_ms: nowMs })
    return [code.code_id]
  })
}

/** All of the codes to all of the notes. Names that there are not yet become codes. Errors: NOT_FOUND (a note, a code, the experiment). */
export function assignCodes(
  db: Database,
  input: { experimentId: string; noteIds: readonly string[]; codes: readonly CodeChoice[]; by: string },
  nowMs = Date.now(),
): CodingChange {
  const experimentId = requireActiveExperiment(db, input.experimentId)
  return recordChange(db, { kind: 'assign', experimentId, by: input.by }, nowMs, (recording) => {
    const codes = input.codes.map((choice) => {
      if ('codeId' in choice) return requireCode(db, choice.codeId)
      const sql = 'SELECT * FROM codes WHERE experiment_id = ? AND name_key = ? AND deleted_at_ms IS NULL'
      const known = prepared(db, sql).get(experimentId, codeNameKey(choice.name)) as CodeRow | undefined
      return known ?? makeCode(db, recording, experimentId, { name: choice.name, by: input.by }, nowMs)
    })
    if (codes.some((code) => code.experiment_id !== experimentId)) {
      throw new AppError('INVALID_INPUT', 'The code belongs to another code book.')
    }
    for (const noteId of new Set(input.noteIds)) {
      const note = requireCodedNote(db, noteId)
      for (const code of codes) recording.addCoding(note, code, input.by, nowMs)
    }
    return codes.map((code) => code.code_id)
  })
}

/** Takes the codes from the notes; what a note does not have is passed over. Errors: NOT_FOUND (a code). */
export function unassignCodes(
  db: Database,
  input: { noteIds: readonly string[]; codeIds: readonly string[]; by: string },
  nowMs = Date.now(),
): CodingChange {
  const codes = input.codeIds.map((codeId) => requireCode(db, codeId))
  const experimentId = codes[0]?.experiment_id ?? 0
  return recordChange(db, { kind: 'unassign', experimentId, by: input.by }, nowMs, (recording) => {
    for (const noteId of input.noteIds) {
      const notePk = findCodedNote(db, noteId)
      if (notePk === undefined) continue
      for (const code of codes) recording.removeCoding({ noteId, notePk }, code)
    }
    return codes.map((code) => code.code_id)
  })
}

export interface HistoryEntry {
  changeId: string
  kind: ChangeKind
  by: string
  atMs: number
  isUndone: boolean
  names: string[]
  noteCount: number
}

/** What was done to codes, newest first, with the names that they had then; codings of notes that made no code are left out. */
export function listCodeHistory(
  db: Database,
  { experimentId, limit }: { experimentId: string; limit: number },
): HistoryEntry[] {
  const rows = prepared(
    db,
    `SELECT change_id, kind, made_by, made_at_ms, content, undone_at_ms FROM code_changes
      WHERE experiment_id = ? AND kind NOT IN ('assign', 'unassign') ORDER BY change_pk DESC LIMIT ?`,
  ).all(Number(experimentId), limit) as {
    change_id: string
    kind: ChangeKind
    made_by: string
    made_at_ms: number
    content: string
    undone_at_ms: number | null
  }[]
  return rows.map((row) => {
    const { codes, added, removed } = JSON.parse(row.content) as ChangeContent
    const into = codes.find(({ after }) => after.merged_into !== null)?.after.merged_into
    const names = codes.flatMap(({ before, after }) =>
      before === null || before.name === after.name ? [after.name] : [before.name, after.name],
    )
    const stayed = into == null ? undefined : findCodeRow(db, into)?.name
    return {
      changeId: row.change_id,
      kind: row.kind,
      by: row.made_by,
      atMs: row.made_at_ms,
      isUndone: row.undone_at_ms !== null,
      names: stayed === undefined ? names : [...names, stayed],
      noteCount: new Set([...added, ...removed].map(({ noteId }) => noteId)).size,
    }
  })
}

/** A change that begins with a code that there is. */
function changeCode(
  db: Database,
  kind: ChangeKind,
  { codeId, by }: { codeId: string; by: string },
  nowMs: number,
  work: (recording: Recording, code: CodeRow) => string[],
): CodingChange {
  const code = requireCode(db, codeId)
  return recordChange(db, { kind, experimentId: code.experiment_id, by }, nowMs, (recording) => work(recording, code))
}

interface NoteOfCode {
  notePk: number
  noteId: string
  codedBy: string
  codedAtMs: number
}

function notesOf(db: Database, code: CodeRow): NoteOfCode[] {
  return prepared(
    db,
    `SELECT n.note_pk AS notePk, n.note_id AS noteId, l.coded_by AS codedBy, l.coded_at_ms AS codedAtMs
      FROM note_codes l JOIN coded_notes n ON n.note_pk = l.note_pk WHERE l.code_pk = ? ORDER BY l.coded_at_ms, n.note_pk`,
  ).all(code.code_pk) as NoteOfCode[]
}

function checkedName(name: string): string {
  const parsed = CodeName.safeParse(name)
  if (!parsed.success) throw new AppError('INVALID_INPUT', 'A code has a name of 1 to 64 characters.')
  return parsed.data
}
