import type { Database } from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { draftRecords } from '../../../src/main/evaluation/datasets/draft-records.ts'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { addToDataset, makeDataset } from '../../../src/main/store/dataset-making.ts'
import { listRecords } from '../../../src/main/store/dataset-records.ts'
import { listVersions } from '../../../src/main/store/dataset-versions.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { settleLabels } from '../../../src/main/store/settled-labels.ts'
import type { AnswerRules } from '../../../src/shared/model/dataset.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from '../store/make.ts'

let db: Database
let sessionId: string
let expected: string
let verdict: string
let nowMs = 1_000

/** A trace as MLflow's client sends it, with question and answer at its root. */
function makeTrace(n: number, inputs: Json | undefined, outputs: Json) {
  const text = (key: string, value: Json) => ({ key, value: { stringValue: JSON.stringify(value) } })
  const attributes = [
    ...(inputs === undefined ? [] : [text('mlflow.spanInputs', inputs)]),
    text('mlflow.spanOutputs', outputs),
  ]
  return makeIngest(makeSpan(n, 1, undefined, { attributes }))
}

beforeEach(() => {
  db = makeMemoryStore()
  const spans = [
    makeTrace(1, { question: 'Capital of France?' }, 'Paris'),
    makeTrace(2, 'Capital of Japan?', { answer: 'Kyoto' }),
    makeTrace(3, [{ role: 'user', content: 'Hello' }], 'Hi'),
    makeTrace(4, undefined, 'An answer to nothing'),
  ]
  ingestBatch(db, { spans }, 1)
  expected = createLabelSchema(db, { name: 'expected_response', type: 'expectation', input: { type: 'text' } }).schemaId
  verdict = createLabelSchema(db, {
    name: 'verdict',
    type: 'feedback',
    input: { type: 'passFail', positiveLabel: 'Pass', negativeLabel: 'Fail' },
  }).schemaId
  const reviewers = ['Ana', 'Ben', 'Cem']
  sessionId = createSession(db, { name: 'Round', schemaIds: [expected, verdict], reviewers }).sessionId
  addItems(db, sessionId, [1, 2, 3].map(traceId))
  changeSetup(db, { sessionId, rules: { assignment: 'all' } })
})

function answer(reviewer: string, n: number, schemaId: string, value: Json): void {
  nowMs += 1_000
  saveAnswer(db, { sessionId, reviewer, traceId: traceId(n), schemaId, value }, nowMs)
  submitItem(db, { sessionId, reviewer, traceId: traceId(n), activeMs: 1 }, nowMs)
}

test('traces give their inputs as an object, their outputs, and the expectations people wrote', () => {
  const human = { type: 'HUMAN' as const, id: 'Ana' }
  const given = { traceId: traceId(1), kind: 'expectation' as const, name: 'expected_response', source: human }
  createAssessment(db, { ...given, value: 'Paris, of course' }, 5)
  createAssessment(db, { ...given, kind: 'feedback', name: 'verdict', value: true }, 6)
  const traceIds = [1, 2, 3, 4].map(traceId)
  const { records, left } = draftRecords(db, { kind: 'traces', selection: { traceIds } })
  expect(left).toBe(1)
  expect(records).toMatchObject([
    {
      inputs: { question: 'Capital of France?' },
      outputs: 'Paris',
      expectations: { expected_response: 'Paris, of course' },
      sourceType: 'TRACE',
      sourceId: `tr-${traceId(1)}`,
      lineage: { traceId: traceId(1), labelers: ['Ana'] },
    },
    { inputs: { input: 'Capital of Japan?' }, outputs: { answer: 'Kyoto' }, lineage: { traceId: traceId(2) } },
    { inputs: { messages: [{ role: 'user', content: 'Hello' }] } },
  ])
  expect(records[0]).not.toHaveProperty('tags')
  expect(records[1]).not.toHaveProperty('expectations')
})

test('a session gives what settles, else what most said, else what was said last', () => {
  answer('Ben', 1, expected, 'Paris')
  answer('Ana', 1, expected, 'It is Paris')
  answer('Cem', 2, verdict, false)
  answer('Ana', 2, verdict, true)
  answer('Ben', 2, verdict, false)
  answer('Cem', 2, expected, 'Tokyo')
  answer('Ana', 2, expected, 'Kyoto')
  settleLabels(db, { sessionId, traceId: traceId(2), schemaId: expected, value: 'Tōkyō', settledBy: 'Dao' }, 90_000)
  const { records, left } = draftRecords(db, { kind: 'session', sessionId })
  // Nobody has answered the third.
  expect(left).toBe(1)
  expect(records).toMatchObject([
    {
      inputs: { question: 'Capital of France?' },
      expectations: { expected_response: 'It is Paris' },
      lineage: {
        traceId: traceId(1),
        sessionId,
        schemas: [{ schemaId: expected, name: 'expected_response', version: 1 }],
        labelers: ['Ana', 'Ben'],
      },
    },
    {
      expectations: { expected_response: 'Tōkyō' },
      tags: { verdict: false },
      lineage: { labelers: ['Ana', 'Ben', 'Cem'] },
    },
  ])

  const made = makeDataset(db, { name: 'golden', tags: {}, experimentIds: ['0'], createdBy: 'Dao', records })
  expect(made).toMatchObject({ inserted: 2, updated: 0 })
  const { datasetId } = made
  expect(listVersions(db, datasetId)).toMatchObject([{ version: 1, cause: 'made', recordCount: 2, createdBy: 'Dao' }])
  // Made again after more answers: merged, with everyone who had a part in it.
  answer('Cem', 1, expected, 'Paris')
  addToDataset(db, { datasetId, user: 'Dao', records: draftRecords(db, { kind: 'session', sessionId }).records })
  const [first] = listRecords(db, { datasetId, limit: 10 }).records
  expect(first).toMatchObject({
    expectations: { expected_response: 'Paris' },
    lineage: { labelers: ['Ana', 'Ben', 'Cem'] },
    sinceVersion: 2,
  })
  addToDataset(db, { datasetId, records: draftRecords(db, { kind: 'session', sessionId }).records })
  expect(listVersions(db, datasetId)).toHaveLength(2)
})

test('questions become what was chosen, and several answers what the rule says', () => {
  answer('Ana', 1, expected, 'Paris')
  answer('Ben', 1, expected, 'Lyon')
  answer('Ana', 1, verdict, true)
  answer('Ana', 2, expected, 'Tokyo')
  answer('Ben', 2, expected, 'Tokyo')
  const draft = (rules: AnswerRules) => draftRecords(db, { kind: 'session', sessionId, ...rules })
  const used = draft({ uses: { verdict: 'expectation', expected_response: 'tag' } }).records
  expect(used).toMatchObject([
    { expectations: { verdict: true }, tags: { expected_response: 'Lyon' } },
    { tags: { expected_response: 'Tokyo' } },
  ])
  const agreed = draft({ uses: { verdict: 'none' }, several: { rule: 'agreed' } })
  // The first is disputed, and nothing else is asked for.
  expect(agreed).toMatchObject({ records: [{ expectations: { expected_response: 'Tokyo' } }], left: 2 })
  expect(agreed.records).toHaveLength(1)
  expect(draft({ several: { rule: 'each' } }).records[0]).toMatchObject({
    expectations: { 'expected_response.Ana': 'Paris', 'expected_response.Ben': 'Lyon' },
    tags: { 'verdict.Ana': true },
  })
  const bens = draft({ several: { rule: 'reviewer', reviewer: 'Ben' } }).records
  expect(bens[0]).toMatchObject({ expectations: { expected_response: 'Lyon' } })
  expect(bens[0]).not.toHaveProperty('tags')
})

test('of traces, feedback comes along only where it is asked for, and what settles wins', () => {
  answer('Ana', 1, expected, 'Paris')
  answer('Ben', 1, expected, 'Lyon')
  answer('Ana', 1, verdict, true)
  settleLabels(db, { sessionId, traceId: traceId(1), schemaId: expected, value: 'Paris!', settledBy: 'Dao' }, 90_000)
  answer('Cem', 1, expected, 'Nice')
  const selection = { traceIds: [traceId(1)] }
  const [plain] = draftRecords(db, { kind: 'traces', selection }).records
  expect(plain).toMatchObject({ expectations: { expected_response: 'Paris!' } })
  expect(plain).not.toHaveProperty('tags')
  const uses = { verdict: 'tag', expected_response: 'none' } as const
  const [tagged] = draftRecords(db, { kind: 'traces', selection, uses }).records
  expect(tagged).toMatchObject({ tags: { verdict: true }, lineage: { labelers: ['Ana'] } })
  expect(tagged).not.toHaveProperty('expectations')
})

test('inputs are the ones the app was called with, not what its messages are read as', () => {
  const inputs = { messages: [{ role: 'user', content: 'Hello', name: 'kim' }], temperature: 0 }
  ingestBatch(
    db,
    { spans: [makeTrace(7, inputs, { choices: [{ message: { role: 'assistant', content: 'Hi' } }] })] },
    1,
  )
  const { records } = draftRecords(db, { kind: 'traces', selection: { traceIds: [traceId(7)] } })
  expect(records[0]).toMatchObject({ inputs, outputs: { choices: [{ message: { content: 'Hi' } }] } })
  expect(records[0]?.inputs).toEqual(inputs)
})

test('a session that is not there is said to be so', () => {
  expect(() => draftRecords(db, { kind: 'session', sessionId: 'none' })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
})
