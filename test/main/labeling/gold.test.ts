import { expect, test } from 'vitest'
import { checkReviewers } from '../../../src/main/labeling/checks.ts'
import { createAssessment, listAssessments } from '../../../src/main/store/assessments.ts'
import { listGold, proposeGold, setGold } from '../../../src/main/store/label-gold.ts'
import { buildQueue } from '../../../src/main/store/label-queue.ts'
import { getItem } from '../../../src/main/store/label-work.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { settleLabels } from '../../../src/main/store/settled-labels.ts'
import { traceId } from '../store/make.ts'
import { makeCheckSession } from './check-session.ts'

test('accuracy on known items by reviewer, with its interval and the misses; other items do not count', () => {
  const { db, sessionId, schemaId, label } = makeCheckSession(6)
  for (const n of [1, 2, 3, 4]) {
    setGold(db, { sessionId, traceId: traceId(n), answers: [{ schemaId, value: 'a' }], markedBy: 'Lead' })
  }
  for (const n of [1, 2, 3, 4, 5, 6]) label('Ana', n, n === 3 ? 'b' : 'a')
  label('Ben', 1, 'c')
  const { goldCount, accuracy, misses, missCount } = checkReviewers(db, sessionId)
  expect(goldCount).toBe(4)
  expect(accuracy).toEqual([
    {
      reviewer: 'Ana',
      schemaId,
      answered: 4,
      right: 3,
      low: expect.closeTo(0.3006, 4),
      high: expect.closeTo(0.9544, 4),
    },
    { reviewer: 'Ben', schemaId, answered: 1, right: 0, low: 0, high: expect.closeTo(0.7935, 4) },
  ])
  expect(missCount).toBe(2)
  expect(misses.map(({ reviewer, traceId: id, known, given }) => [reviewer, id, known, given])).toEqual([
    ['Ben', traceId(1), 'a', 'c'],
    ['Ana', traceId(3), 'a', 'b'],
  ])
})

test('what is known is no assessment, can be marked anew and taken away, and has to fit its question', () => {
  const { db, sessionId, schemaId } = makeCheckSession(2)
  const mark = (value: string | undefined) =>
    setGold(db, {
      sessionId,
      traceId: traceId(1),
      answers: value === undefined ? [] : [{ schemaId, value }],
      markedBy: 'Lead',
    })
  expect(mark('a')).toEqual({ before: [] })
  expect(listAssessments(db, { traceId: traceId(1) })).toEqual([])
  expect(mark('b')).toEqual({ before: [{ schemaId, value: 'a' }] })
  expect(() => mark('d')).toThrow('The answer does not fit its question.')
  expect(listGold(db, sessionId)).toEqual([{ traceId: traceId(1), answers: [{ schemaId, value: 'b' }] }])
  mark(undefined)
  expect(listGold(db, sessionId)).toEqual([])
})

test('proposed is what is marked, else what was settled, else what is expected under the name of the question', () => {
  const { db, sessionId, schemaId, label } = makeCheckSession(2)
  const propose = () => proposeGold(db, { sessionId, traceId: traceId(1) })
  expect(propose()).toEqual([])
  const source = { type: 'HUMAN' as const, id: 'Lead' }
  createAssessment(db, { traceId: traceId(1), name: 'accuracy', kind: 'expectation', value: 'c', source }, 1)
  expect(propose()).toEqual([{ schemaId, value: 'c', from: 'expectation' }])
  label('Ana', 1, 'a')
  label('Ben', 1, 'b')
  settleLabels(db, { sessionId, traceId: traceId(1), schemaId, value: 'b', settledBy: 'Lead' })
  expect(propose()).toEqual([{ schemaId, value: 'b', from: 'settled' }])
  setGold(db, { sessionId, traceId: traceId(1), answers: [{ schemaId, value: 'a' }], markedBy: 'Lead' })
  expect(propose()).toEqual([{ schemaId, value: 'a', from: 'gold' }])
})

test('in a split session a known item goes to every reviewer', () => {
  const { db, sessionId, schemaId } = makeCheckSession(8, { assignment: 'split', labelsWanted: 1 })
  const queues = () => ['Ana', 'Ben'].map((reviewer) => buildQueue(db, sessionId, reviewer).traceIds)
  const [ana, ben] = queues() as [string[], string[]]
  expect(ana.filter((id) => ben.includes(id))).toEqual([])
  const known = (ben[0] ?? '') as string
  setGold(db, { sessionId, traceId: known, answers: [{ schemaId, value: 'a' }], markedBy: 'Lead' })
  expect(queues().map((ids) => ids.includes(known))).toEqual([true, true])
})

test('reviewers are told what was known after submitting, where the session says so and is not blind', () => {
  const { db, sessionId, schemaId, ref, label } = makeCheckSession(2, { hasGoldFeedback: true })
  setGold(db, { sessionId, traceId: traceId(1), answers: [{ schemaId, value: 'a' }], markedBy: 'Lead' })
  expect(getItem(db, ref('Ana', 1)).known).toBeUndefined()
  label('Ana', 1, 'b')
  expect(getItem(db, ref('Ana', 1)).known).toEqual([{ schemaId, value: 'a' }])
  changeSetup(db, { sessionId, rules: { isBlind: true } })
  expect(getItem(db, ref('Ana', 1)).known).toBeUndefined()
  changeSetup(db, { sessionId, rules: { isBlind: false, hasGoldFeedback: false } })
  expect(getItem(db, ref('Ana', 1)).known).toBeUndefined()
})
