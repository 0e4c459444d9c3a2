import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { upsertRecords } from '../../../src/main/store/dataset-records.ts'
import { createDataset } from '../../../src/main/store/datasets.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { reopenItem, saveAnswer, setAside, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession, getSession, updateSession } from '../../../src/main/store/labeling-sessions.ts'
import { setRunTag } from '../../../src/main/store/runs.ts'
import { listAsideItems } from '../../../src/main/store/session-aside.ts'
import {
  addSelection,
  createFilledSession,
  listSampleRules,
  undoAddition,
} from '../../../src/main/store/session-fill.ts'
import { listItemStates, listItems } from '../../../src/main/store/session-items.ts'
import { changeSetupAndRecount, updateSessionAndRecount } from '../../../src/main/store/session-recount.ts'
import { readSetup } from '../../../src/main/store/session-rules.ts'
import { drawSample, previewSample, sourceKeys } from '../../../src/main/store/session-sample.ts'
import { deleteTraces } from '../../../src/main/store/trace-write.ts'
import { findAnswerProblem } from '../../../src/shared/model/label-value.ts'
import type { Sample } from '../../../src/shared/model/session-sample.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

let db: Database

/** 100 traces: 60 of model a, 30 of b, 10 of none; every fifth has the tag `tier`. */
function fill(order: readonly number[]): Database {
  const store = makeMemoryStore()
  const spans = order.map((n) =>
    makeIngest(makeSpan(n, 1), {
      model: n <= 60 ? 'a' : n <= 90 ? 'b' : undefined,
      traceTags: n % 5 === 0 ? { tier: 'gold' } : undefined,
    }),
  )
  ingestBatch(store, { spans }, 1)
  return store
}

const numbers = Array.from({ length: 100 }, (_, index) => index + 1)
const all = { filter: {} }
const random = (size: number, seed = 'assay-7'): Sample => ({ method: 'random', size, seed })
const byModel = (size: number, allocation: 'proportional' | 'equal' = 'proportional', seed = 's'): Sample => ({
  method: 'stratified',
  size,
  seed,
  stratum: { by: 'model' },
  allocation,
})

function drawn(store: Database, sample: Sample): number[] {
  const idOf = store.prepare('SELECT trace_id FROM traces WHERE trace_pk = ?').pluck()
  return drawSample(store, sourceKeys(store, all), sample).keys.map((key) =>
    Number.parseInt(idOf.get(key) as string, 16),
  )
}
const groupsOf = (sample: Sample) =>
  drawSample(db, sourceKeys(db, all), sample).groups.map((group) => [group.value, group.populationCount, group.count])

beforeEach(() => {
  db = fill(numbers)
})

describe('a draw', () => {
  test('is repeated by its seed, in whatever order the traces arrived', () => {
    const once = drawn(db, random(20))
    expect(drawn(db, random(20))).toEqual(once)
    expect(drawn(fill(numbers.toReversed()), random(20))).toEqual(once)
    expect(drawn(db, random(20, 'assay-8')).toSorted()).not.toEqual(once.toSorted())
    const grouped = drawn(db, byModel(20))
    expect(drawn(fill(numbers.toReversed()), byModel(20))).toEqual(grouped)
  })

  test('takes no trace twice, none from the trash, and no more than there are', () => {
    deleteTraces(db, { selection: { traceIds: [traceId(1), traceId(70)] } }, 5)
    for (const sample of [random(1_000), byModel(1_000), byModel(1_000, 'equal')]) {
      const taken = drawn(db, sample)
      expect(new Set(taken).size).toBe(98)
      expect(taken).toHaveLength(98)
      expect(taken).not.toContain(1)
    }
    expect(new Set(drawn(db, random(40))).size).toBe(40)
  })

  test('reaches every trace: over many seeds each is drawn about equally often', () => {
    const counts = new Map<number, number>()
    for (let seed = 0; seed < 400; seed++) {
      for (const n of drawn(db, random(10, String(seed)))) counts.set(n, (counts.get(n) ?? 0) + 1)
    }
    // 40 expected of each, standard deviation 6.
    expect(counts.size).toBe(100)
    expect(Math.max(...counts.values())).toBeLessThan(40 + 5 * 6)
    expect(Math.min(...counts.values())).toBeGreaterThan(40 - 5 * 6)
  })

  test('gives each group its share, by largest remainder, or all groups the same', () => {
    expect(groupsOf(byModel(10))).toEqual([
      ['a', 60, 6],
      ['b', 30, 3],
      [undefined, 10, 1],
    ])
    // 4.2, 2.1 and 0.7: the last gets what is left.
    expect(groupsOf(byModel(7))).toEqual([
      ['a', 60, 4],
      ['b', 30, 2],
      [undefined, 10, 1],
    ])
    expect(groupsOf(byModel(50, 'equal')).map((group) => group[2])).toEqual([20, 20, 10])
    const taken = drawn(db, byModel(10))
    expect(taken.filter((n) => n <= 60)).toHaveLength(6)
    expect(taken.filter((n) => n > 90)).toHaveLength(1)
  })

  test('groups by state, by a tag and by the answer to a question', () => {
    createAssessment(
      db,
      { traceId: traceId(3), name: 'ok', kind: 'feedback', value: false, source: { type: 'HUMAN', id: 'x' } },
      2,
    )
    const grouped = (stratum: Extract<Sample, { method: 'stratified' }>['stratum']) =>
      groupsOf({ method: 'stratified', size: 100, seed: '', allocation: 'proportional', stratum })
    expect(grouped({ by: 'tag', key: 'tier' })).toEqual([
      ['gold', 20, 20],
      [undefined, 80, 80],
    ])
    expect(grouped({ by: 'assessment', name: 'ok' })).toEqual([
      ['false', 1, 1],
      [undefined, 99, 99],
    ])
    expect(grouped({ by: 'state' })).toEqual([['OK', 100, 100]])
  })
})

describe('a session', () => {
  test('is made with rules, guidelines and a sample in one step, and says by which rule', () => {
    const session = createFilledSession(
      db,
      {
        name: 'Round 1',
        schemaIds: [],
        reviewers: ['Ana', 'Ben'],
        selection: { filter: { models: ['a'] }, except: [traceId(1)] },
        sample: random(12),
        rules: { assignment: 'split', labelsWanted: 2, isBlind: true },
        guidelines: '# Read first',
      },
      1_000,
    )
    const { sessionId } = session
    expect(session.itemCounts.pending).toBe(12)
    expect(readSetup(db, sessionId)).toMatchObject({
      rules: { assignment: 'split', labelsWanted: 2, isBlind: true, order: 'added' },
      guidelines: '# Read first',
      state: 'open',
    })
    expect(listSampleRules(db, sessionId)).toEqual([
      {
        addedAtMs: 1_000,
        sample: random(12),
        filter: { models: ['a'] },
        exceptCount: 1,
        populationCount: 59,
        addedCount: 12,
      },
    ])
  })

  test('that cannot be made leaves nothing behind', () => {
    const input = { name: 'a', schemaIds: [], reviewers: [], selection: { datasetId: 'd-none' }, sample: random(5) }
    expect(() => createFilledSession(db, input)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(0)
  })

  test('takes a further sample only from what it does not have, and gives it back', () => {
    const { sessionId } = createSession(db, { name: 'a', schemaIds: [], reviewers: [] })
    addSelection(db, { sessionId, selection: all, sample: random(90) }, 1_000)
    expect(previewSample(db, { source: all, sample: byModel(50), sessionId })).toMatchObject({
      populationCount: 10,
      count: 10,
    })
    const second = addSelection(db, { sessionId, selection: all, sample: random(50) }, 1_000)
    expect(second.count).toBe(10)
    expect(listSampleRules(db, sessionId).map((rule) => [rule.populationCount, rule.addedCount])).toEqual([
      [100, 90],
      [10, 10],
    ])
    undoAddition(db, { sessionId, addedAtMs: second.addedAtMs })
    expect(getSession(db, sessionId).itemCounts.pending).toBe(90)
    expect(listSampleRules(db, sessionId)).toHaveLength(1)
  })

  test('has no rule for traces chosen one by one, nor from a tag that is none', () => {
    const { sessionId } = createSession(db, { name: 'a', schemaIds: [], reviewers: [] })
    addSelection(db, { sessionId, selection: { traceIds: [traceId(1)] } })
    expect(listSampleRules(db, sessionId)).toEqual([])
    setRunTag(db, sessionId, 'assay.sample', '{not json')
    expect(listSampleRules(db, sessionId)).toEqual([])
  })

  test('takes the traces that the records of a dataset came from', () => {
    const { datasetId } = createDataset(db, { name: 'golden', tags: {}, experimentIds: [] })
    const records = [
      { inputs: { n: 1 }, sourceType: 'TRACE' as const, sourceId: `tr-${traceId(7)}` },
      { inputs: { n: 2 }, sourceType: 'TRACE' as const, sourceId: traceId(3) },
      { inputs: { n: 3 }, sourceType: 'HUMAN' as const, sourceId: traceId(4) },
      { inputs: { n: 4 }, sourceType: 'TRACE' as const, sourceId: traceId(3) },
    ]
    upsertRecords(db, { datasetId, records })
    const { sessionId } = createFilledSession(db, {
      name: 'a',
      schemaIds: [],
      reviewers: [],
      selection: { datasetId },
    })
    expect(listItemStates(db, { sessionId, limit: 9 }).items.map((item) => item.traceId)).toEqual([3, 7].map(traceId))
    expect(listSampleRules(db, sessionId)).toMatchObject([{ dataset: { datasetId, name: 'golden' }, addedCount: 2 }])
  })
})

test('a due date is set, kept by other changes and taken away', () => {
  const rules = { dueAtMs: 5_000, labelsWanted: 2 }
  const { sessionId } = createFilledSession(db, { name: 'a', schemaIds: [], reviewers: [], rules })
  changeSetupAndRecount(db, { sessionId, rules: { labelsWanted: 3 } })
  expect(readSetup(db, sessionId).rules).toMatchObject({ dueAtMs: 5_000, labelsWanted: 3 })
  changeSetupAndRecount(db, { sessionId, rules: { dueAtMs: null } })
  expect(readSetup(db, sessionId).rules.dueAtMs).toBeUndefined()
  expect(() => changeSetupAndRecount(db, { sessionId, rules: { labelsWanted: 0 } })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  )
})

test('a rating is answered with a whole number of its scale', () => {
  const input = { type: 'rating' as const, max: 5 }
  expect([1, 5].map((value) => findAnswerProblem(input, value))).toEqual([undefined, undefined])
  expect([0, 6, 2.5, '3', true].map((value) => findAnswerProblem(input, value))).toEqual([
    'tooSmall',
    'tooLarge',
    'wrongType',
    'wrongType',
    'wrongType',
  ])
})

describe('while labeling goes on', () => {
  let sessionId: string
  let schemaId: string

  beforeEach(() => {
    schemaId = createLabelSchema(db, { name: 'ok', type: 'feedback', input: { type: 'rating', max: 5 } }).schemaId
    sessionId = createFilledSession(db, {
      name: 'a',
      schemaIds: [schemaId],
      reviewers: ['Ana', 'Ben'],
      selection: { traceIds: [1, 2, 3].map(traceId) },
    }).sessionId
  })
  const ref = (reviewer: string, n: number) => ({ sessionId, reviewer, traceId: traceId(n) })
  const label = (reviewer: string, n: number, atMs: number) => {
    saveAnswer(db, { ...ref(reviewer, n), schemaId, value: 4 }, atMs)
    submitItem(db, { ...ref(reviewer, n), activeMs: 10 }, atMs)
  }
  const states = () =>
    listItemStates(db, { sessionId, limit: 9 }).items.map(({ status, completedBy }) => [status, completedBy])

  test('more labels wanted opens what was done, fewer ends it again', () => {
    label('Ana', 1, 50)
    label('Ben', 2, 60)
    const done = [
      ['COMPLETE', 'Ana'],
      ['COMPLETE', 'Ben'],
      ['PENDING', undefined],
    ]
    expect(states()).toEqual(done)
    changeSetupAndRecount(db, { sessionId, rules: { labelsWanted: 2 } })
    expect(states().map(([status]) => status)).toEqual(['PENDING', 'PENDING', 'PENDING'])
    label('Ben', 1, 70)
    expect(states()[0]).toEqual(['COMPLETE', 'Ben'])
    changeSetupAndRecount(db, { sessionId, rules: { labelsWanted: 1 } })
    expect(states()).toEqual([['COMPLETE', 'Ben'], done[1], done[2]])
  })

  test('a reviewer who joins where all label everything opens what was done', () => {
    changeSetupAndRecount(db, { sessionId, rules: { assignment: 'all' } })
    label('Ana', 1, 50)
    label('Ben', 1, 60)
    expect(states()[0]).toEqual(['COMPLETE', 'Ben'])
    updateSessionAndRecount(db, { sessionId, reviewers: ['Ana', 'Ben', 'Cy'] })
    expect(states()[0]).toEqual(['PENDING', undefined])
  })

  test('what was skipped or flagged is listed until it is sent back', () => {
    setAside(db, { ...ref('Ana', 1), state: 'skipped', activeMs: 5 }, 50)
    setAside(db, { ...ref('Ben', 2), state: 'flagged', reason: 'Names a customer', activeMs: 5 }, 40)
    const { items, total } = listAsideItems(db, { sessionId, limit: 9 })
    expect(total).toBe(2)
    expect(items).toMatchObject([
      { traceId: traceId(2), reviewer: 'Ben', state: 'flagged', reason: 'Names a customer', endedAtMs: 40 },
      { traceId: traceId(1), reviewer: 'Ana', state: 'skipped' },
    ])
    expect(listAsideItems(db, { sessionId, limit: 1 })).toMatchObject({ total: 2, items: [{ state: 'flagged' }] })
    expect(listItems(db, { sessionId, limit: 9 }).items.map((item) => item.work.map((work) => work.state))).toEqual([
      ['skipped'],
      ['flagged'],
      [],
    ])
    reopenItem(db, ref('Ben', 2))
    expect(listAsideItems(db, { sessionId, limit: 9 }).items.map((item) => item.reviewer)).toEqual(['Ana'])
  })

  test('questions may change their order, not their set', () => {
    const other = createLabelSchema(db, { name: 'why', type: 'feedback', input: { type: 'text' } }).schemaId
    const two = createFilledSession(db, {
      name: 'b',
      schemaIds: [schemaId, other],
      reviewers: [],
      selection: { traceIds: [traceId(1)] },
    })
    const turned = updateSession(db, { sessionId: two.sessionId, schemaIds: [other, schemaId] })
    expect(turned.schemas.map((schema) => schema.name)).toEqual(['why', 'ok'])
    expect(() => updateSession(db, { sessionId: two.sessionId, schemaIds: [other] })).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }),
    )
  })
})
