import type { Database } from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { assessQuality } from '../../../src/main/labeling/quality.ts'
import { createAssessment, listAssessments } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { listDisagreements, settleLabels, unsettleLabels } from '../../../src/main/store/settled-labels.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { AgreementFigure } from '../../../src/shared/model/label-quality.ts'
import { krippendorffTable } from '../../shared/statistics/published.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from '../store/make.ts'

let db: Database
let sessionId: string
let score: string
let verdict: string
const reviewers = ['Ana', 'Ben', 'Cem', 'Dao']

beforeEach(() => {
  db = makeMemoryStore()
  const traces = krippendorffTable.map((_, index) => index + 1)
  ingestBatch(db, { spans: traces.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  score = createLabelSchema(db, { name: 'score', type: 'feedback', input: { type: 'numeric' } }).schemaId
  const options = ['1', '2', '3', '4', '5']
  verdict = createLabelSchema(db, {
    name: 'verdict',
    type: 'feedback',
    input: { type: 'categorical', options, isMultiple: false },
  }).schemaId
  sessionId = createSession(db, { name: 'Round', schemaIds: [score, verdict], reviewers }).sessionId
  addItems(db, sessionId, traces.map(traceId))
  changeSetup(db, { sessionId, rules: { assignment: 'all' } })
})

function answer(reviewer: string, n: number, schemaId: string, value: Json): void {
  saveAnswer(db, { sessionId, reviewer, traceId: traceId(n), schemaId, value })
  submitItem(db, { sessionId, reviewer, traceId: traceId(n), activeMs: 1_000 })
}

function answerAll(): void {
  krippendorffTable.forEach((row, index) => {
    row.forEach((rating, column) => {
      if (rating === null) return
      answer(reviewers[column] as string, index + 1, score, rating)
      answer(reviewers[column] as string, index + 1, verdict, String(rating))
    })
  })
}

const figure = (figures: AgreementFigure[], kind: AgreementFigure['kind']) => figures.find((each) => each.kind === kind)

test("labels of a session give Krippendorff's and Gwet's own figures, with intervals that repeat", () => {
  answerAll()
  const quality = assessQuality(db, sessionId)
  const [numbers, choices] = quality.questions
  expect(figure(numbers?.figures ?? [], 'krippendorff')).toMatchObject({ unitCount: 11, ratingCount: 40 })
  expect(figure(numbers?.figures ?? [], 'krippendorff')?.value).toBeCloseTo(0.849, 3)
  const nominal = figure(choices?.figures ?? [], 'krippendorff')
  expect(nominal?.value).toBeCloseTo(0.743, 3)
  expect(nominal?.low).toBeLessThan(0.743)
  expect(nominal?.high).toBeGreaterThan(0.743)
  expect(figure(choices?.figures ?? [], 'gwet')?.value).toBeCloseTo(0.77544, 5)
  expect(figure(choices?.figures ?? [], 'fleiss')).toMatchObject({ reason: 'unequalRaters' })
  expect(assessQuality(db, sessionId)).toEqual(quality)
  expect(quality.reviewers.map(({ reviewer, labelled }) => [reviewer, labelled])).toEqual([
    ['Ana', 9],
    ['Ben', 11],
    ['Cem', 10],
    ['Dao', 11],
  ])
  expect(choices?.matrix[0]?.[0]).toBe(1)
  expect(choices?.matrix[0]?.[1]).toBeCloseTo(8 / 9, 9)
  expect(choices?.distribution.map(({ answer, counts }) => [answer, counts.reduce((a, b) => a + b)])).toContainEqual([
    '2',
    13,
  ])
})

test('disagreements are listed, settled by an answer of its own, and opened again', () => {
  answerAll()
  const { items } = listDisagreements(db, { sessionId, schemaId: verdict, limit: 10 })
  expect(items.map((item) => Number.parseInt(item.traceId, 16))).toEqual([2, 6, 8])
  expect(items[1]?.answers.map(({ reviewer, value }) => [reviewer, value])).toEqual([
    ['Ana', '1'],
    ['Ben', '2'],
    ['Cem', '3'],
    ['Dao', '4'],
  ])
  const settlement = { sessionId, traceId: traceId(6), schemaId: verdict, settledBy: 'Lead' }
  const settled = settleLabels(db, { ...settlement, value: '2', rationale: 'By the guideline.' })
  expect(JSON.parse(settled.metadata['assay.settles'] ?? '')).toEqual(
    items[1]?.answers.map(({ assessmentId }) => assessmentId),
  )
  // The labels themselves stay, and agreement stays what it was.
  expect(listAssessments(db, { traceId: traceId(6) }).filter(({ name }) => name === 'verdict')).toHaveLength(5)
  expect(listDisagreements(db, { sessionId, schemaId: verdict, limit: 10 }).items).toHaveLength(2)
  expect(assessQuality(db, sessionId).questions[1]?.disagreementCount).toBe(3)
  const again = settleLabels(db, { ...settlement, value: '3' })
  expect(again.overrides).toBe(settled.assessmentId)
  expect(listDisagreements(db, { sessionId, schemaId: verdict, withSettled: true, limit: 2 })).toMatchObject({
    items: [{}, { settled: { value: '3' } }],
    nextCursor: '2',
  })
  expect(unsettleLabels(db, settlement)).toEqual({ deleted: true })
  expect(listDisagreements(db, { sessionId, schemaId: verdict, limit: 10 }).items).toHaveLength(3)
  expect(() => settleLabels(db, { ...settlement, value: '9' })).toThrow(
    expect.objectContaining({ details: { problem: 'notAnOption' } }),
  )
})

test('answers of an MLflow client count, those of strangers and judges do not', () => {
  answer('Ana', 1, verdict, '1')
  for (const [type, id] of [
    ['HUMAN', 'Ben'],
    ['HUMAN', 'enduser_123'],
    ['LLM_JUDGE', 'Cem'],
  ] as const)
    createAssessment(db, { traceId: traceId(1), name: 'verdict', kind: 'feedback', value: '2', source: { type, id } })
  expect(listDisagreements(db, { sessionId, limit: 10 }).items[0]?.answers.map(({ reviewer }) => reviewer)).toEqual([
    'Ana',
    'Ben',
  ])
  // Two who answered are compared as two.
  expect(figure(assessQuality(db, sessionId).questions[1]?.figures ?? [], 'cohen')).toMatchObject({ unitCount: 1 })
})

test('highlights agree as far as they overlap; who marks nothing agrees with nobody who does', () => {
  const where = createLabelSchema(db, {
    name: 'where',
    type: 'feedback',
    input: { type: 'highlight', labels: [{ text: 'Wrong', color: 'red' }] },
  }).schemaId
  const marked = (start: number, end: number, path = 'output') => ({
    source: { path, role: 'output' },
    start,
    end,
    label: 'Wrong',
    quote: 'x'.repeat(end - start),
  })
  const id = createSession(db, { name: 'Marks', schemaIds: [where], reviewers: ['Ana', 'Ben'] }).sessionId
  addItems(db, id, [1, 2, 3, 4].map(traceId))
  changeSetup(db, { sessionId: id, rules: { assignment: 'all' } })
  const give = (reviewer: string, n: number, value: Json) => {
    saveAnswer(db, { sessionId: id, reviewer, traceId: traceId(n), schemaId: where, value })
    submitItem(db, { sessionId: id, reviewer, traceId: traceId(n), activeMs: 1 })
  }
  // By hand: 2 · 5 / (10 + 5) = 2/3; the same place in another text: 0; both nothing: 1; one nothing: 0.
  give('Ana', 1, [marked(0, 10)])
  give('Ben', 1, [marked(5, 10)])
  give('Ana', 2, [marked(0, 10)])
  give('Ben', 2, [marked(0, 10, 'documents/0')])
  give('Ana', 3, [])
  give('Ben', 3, [])
  give('Ana', 4, [marked(0, 3), marked(4, 8)])
  give('Ben', 4, [])
  const [question] = assessQuality(db, id).questions
  expect(question).toMatchObject({ scale: 'spans', disagreementCount: 3 })
  const overlap = figure(question?.figures ?? [], 'spanF1')
  expect(overlap).toMatchObject({ unitCount: 4, ratingCount: 8 })
  expect(overlap?.value).toBeCloseTo((2 / 3 + 0 + 1 + 0) / 4, 12)
  expect(figure(question?.figures ?? [], 'percent')?.value).toBe(0.25)
  expect(question?.distribution).toEqual([{ answer: 'Wrong', counts: [4, 2] }])
})

test('rankings agree as far as their orders do; the same options in another order are another answer', () => {
  const options = ['a', 'b', 'c']
  const order = createLabelSchema(db, {
    name: 'order',
    type: 'feedback',
    input: { type: 'ranking', options, isPartial: false },
  }).schemaId
  const id = createSession(db, { name: 'Orders', schemaIds: [order], reviewers: ['Ana', 'Ben'] }).sessionId
  addItems(db, id, [1, 2, 3].map(traceId))
  changeSetup(db, { sessionId: id, rules: { assignment: 'all' } })
  // By hand, of 3 pairs each: 3 the same; 2 the same and 1 reversed; all reversed.
  const given = [
    [options, options],
    [options, ['b', 'a', 'c']],
    [options, ['c', 'b', 'a']],
  ]
  given.forEach((pair, at) => {
    pair.forEach((value, reviewerAt) => {
      const reviewer = ['Ana', 'Ben'][reviewerAt] as string
      saveAnswer(db, { sessionId: id, reviewer, traceId: traceId(at + 1), schemaId: order, value })
      submitItem(db, { sessionId: id, reviewer, traceId: traceId(at + 1), activeMs: 1 })
    })
  })
  const [question] = assessQuality(db, id).questions
  expect(question).toMatchObject({ scale: 'orders', disagreementCount: 2 })
  expect(figure(question?.figures ?? [], 'kendall')).toMatchObject({ unitCount: 3, ratingCount: 6 })
  expect(figure(question?.figures ?? [], 'kendall')?.value).toBeCloseTo((1 + 1 / 3 - 1) / 3, 12)
  expect(question?.distribution).toContainEqual({ answer: 'a', counts: [3, 1] })
  expect(listDisagreements(db, { sessionId: id, limit: 10 }).items).toHaveLength(2)
})
