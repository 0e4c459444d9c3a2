import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { createAssessment, listAssessments } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { assignedReviewers, buildQueue } from '../../../src/main/store/label-queue.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import {
  annotateItem,
  getItem,
  reopenItem,
  saveAnswer,
  setAside,
  submitItem,
} from '../../../src/main/store/label-work.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems, listItemStates } from '../../../src/main/store/session-items.ts'
import { readProgress } from '../../../src/main/store/session-progress.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { defaultRules, type SessionRules, WorkState } from '../../../src/shared/model/label-work.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

let db: Database
let sessionId: string
let accuracy: string
let expected: string

function makeSession(rules: Partial<SessionRules> = {}, reviewers = ['Ana', 'Ben'], traceCount = 4): void {
  db = makeMemoryStore()
  const traces = Array.from({ length: traceCount }, (_, index) => index + 1)
  ingestBatch(db, { spans: traces.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  accuracy = createLabelSchema(db, {
    name: 'response_accuracy',
    type: 'feedback',
    isRequired: true,
    input: { type: 'categorical', options: ['Accurate', 'Inaccurate'], isMultiple: false },
  }).schemaId
  expected = createLabelSchema(db, { name: 'expected_response', type: 'expectation', input: { type: 'text' } }).schemaId
  sessionId = createSession(db, { name: 'Round 1', schemaIds: [accuracy, expected], reviewers }).sessionId
  addItems(db, sessionId, traces.map(traceId))
  changeSetup(db, { sessionId, rules })
}

const work = (reviewer: string, n: number) => ({ sessionId, reviewer, traceId: traceId(n) })
const answer = (reviewer: string, n: number, value: string | null, rationale?: string) =>
  saveAnswer(db, { ...work(reviewer, n), schemaId: accuracy, value, rationale })
const submit = (reviewer: string, n: number) => submitItem(db, { ...work(reviewer, n), activeMs: 1_000 })
const label = (reviewer: string, n: number, value: string) => {
  answer(reviewer, n, value)
  return submit(reviewer, n)
}
const labels = (n: number) =>
  listAssessments(db, { traceId: traceId(n) }).map(({ name, value, source }) => [name, value, source.id])
const queueOf = (reviewer: string) => {
  const { traceIds, states } = buildQueue(db, sessionId, reviewer)
  return traceIds.map((id, index) => [Number.parseInt(id, 16), WorkState.options[states[index] as number]])
}

describe('answers', () => {
  beforeEach(() => makeSession())

  test('an answer is a draft until it is submitted, then an assessment of the reviewer', () => {
    expect(answer('Ana', 1, 'Accurate', 'It says so.')).toMatchObject({ state: 'in_progress' })
    expect(labels(1)).toEqual([])
    saveAnswer(db, { ...work('Ana', 1), schemaId: expected, value: 'In three days.' })
    expect(submit('Ana', 1)).toMatchObject({ state: 'complete', activeMs: 1_000 })
    expect(labels(1)).toEqual([
      ['response_accuracy', 'Accurate', 'Ana'],
      ['expected_response', 'In three days.', 'Ana'],
    ])
    const [first] = listAssessments(db, { traceId: traceId(1) })
    expect(first).toMatchObject({
      kind: 'feedback',
      rationale: 'It says so.',
      metadata: {
        'assay.sessionId': sessionId,
        'assay.schemaId': accuracy,
        'assay.schemaVersion': '1',
        'assay.activeMs': '1000',
      },
    })
    expect(listItemStates(db, { sessionId, limit: 10, status: 'COMPLETE' }).items).toMatchObject([
      { completedBy: 'Ana' },
    ])
  })

  test('a changed answer supersedes when submitted again, the same one stays', () => {
    label('Ana', 1, 'Accurate')
    const [before] = listAssessments(db, { traceId: traceId(1) })
    answer('Ana', 1, 'Inaccurate')
    expect(labels(1)).toEqual([['response_accuracy', 'Accurate', 'Ana']])
    submit('Ana', 1)
    const [after] = listAssessments(db, { traceId: traceId(1) })
    expect(after).toMatchObject({ value: 'Inaccurate', overrides: before?.assessmentId })
    submit('Ana', 1)
    expect(listAssessments(db, { traceId: traceId(1), withHistory: true })).toHaveLength(2)
  })

  test('undo takes the assessment back and keeps the answer; submitting again brings it back', () => {
    label('Ana', 1, 'Accurate')
    expect(reopenItem(db, work('Ana', 1))).toMatchObject({ state: 'in_progress', answers: [{ value: 'Accurate' }] })
    expect(labels(1)).toEqual([])
    expect(listItemStates(db, { sessionId, limit: 10, status: 'PENDING' }).items).toHaveLength(4)
    submit('Ana', 1)
    expect(labels(1)).toEqual([['response_accuracy', 'Accurate', 'Ana']])
  })

  test('what does not fit, is missing or does not belong is refused, and nothing changes', () => {
    expect(() => answer('Ana', 1, 'Perhaps')).toThrow(expect.objectContaining({ details: { problem: 'notAnOption' } }))
    expect(() => submit('Ana', 1)).toThrow(
      expect.objectContaining({ details: { reason: 'required', schemaId: accuracy } }),
    )
    expect(() => saveAnswer(db, { ...work('Ana', 9), schemaId: accuracy, value: 'Accurate' })).toThrow(
      /not in this session/,
    )
    expect(() => saveAnswer(db, { ...work('Ana', 1), schemaId: 'ls-none', value: 1 })).toThrow(/does not ask/)
    expect(() => answer('Eve', 1, 'Accurate')).toThrow(expect.objectContaining({ details: { reason: 'notAReviewer' } }))
    changeSetup(db, { sessionId, state: 'paused' })
    expect(() => answer('Ana', 1, 'Accurate')).toThrow(expect.objectContaining({ details: { reason: 'paused' } }))
    expect(getItem(db, work('Ana', 1))).toMatchObject({ state: 'pending', answers: [] })
  })

  test('taking an answer back removes its assessment at the next submission', () => {
    saveAnswer(db, { ...work('Ana', 1), schemaId: expected, value: 'x' })
    label('Ana', 1, 'Accurate')
    expect(labels(1)).toHaveLength(2)
    saveAnswer(db, { ...work('Ana', 1), schemaId: expected, value: null })
    submit('Ana', 1)
    expect(labels(1)).toEqual([['response_accuracy', 'Accurate', 'Ana']])
  })

  test('skipping keeps drafts and reason; notes and time belong to the item', () => {
    answer('Ana', 1, 'Accurate')
    annotateItem(db, { ...work('Ana', 1), note: 'odd', isUnsure: true, activeMs: 500 })
    const item = setAside(db, { ...work('Ana', 1), state: 'skipped', reason: 'No text', activeMs: 200 })
    expect(item).toMatchObject({
      state: 'skipped',
      reason: 'No text',
      note: 'odd',
      isUnsure: true,
      activeMs: 700,
      answers: [{ value: 'Accurate' }],
    })
    annotateItem(db, { ...work('Ana', 1), note: 'still odd' })
    expect(getItem(db, work('Ana', 1))).toMatchObject({ state: 'skipped', note: 'still odd' })
    annotateItem(db, { ...work('Ana', 2), activeMs: 500 })
    expect(getItem(db, work('Ana', 2))).toMatchObject({ state: 'pending', activeMs: 0 })
  })

  test('an assessment that somebody deleted meanwhile comes back as a new one', () => {
    label('Ana', 1, 'Accurate')
    const [made] = listAssessments(db, { traceId: traceId(1) })
    db.prepare('UPDATE assessments SET deleted_at_ms = 1 WHERE assessment_id = ?').run(made?.assessmentId)
    answer('Ana', 1, 'Inaccurate')
    submit('Ana', 1)
    expect(labels(1)).toEqual([['response_accuracy', 'Inaccurate', 'Ana']])
  })
})

describe('queues', () => {
  test('a pool gives an item to whoever comes first, and keeps what one has begun', () => {
    makeSession()
    label('Ana', 1, 'Accurate')
    answer('Ben', 2, 'Accurate')
    expect(queueOf('Ben')).toEqual([
      [2, 'in_progress'],
      [3, 'pending'],
      [4, 'pending'],
    ])
    expect(queueOf('Ana')).toEqual([
      [1, 'complete'],
      [2, 'pending'],
      [3, 'pending'],
      [4, 'pending'],
    ])
  })

  test('a pool that wants two labels closes an item after two', () => {
    makeSession({ labelsWanted: 2 }, ['Ana', 'Ben', 'Cem'])
    label('Ana', 1, 'Accurate')
    expect(queueOf('Cem')).toHaveLength(4)
    expect(listItemStates(db, { sessionId, limit: 10, status: 'COMPLETE' }).items).toEqual([])
    label('Ben', 1, 'Inaccurate')
    expect(queueOf('Cem')).toHaveLength(3)
    expect(listItemStates(db, { sessionId, limit: 10, status: 'COMPLETE' }).items).toHaveLength(1)
  })

  test('all label all; a split gives every item to as many as wanted, about evenly, and moves nothing later', () => {
    makeSession({ assignment: 'all' })
    label('Ana', 1, 'Accurate')
    expect(queueOf('Ben')).toHaveLength(4)
    makeSession({ assignment: 'split', labelsWanted: 2 }, ['Ana', 'Ben', 'Cem'], 300)
    const sizes = ['Ana', 'Ben', 'Cem'].map((reviewer) => queueOf(reviewer).length)
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(600)
    for (const size of sizes) expect(Math.abs(size - 200)).toBeLessThan(40)
    const rules = { ...defaultRules, labelsWanted: 1 }
    const before = assignedReviewers(rules, ['Ana', 'Ben'], traceId(7))
    const after = assignedReviewers(rules, ['Ana', 'Ben', 'Cem'], traceId(7))
    expect(after[0] === 'Cem' || after[0] === before[0]).toBe(true)
  })

  test('a random order repeats by seed and differs between reviewers', () => {
    makeSession({ order: 'random', assignment: 'all' }, ['Ana', 'Ben'], 30)
    const ana = queueOf('Ana')
    expect(queueOf('Ana')).toEqual(ana)
    expect(queueOf('Ben')).not.toEqual(ana)
    expect(ana.map(([n]) => n).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
    changeSetup(db, { sessionId, rules: { seed: 'other' } })
    expect(queueOf('Ana')).not.toEqual(ana)
  })

  test('items that others or judges differ on come first', () => {
    makeSession({ order: 'disagreement', assignment: 'all' }, ['Ana', 'Ben', 'Cem'])
    label('Ana', 3, 'Accurate')
    label('Ben', 3, 'Inaccurate')
    expect(queueOf('Cem')[0]).toEqual([3, 'pending'])
    changeSetup(db, { sessionId, rules: { order: 'uncertain' } })
    for (const [by, value] of [
      ['judge-1', 'yes'],
      ['judge-2', 'no'],
    ] as const)
      createAssessment(db, {
        traceId: traceId(4),
        name: 'correctness',
        kind: 'feedback',
        value,
        source: { type: 'LLM_JUDGE', id: by },
      })
    expect(queueOf('Cem')[0]).toEqual([4, 'pending'])
  })

  test('what a judge said is suggested where it fits, never in a blind session', () => {
    makeSession({ hasSuggestions: true })
    for (const value of ['Accurate', 'Maybe'])
      createAssessment(db, {
        traceId: traceId(1),
        name: 'response_accuracy',
        kind: 'feedback',
        value,
        rationale: 'seen',
        source: { type: 'LLM_JUDGE', id: 'judge' },
      })
    expect(getItem(db, work('Ana', 1)).suggestions).toEqual([
      { schemaId: accuracy, value: 'Accurate', rationale: 'seen', by: 'judge' },
    ])
    changeSetup(db, { sessionId, rules: { isBlind: true } })
    expect(getItem(db, work('Ana', 1)).suggestions).toEqual([])
  })

  test('progress counts by reviewer and question', () => {
    makeSession({ assignment: 'all', labelsWanted: 2 })
    label('Ana', 1, 'Accurate')
    label('Ben', 1, 'Accurate')
    setAside(db, { ...work('Ana', 2), state: 'flagged', activeMs: 0 })
    expect(readProgress(db, sessionId)).toEqual({
      itemCount: 4,
      doneCount: 1,
      reviewers: [
        { reviewer: 'Ana', assigned: 4, complete: 1, skipped: 0, flagged: 1, medianActiveMs: 1_000 },
        { reviewer: 'Ben', assigned: 4, complete: 1, skipped: 0, flagged: 0, medianActiveMs: 1_000 },
      ],
      questions: [
        { schemaId: accuracy, answerCount: 2 },
        { schemaId: expected, answerCount: 0 },
      ],
    })
  })
})
