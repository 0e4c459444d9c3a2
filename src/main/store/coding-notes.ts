/**
 * Notes, wherever people write them: on items while labeling, as comments of answers, and as texts of assessments. They are read
 * where they stand; a note has a row of its own only once it was coded, with what it said then.
 */
import type { Database } from 'better-sqlite3'
import type { AssignedCode, CodingNote, CodingScope, NoteKind } from '../../shared/model/coding.ts'
import { noteAssessmentName } from '../../shared/model/coding.ts'
import { AppError } from '../../shared/model/error.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

const maxNotes = 20_000

/** A note as it stands now. */
interface LiveNote {
  /** By which it is coded first; edited, it has another. */
  noteId: string
  kind: NoteKind
  tracePk: number
  about: string | null
  author: string
  text: string
  notedAtMs: number
  sessionId: string | null
  assessmentId: string | null
}

/** A note as it was when it was coded. */
interface CodedNote extends LiveNote {
  notePk: number
}

/** `how` says which index leads, where one note or trace is meant. */
function assessmentSqlBy(how = ''): string {
  return `SELECT a.assessment_id, a.trace_pk, a.name, a.value, a.rationale, a.source_id, a.created_at_ms,
      json_type(a.value) = 'text' AND (a.name = '${noteAssessmentName}' OR a.name IN (
        SELECT q.name FROM label_schemas q WHERE q.type = 'feedback' AND json_extract(q.input, '$.type') = 'text')) AS is_answer
    FROM assessments a ${how} JOIN traces t ON t.trace_pk = a.trace_pk
    WHERE a.valid = 1 AND a.deleted_at_ms IS NULL AND a.source_type = 'HUMAN' AND a.kind <> 'issue' AND t.deleted_at_ms IS NULL
      AND (a.rationale <> '' OR is_answer)`
}
const assessmentSql = assessmentSqlBy()
const assessmentOfTraceSql = `${assessmentSqlBy('INDEXED BY assessments_by_trace')} AND a.trace_pk = ?`

interface AssessmentNoteRow {
  assessment_id: string
  trace_pk: number
  name: string
  value: string | null
  rationale: string | null
  source_id: string
  created_at_ms: number
  is_answer: number | null
}

function* fromAssessment(row: AssessmentNoteRow): Generator<LiveNote> {
  const shared = {
    tracePk: row.trace_pk,
    about: row.name,
    author: row.source_id,
    notedAtMs: row.created_at_ms,
    sessionId: null,
    assessmentId: row.assessment_id,
  }
  const answer: unknown = row.is_answer === 1 && row.value !== null ? JSON.parse(row.value) : undefined
  if (typeof answer === 'string' && answer.trim() !== '') {
    yield { ...shared, noteId: `answer:${row.assessment_id}`, kind: 'answer', text: answer }
  }
  if (row.rationale !== null && row.rationale.trim() !== '') {
    yield { ...shared, noteId: `comment:${row.assessment_id}`, kind: 'comment', text: row.rationale }
  }
}

const itemSql = `SELECT r.run_id AS sessionId, w.reviewer AS author, w.trace_pk AS tracePk, t.trace_id AS traceId, w.note AS text,
    iif(w.noted_at_ms > 0, w.noted_at_ms, w.updated_at_ms) AS notedAtMs
  FROM session_work w JOIN runs r ON r.run_pk = w.run_pk JOIN traces t ON t.trace_pk = w.trace_pk
  WHERE trim(w.note) <> '' AND r.deleted_at_ms IS NULL AND t.deleted_at_ms IS NULL`

type ItemNoteRow = Pick<LiveNote, 'author' | 'tracePk' | 'text' | 'notedAtMs'> & { sessionId: string; traceId: string }

function fromItem({ traceId, ...row }: ItemNoteRow): LiveNote {
  return {
    ...row,
    noteId: `item:${row.sessionId}:${traceId}:${row.author}`,
    kind: 'item',
    about: null,
    assessmentId: null,
  }
}

/** Traces of an experiment, and those in its labeling sessions. Of `traces t`; takes the experiment twice. */
const ofExperiment = `(t.experiment_id = ? OR t.trace_pk IN (
  SELECT i.trace_pk FROM runs r JOIN labeling_sessions s ON s.run_pk = r.run_pk JOIN run_traces i ON i.run_pk = r.run_pk
  WHERE r.experiment_id = ? AND r.deleted_at_ms IS NULL))`
const ofSession = 't.trace_pk IN (SELECT i.trace_pk FROM run_traces i WHERE i.run_pk = ?)'

function listLive(db: Database, { experimentId, sessionId }: CodingScope): LiveNote[] {
  const experiment = Number(experimentId)
  const runPk = sessionId === undefined ? undefined : getSessionPk(db, sessionId)
  const assessments =
    runPk === undefined
      ? prepared(db, `${assessmentSql} AND ${ofExperiment}`).all(experiment, experiment)
      : prepared(db, `${assessmentSql} AND ${ofSession}`).all(runPk)
  const items =
    runPk === undefined
      ? prepared(db, `${itemSql} AND r.experiment_id = ?`).all(experiment)
      : prepared(db, `${itemSql} AND w.run_pk = ?`).all(runPk)
  const notes = (items as ItemNoteRow[]).map(fromItem)
  for (const row of assessments as AssessmentNoteRow[]) notes.push(...fromAssessment(row))
  return notes
}

const codedColumns = `n.note_pk AS notePk, n.note_id AS noteId, n.kind, n.trace_pk AS tracePk, n.about, n.author, n.text,
  n.noted_at_ms AS notedAtMs, n.session_id AS sessionId, n.assessment_id AS assessmentId`

function listCoded(db: Database, { experimentId, sessionId }: CodingScope): CodedNote[] {
  const isInBook = `EXISTS (SELECT 1 FROM note_codes l JOIN codes c ON c.code_pk = l.code_pk WHERE l.note_pk = n.note_pk
    AND c.experiment_id = ?)`
  const from = `SELECT ${codedColumns} FROM coded_notes n JOIN traces t ON t.trace_pk = n.trace_pk AND t.deleted_at_ms IS NULL`
  const experiment = Number(experimentId)
  if (sessionId === undefined) return prepared(db, `${from} WHERE ${isInBook}`).all(experiment) as CodedNote[]
  const sql = `${from} WHERE ${isInBook} AND ${ofSession} AND (n.session_id IS NULL OR n.session_id = ?)`
  return prepared(db, sql).all(experiment, getSessionPk(db, sessionId), sessionId) as CodedNote[]
}

/** The version that counts now, of an assessment and everything that it superseded or that superseded it. */
const currentVersionSql = `WITH RECURSIVE versions (id) AS (
    SELECT ?
    UNION SELECT a.overrides FROM versions v CROSS JOIN assessments a ON a.assessment_id = v.id WHERE a.overrides IS NOT NULL
    UNION SELECT a.assessment_id FROM versions v CROSS JOIN assessments a ON a.overrides = v.id
  )
  SELECT a.assessment_id FROM versions v CROSS JOIN assessments a ON a.assessment_id = v.id
  WHERE a.valid = 1 AND a.deleted_at_ms IS NULL LIMIT 1`

/**
 * Which note of now each coded note is. An edited assessment is followed through its versions. Where it was deleted and the same
 * person wrote one in its place (an item that was taken up again and submitted anew), it is that one. By the live note's id.
 */
function matchNotes(db: Database, coded: readonly CodedNote[], live: readonly LiveNote[]): Map<string, CodedNote> {
  const liveById = new Map(live.map((note) => [note.noteId, note]))
  const matched = new Map<string, CodedNote>()
  const lost: CodedNote[] = []
  for (const note of coded) {
    let id: string = note.noteId
    if (note.assessmentId !== null && !liveById.has(id)) {
      const current = preparedPluck(db, currentVersionSql).get(note.assessmentId)
      id = `${note.kind}:${typeof current === 'string' ? current : ''}`
    }
    if (liveById.has(id) && !matched.has(id)) matched.set(id, note)
    else lost.push(note)
  }
  const placeOf = (note: LiveNote) => JSON.stringify([note.kind, note.tracePk, note.about, note.author])
  const free = new Map<string, LiveNote[]>()
  for (const note of lost.length === 0 ? [] : live) {
    if (note.assessmentId === null || matched.has(note.noteId)) continue
    free.set(placeOf(note), [...(free.get(placeOf(note)) ?? []), note])
  }
  for (const note of lost) {
    const [successor, ...others] = free.get(placeOf(note)) ?? []
    if (successor !== undefined && others.length === 0 && !matched.has(successor.noteId)) {
      matched.set(successor.noteId, note)
    }
  }
  return matched
}

/** Notes of a scope, newest first, with their codes of this code book; at most 20,000. Throws NOT_FOUND (session). */
export function listNotes(db: Database, scope: CodingScope): { notes: CodingNote[]; total: number } {
  const live = listLive(db, scope)
  const coded = listCoded(db, scope)
  const matched = matchNotes(db, coded, live)
  const codesOf = readCodesOf(db, scope.experimentId)
  const found = new Set(matched.values())
  const entries: { note: LiveNote; coded?: CodedNote; isGone: boolean }[] = []
  for (const note of live) {
    const before = matched.get(note.noteId)
    entries.push({ note, isGone: false, ...(before === undefined ? {} : { coded: before }) })
  }
  for (const note of coded) {
    // A note that is gone is kept for the codes it has.
    if (!found.has(note) && codesOf.has(note.notePk)) entries.push({ note, coded: note, isGone: true })
  }
  entries.sort((a, b) => b.note.notedAtMs - a.note.notedAtMs || (a.note.noteId < b.note.noteId ? -1 : 1))
  const traces = prepared(
    db,
    `SELECT t.trace_id, t.name, substr(x.input_preview, 1, 300) AS input, substr(x.output_preview, 1, 300) AS output
      FROM traces t LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk WHERE t.trace_pk = ?`,
  )
  const notes = entries.slice(0, maxNotes).map(({ note, coded: before, isGone }): CodingNote => {
    const trace = traces.get(note.tracePk) as {
      trace_id: string
      name: string
      input: string | null
      output: string | null
    }
    const codes = before === undefined ? [] : (codesOf.get(before.notePk) ?? [])
    const isChanged = codes.length > 0 && !isGone && before !== undefined && before.text !== note.text
    return {
      noteId: before?.noteId ?? note.noteId,
      kind: note.kind,
      traceId: trace.trace_id,
      traceName: trace.name,
      ...(trace.input === null ? {} : { inputPreview: trace.input }),
      ...(trace.output === null ? {} : { outputPreview: trace.output }),
      ...(note.about === null ? {} : { about: note.about }),
      author: note.author,
      text: note.text,
      notedAtMs: note.notedAtMs,
      state: isGone ? 'gone' : isChanged ? 'changed' : 'current',
      ...(isChanged ? { codedText: before.text } : {}),
      codes,
    }
  })
  return { notes, total: entries.length }
}

function readCodesOf(db: Database, experimentId: string): Map<number, AssignedCode[]> {
  const rows = preparedRaw(
    db,
    `SELECT l.note_pk, c.code_id, l.coded_by, l.coded_at_ms FROM codes c JOIN note_codes l ON l.code_pk = c.code_pk
      WHERE c.experiment_id = ? ORDER BY l.coded_at_ms, c.code_pk`,
  ).all(Number(experimentId)) as [number, string, string, number][]
  const codes = new Map<number, AssignedCode[]>()
  for (const [notePk, codeId, codedBy, codedAtMs] of rows) {
    const code = { codeId, codedBy, codedAtMs }
    const ofNote = codes.get(notePk)
    if (ofNote === undefined) codes.set(notePk, [code])
    else ofNote.push(code)
  }
  return codes
}

/** Experiments with notes, most notes first. */
export function listNoteExperiments(db: Database): { experimentId: string; noteCount: number }[] {
  return preparedRaw(
    db,
    `SELECT experiment, sum(notes) FROM (
        SELECT t.experiment_id AS experiment, count(*) AS notes FROM traces t
          JOIN (${assessmentSql}) n ON n.trace_pk = t.trace_pk GROUP BY t.experiment_id
        UNION ALL
        SELECT r.experiment_id, count(*) FROM session_work w JOIN runs r ON r.run_pk = w.run_pk
          JOIN traces t ON t.trace_pk = w.trace_pk
          WHERE trim(w.note) <> '' AND r.deleted_at_ms IS NULL AND t.deleted_at_ms IS NULL GROUP BY r.experiment_id
      ) GROUP BY experiment ORDER BY sum(notes) DESC, experiment`,
  )
    .all()
    .map((row) => {
      const [experimentId, noteCount] = row as [number, number]
      return { experimentId: String(experimentId), noteCount }
    })
}

/** The row of a note that is to be coded, made when there is none. Throws NOT_FOUND when the note is not there any more. */
export function requireCodedNote(db: Database, noteId: string): { notePk: number; noteId: string } {
  const known = findCodedNote(db, noteId)
  if (known !== undefined) return { notePk: known, noteId }
  const live = findLive(db, noteId)
  if (live === undefined) {
    throw new AppError('NOT_FOUND', 'The note is not there any more. Reload the notes and try again.')
  }
  const before = matchTrace(db, live.tracePk).get(live.noteId)
  if (before !== undefined) return { notePk: before.notePk, noteId: before.noteId }
  const { lastInsertRowid } = prepared(
    db,
    `INSERT INTO coded_notes (note_id, trace_pk, kind, about, author, text, noted_at_ms, session_id, assessment_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    live.noteId,
    live.tracePk,
    live.kind,
    live.about,
    live.author,
    live.text,
    live.notedAtMs,
    live.sessionId,
    live.assessmentId,
  )
  return { notePk: Number(lastInsertRowid), noteId: live.noteId }
}

export function findCodedNote(db: Database, noteId: string): number | undefined {
  const notePk = preparedPluck(db, 'SELECT note_pk FROM coded_notes WHERE note_id = ?').get(noteId)
  return typeof notePk === 'number' ? notePk : undefined
}

/** Takes what changed notes say now as what was coded; gone ones stay as they are. `count`: those that had changed. */
export function confirmNotes(db: Database, noteIds: readonly string[]): { count: number } {
  return durableTransaction(db, () => confirmEach(db, noteIds))
}

function confirmEach(db: Database, noteIds: readonly string[]): { count: number } {
  let count = 0
  for (const noteId of noteIds) {
    const sql = `SELECT ${codedColumns} FROM coded_notes n WHERE n.note_id = ?`
    const coded = prepared(db, sql).get(noteId) as CodedNote | undefined
    if (coded === undefined) continue
    const now = coded.assessmentId === null ? findLive(db, noteId) : findSuccessor(db, coded)
    if (now === undefined || now.text === coded.text) continue
    prepared(db, 'UPDATE coded_notes SET text = ?, noted_at_ms = ? WHERE note_pk = ?').run(
      now.text,
      now.notedAtMs,
      coded.notePk,
    )
    count++
  }
  return { count }
}

function findLive(db: Database, noteId: string): LiveNote | undefined {
  const item = /^item:([^:]+):([^:]+):(.+)$/s.exec(noteId)
  if (item !== null) {
    const sql = `${itemSql} AND r.run_id = ? AND t.trace_id = ? AND w.reviewer = ?`
    const row = prepared(db, sql).get(item[1], item[2], item[3]) as ItemNoteRow | undefined
    return row === undefined ? undefined : fromItem(row)
  }
  const [, kind, assessmentId] = /^(comment|answer):(.+)$/s.exec(noteId) ?? []
  if (assessmentId === undefined) return undefined
  const current = preparedPluck(db, currentVersionSql).get(assessmentId)
  if (typeof current !== 'string') return undefined
  const row = prepared(db, `${assessmentSql} AND a.assessment_id = ?`).get(current) as AssessmentNoteRow | undefined
  return row === undefined ? undefined : [...fromAssessment(row)].find((note) => note.kind === kind)
}

/** Of the notes that are assessments of a trace. */
function matchTrace(db: Database, tracePk: number): Map<string, CodedNote> {
  const sql = `SELECT ${codedColumns} FROM coded_notes n WHERE n.trace_pk = ? AND n.assessment_id IS NOT NULL`
  return matchNotes(db, prepared(db, sql).all(tracePk) as CodedNote[], listLiveOfTrace(db, tracePk))
}

function findSuccessor(db: Database, coded: CodedNote): LiveNote | undefined {
  const matched = matchTrace(db, coded.tracePk)
  return listLiveOfTrace(db, coded.tracePk).find((note) => matched.get(note.noteId)?.notePk === coded.notePk)
}

function listLiveOfTrace(db: Database, tracePk: number): LiveNote[] {
  const rows = prepared(db, assessmentOfTraceSql).all(tracePk) as AssessmentNoteRow[]
  return rows.flatMap((row) => [...fromAssessment(row)])
}
