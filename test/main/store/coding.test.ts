import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  createAssessment,
  deleteAssessment,
  listAssessments,
  reviseAssessment,
} from '../../../src/main/store/assessments.ts'
import { promoteCodes, undoCoding } from '../../../src/main/store/code-promotion.ts'
import {
  assignCodes,
  createCode,
  deleteCode,
  listCodeHistory,
  listCodes,
  mergeCodes,
  splitCode,
  unassignCodes,
  updateCode,
} from '../../../src/main/store/codes.ts'
import { confirmNotes, listNoteExperiments, listNotes } from '../../../src/main/store/coding-notes.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema, findLabelSchema, listLabelSchemas } from '../../../src/main/store/label-schemas.ts'
import { annotateItem, reopenItem, saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession, deleteSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { deleteTraces, emptyTrash } from '../../../src/main/store/trace-write.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

let db: Database
let sessionId: string
let accuracy: string
const by = 'lead'
const experimentId = '0'

beforeEach(() => {
  db = makeMemoryStore()
  ingestBatch(db, { spans: [1, 2, 3, 4, 5].map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  accuracy = createLabelSchema(db, {
    name: 'accuracy',
    type: 'feedback',
    enableComment: true,
    input: { type: 'categorical', options: ['Right', 'Wrong'], isMultiple: false },
  }).schemaId
  sessionId = createSession(db, { name: 'Round 1', schemaIds: [accuracy], reviewers: ['ana', 'ben'] }).sessionId
  addItems(db, sessionId, [1, 2, 3].map(traceId))
})

const item = (n: number, reviewer = 'ana') => ({ sessionId, reviewer, traceId: traceId(n) })
const noteItem = (n: number, note: string, reviewer = 'ana') =>
  annotateItem(db, { ...item(n, reviewer), note }, 1_000 + n)
const label = (n: number, rationale: string, reviewer = 'ana') => {
  saveAnswer(db, { ...item(n, reviewer), schemaId: accuracy, value: 'Wrong', rationale })
  submitItem(db, { ...item(n, reviewer), activeMs: 0 })
}
const writeNote = (n: number, value: string) =>
  createAssessment(db, {
    traceId: traceId(n),
    name: 'note',
    kind: 'feedback',
    value,
    source: { type: 'HUMAN', id: 'lead' },
  }).assessmentId
const notes = (scope: { sessionId?: string } = {}) => listNotes(db, { experimentId, ...scope }).notes
const noteOf = (text: string) => {
  const found = notes().find((note) => note.text === text || note.codedText === text)
  if (found === undefined) throw new Error(`No note says ${text}`)
  return found
}
const names = () => new Map(listCodes(db, { experimentId }).map(({ codeId, name }) => [codeId, name]))
const codesOf = (text: string) => noteOf(text).codes.map(({ codeId }) => names().get(codeId))
const code = (text: string, ...chosen: string[]) =>
  assignCodes(db, { experimentId, noteIds: [noteOf(text).noteId], codes: chosen.map((name) => ({ name })), by })
const idOf = (name: string) => listCodes(db, { experimentId }).find((each) => each.name === name)?.codeId as string

describe('notes', () => {
  test('are found wherever people write, and not what machines say', () => {
    noteItem(1, 'Cites a page that is not there.')
    label(2, 'The price is last year’s.', 'ben')
    writeNote(4, 'Answers in the wrong language.')
    createLabelSchema(db, { name: 'thoughts', type: 'feedback', input: { type: 'text' } })
    const human = { traceId: traceId(5), kind: 'feedback' as const, source: { type: 'HUMAN' as const, id: 'mia' } }
    createAssessment(db, { ...human, name: 'thoughts', value: 'Far too long.' })
    createAssessment(db, { ...human, name: 'tone', value: 'rude' })
    createAssessment(db, {
      traceId: traceId(5),
      name: 'judge',
      kind: 'feedback',
      value: true,
      rationale: 'No note of a person.',
      source: { type: 'LLM_JUDGE', id: 'gpt' },
    })
    expect(new Set(notes().map(({ kind, about, author, text }) => [kind, about, author, text].join('|')))).toEqual(
      new Set([
        'item||ana|Cites a page that is not there.',
        'comment|accuracy|ben|The price is last year’s.',
        'answer|note|lead|Answers in the wrong language.',
        'answer|thoughts|mia|Far too long.',
      ]),
    )
    expect(
      notes({ sessionId })
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['Cites a page that is not there.', 'The price is last year’s.'])
    expect(listNoteExperiments(db)).toEqual([{ experimentId, noteCount: 4 }])
  })

  test('keep their codes when they are edited, and show what was coded', () => {
    const first = writeNote(4, 'Wrong langage.')
    code('Wrong langage.', 'Language')
    const second = reviseAssessment(db, { assessmentId: first, change: { value: 'Wrong language.' } }).assessmentId
    expect(notes()).toMatchObject([{ text: 'Wrong language.', codedText: 'Wrong langage.', state: 'changed' }])
    expect(codesOf('Wrong language.')).toEqual(['Language'])
    reviseAssessment(db, { assessmentId: second, change: { value: 'Wrong language again.' } })
    code('Wrong language again.', 'Again')
    expect(codesOf('Wrong language again.')).toEqual(['Language', 'Again'])
    expect(confirmNotes(db, [noteOf('Wrong language again.').noteId])).toEqual({ count: 1 })
    expect(notes()).toMatchObject([{ text: 'Wrong language again.', state: 'current' }])

    noteItem(1, 'Too short')
    code('Too short', 'Length')
    noteItem(1, 'Much too short')
    expect(noteOf('Much too short')).toMatchObject({ state: 'changed', codedText: 'Too short' })
    expect(
      confirmNotes(
        db,
        notes().map(({ noteId }) => noteId),
      ),
    ).toEqual({ count: 1 })
  })

  test('that are deleted stay with their codes and what they said', () => {
    const made = writeNote(4, 'Wrong language.')
    code('Wrong language.', 'Language')
    noteItem(1, 'Too short')
    code('Too short', 'Length')
    deleteAssessment(db, { assessmentId: made })
    noteItem(1, '')
    expect(
      notes()
        .map(({ text, state }) => [text, state])
        .sort(),
    ).toEqual([
      ['Too short', 'gone'],
      ['Wrong language.', 'gone'],
    ])
    deleteSession(db, sessionId)
    expect(codesOf('Too short')).toEqual(['Length'])
    unassignCodes(db, { noteIds: [noteOf('Too short').noteId], codeIds: [idOf('Length')], by })
    expect(notes().map(({ text }) => text)).toEqual(['Wrong language.'])
  })

  test('of an item that is taken up again and submitted anew are the same', () => {
    label(2, 'The price is old.')
    code('The price is old.', 'Outdated')
    reopenItem(db, item(2))
    expect(noteOf('The price is old.').state).toBe('gone')
    label(2, 'The price is very old.')
    expect(noteOf('The price is very old.')).toMatchObject({ state: 'changed', codedText: 'The price is old.' })
    expect(notes()).toHaveLength(1)
    code('The price is very old.', 'Price')
    expect(codesOf('The price is very old.')).toEqual(['Outdated', 'Price'])
  })

  test('go with a trace that is deleted for good', () => {
    writeNote(4, 'Wrong language.')
    const { changeId } = code('Wrong language.', 'Language')
    deleteTraces(db, { selection: { traceIds: [traceId(4)] } })
    expect(notes()).toEqual([])
    emptyTrash(db, 1_000)
    expect(db.prepare('SELECT count(*) FROM coded_notes').pluck().get()).toBe(0)
    expect(undoCoding(db, { changeId: changeId as string })).toMatchObject({ undone: true })
  })
})

describe('codes', () => {
  beforeEach(() => {
    for (const [n, text] of ['one', 'two', 'three'].entries()) noteItem(n + 1, text)
  })

  test('have names that differ in more than case and width', () => {
    createCode(db, { experimentId, name: 'Wrong source', by })
    expect(() => createCode(db, { experimentId, name: ' wrong ＳＯＵＲＣＥ ', by })).toThrow('name already')
    code('one', 'WRONG SOURCE')
    expect(codesOf('one')).toEqual(['Wrong source'])
    createCode(db, { experimentId, name: 'Other', by })
    expect(() => updateCode(db, { codeId: idOf('Other'), name: 'Wrong Source', by })).toThrow('name already')
    updateCode(db, { codeId: idOf('Other'), name: 'other', description: 'All else', colour: 'teal', by })
    expect(listCodes(db, { experimentId })[1]).toMatchObject({ name: 'other', description: 'All else', colour: 'teal' })
  })

  test('merge with all notes, who coded them and when; the history tells, undo takes it back', () => {
    code('one', 'Source')
    code('two', 'Source', 'Citation')
    code('three', 'Citation')
    const before = notes()
    const { changeId } = mergeCodes(db, { codeId: idOf('Source'), fromCodeIds: [idOf('Citation')], by: 'ben' })
    expect(
      notes()
        .map(({ text }) => [text, ...codesOf(text)])
        .sort(),
    ).toEqual([
      ['one', 'Source'],
      ['three', 'Source'],
      ['two', 'Source'],
    ])
    expect(noteOf('three').codes[0]?.codedBy).toBe(by)
    expect(listCodes(db, { experimentId })).toMatchObject([{ name: 'Source', mergedFrom: ['Citation'] }])
    expect(listCodeHistory(db, { experimentId, limit: 10 })).toMatchObject([
      { kind: 'merge', by: 'ben', names: ['Citation', 'Source'], noteCount: 2, isUndone: false },
    ])
    expect(undoCoding(db, { changeId: changeId as string })).toMatchObject({ undone: true })
    expect(notes()).toEqual(before)
    expect(undoCoding(db, { changeId: changeId as string })).toMatchObject({ undone: false })
  })

  test('split off the chosen notes; deleted ones leave the notes; both are taken back', () => {
    code('one', 'Source')
    code('two', 'Source')
    const split = splitCode(db, { codeId: idOf('Source'), noteIds: [noteOf('two').noteId], name: 'Citation', by })
    expect(['one', 'two'].map(codesOf)).toEqual([['Source'], ['Citation']])
    code('three', 'Citation')
    expect(() => undoCoding(db, { changeId: split.changeId as string })).toThrow('Other notes')
    const deletion = deleteCode(db, { codeId: idOf('Citation'), by })
    expect(['one', 'two', 'three'].map(codesOf)).toEqual([['Source'], [], []])
    expect(notes()).toHaveLength(3)
    undoCoding(db, { changeId: deletion.changeId as string })
    expect(['one', 'two', 'three'].map(codesOf)).toEqual([['Source'], ['Citation'], ['Citation']])
    expect(() => splitCode(db, { codeId: idOf('Source'), noteIds: [noteOf('three').noteId], name: 'X', by })).toThrow(
      'None of the chosen notes',
    )
  })
})

describe('promotion', () => {
  beforeEach(() => {
    noteItem(1, 'one')
    noteItem(2, 'two')
    noteItem(2, 'zwei', 'ben')
    code('one', 'Source', 'Tone')
    assignCodes(db, { experimentId, noteIds: [noteOf('two').noteId], codes: [{ name: 'Source' }], by: 'ana' })
    code('zwei', 'Tone')
  })
  const answers = (n: number, name: string) =>
    listAssessments(db, { traceId: traceId(n) })
      .filter((each) => each.name === name)
      .map(({ value, source }) => [source.id, value])

  test('makes a question and its answers, one for each trace and person, once', () => {
    const input = {
      experimentId,
      codeIds: [idOf('Source'), idOf('Tone')],
      target: { name: 'failure', isMultiple: true },
      withAssessments: true,
      by,
    }
    const done = promoteCodes(db, input)
    expect(done).toMatchObject({ addedOptions: ['Source', 'Tone'], assessmentCount: 3, skippedCount: 0 })
    expect(answers(1, 'failure')).toEqual([[by, ['Source', 'Tone']]])
    expect(answers(2, 'failure')).toEqual([
      ['ana', ['Source']],
      [by, ['Tone']],
    ])
    expect(listAssessments(db, { traceId: traceId(1) })[0]?.metadata).toMatchObject({ 'assay.origin': 'openCoding' })
    const again = promoteCodes(db, { ...input, target: { schemaId: done.schemaId } })
    expect(again).toMatchObject({ addedOptions: [], assessmentCount: 0 })
    expect(again.changeId).toBeUndefined()
    expect(listCodes(db, { experimentId })[0]?.promotedTo).toEqual([{ schemaId: done.schemaId, option: 'Source' }])
    // A code keeps its option when it is renamed, and adds to the answers that are there.
    updateCode(db, { codeId: idOf('Source'), name: 'Wrong source', by })
    code('two', 'Length')
    expect(
      promoteCodes(db, {
        ...input,
        codeIds: [idOf('Wrong source'), idOf('Length')],
        target: { schemaId: done.schemaId },
      }),
    ).toMatchObject({ addedOptions: ['Length'], assessmentCount: 1 })
    expect(answers(2, 'failure')).toEqual([
      ['ana', ['Source']],
      [by, ['Tone', 'Length']],
    ])
  })

  test('adds options to a question with one answer, leaves out traces with several, and is taken back', () => {
    const input = {
      experimentId,
      codeIds: [idOf('Source'), idOf('Tone')],
      target: { schemaId: accuracy },
      withAssessments: true,
      by,
    }
    const done = promoteCodes(db, input)
    expect(done).toMatchObject({ addedOptions: ['Source', 'Tone'], assessmentCount: 2, skippedCount: 1 })
    expect(findLabelSchema(db, accuracy)?.input).toMatchObject({ options: ['Right', 'Wrong', 'Source', 'Tone'] })
    expect(answers(1, 'accuracy')).toEqual([])
    undoCoding(db, { changeId: done.changeId as string })
    expect(answers(2, 'accuracy')).toEqual([])
    expect(findLabelSchema(db, accuracy)?.input).toMatchObject({ options: ['Right', 'Wrong'] })
    expect(listCodes(db, { experimentId })[0]?.promotedTo).toEqual([])
    expect(promoteCodes(db, input).assessmentCount).toBe(2)
  })

  test('leaves nothing behind when it fails, and takes a new question away again', () => {
    const target = { name: 'failure', isMultiple: true }
    const codeIds = [idOf('Source')]
    const text = createLabelSchema(db, { name: 'words', type: 'feedback', input: { type: 'text' } }).schemaId
    expect(() =>
      promoteCodes(db, { experimentId, codeIds, target: { schemaId: text }, withAssessments: true, by }),
    ).toThrow('answered with options')
    const made = promoteCodes(db, { experimentId, codeIds, target, withAssessments: true, by })
    expect(() => promoteCodes(db, { experimentId, codeIds, target, withAssessments: true, by })).toThrow(
      'Choose another',
    )
    undoCoding(db, { changeId: made.changeId as string })
    expect(listLabelSchemas(db, { experimentId }).map(({ name }) => name)).toEqual(['accuracy', 'words'])
  })
})
