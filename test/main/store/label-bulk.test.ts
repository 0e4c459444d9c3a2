import { expect, test } from 'vitest'
import { listAssessments } from '../../../src/main/store/assessments.ts'
import { bulkAnswer, planBulk, undoBulk } from '../../../src/main/store/label-bulk.ts'
import { getItem, saveAnswer, setAside } from '../../../src/main/store/label-work.ts'
import { makeCheckSession } from '../labeling/check-session.ts'
import { traceId } from './make.ts'

const ids = (...numbers: number[]) => numbers.map(traceId)

function make(rules = {}) {
  const session = makeCheckSession(5, rules)
  const { db, sessionId, schemaId, ref } = session
  const bulk = { sessionId, reviewer: 'Ana', schemaId, replaces: false }
  const labels = (n: number) =>
    listAssessments(db, { traceId: traceId(n) }).map(({ value, source, metadata }) => [
      value,
      source.id,
      metadata['assay.bulk'] ?? '',
    ])
  const item = (n: number) => {
    const { state, answers, reason } = getItem(db, ref('Ana', n))
    return [state, answers[0]?.value, reason]
  }
  return { ...session, bulk, labels, item }
}

test('each item gets an answer of its own, marked as bulk; what was answered stays unless it is to be replaced', () => {
  const { db, bulk, labels, label } = make()
  label('Ana', 2, 'b')
  const traceIds = ids(1, 2, 3)
  expect(planBulk(db, { ...bulk, traceIds })).toEqual({
    set: [{ traceId: traceId(1) }, { traceId: traceId(3) }],
    answered: [{ traceId: traceId(2), before: 'b' }],
    notMine: [],
  })
  bulkAnswer(db, { ...bulk, traceIds, value: 'a' })
  expect([1, 2, 3, 4].map(labels)).toEqual([[['a', 'Ana', 'true']], [['b', 'Ana', '']], [['a', 'Ana', 'true']], []])
  expect(planBulk(db, { ...bulk, traceIds: ids(2), replaces: true }).set).toEqual([
    { traceId: traceId(2), before: 'b' },
  ])
  bulkAnswer(db, { ...bulk, traceIds: ids(2), replaces: true, value: 'c' })
  expect(labels(2)).toEqual([['c', 'Ana', 'true']])
})

test('one undo: new answers go, replaced ones come back, states too; what was answered anew since stays', () => {
  const { db, bulk, labels, label, item, ref, schemaId } = make()
  label('Ana', 2, 'b')
  setAside(db, { ...ref('Ana', 3), state: 'skipped', reason: 'later', activeMs: 0 })
  const undo = bulkAnswer(db, { ...bulk, traceIds: ids(1, 2, 3, 4), replaces: true, value: 'a' })
  expect([1, 2, 3, 4].map(item)).toEqual(Array.from({ length: 4 }, () => ['complete', 'a', undefined]))
  saveAnswer(db, { ...ref('Ana', 4), schemaId, value: 'c' }, Date.now() + 1_000)
  expect(undoBulk(db, undo)).toEqual({ count: 3, traceIds: ids(1, 2, 3) })
  expect([1, 2, 3, 4].map(item)).toEqual([
    ['pending', undefined, undefined],
    ['complete', 'b', undefined],
    ['skipped', undefined, 'later'],
    ['in_progress', 'c', undefined],
  ])
  expect([1, 2, 3].map(labels)).toEqual([[], [['b', 'Ana', '']], []])
  expect(undoBulk(db, undo)).toEqual({ count: 0, traceIds: [] })
})

test('items of other reviewers are left alone, and one answer that does not fit changes nothing', () => {
  const { db, bulk, labels, label } = make({ assignment: 'pool', labelsWanted: 1 })
  label('Ben', 1, 'b')
  expect(planBulk(db, { ...bulk, traceIds: ids(1, 2) })).toMatchObject({
    set: [{ traceId: traceId(2) }],
    notMine: ids(1),
  })
  expect(() => bulkAnswer(db, { ...bulk, traceIds: ids(2, 3), value: 'z' })).toThrow('does not fit')
  expect(labels(2)).toEqual([])
})
