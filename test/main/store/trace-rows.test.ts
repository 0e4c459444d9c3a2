import { expect, test } from 'vitest'
import { createAssessment, deleteAssessment, reviseAssessment } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { listTraces } from '../../../src/main/store/trace-list.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

test('a cell tells answers that differ from many equal ones', () => {
  const db = makeMemoryStore()
  ingestBatch(db, { spans: [1, 2].map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  const answer = (n: number, name: string, value: Json, by: string) =>
    createAssessment(db, {
      traceId: traceId(n),
      name,
      kind: 'feedback',
      value,
      source: { type: 'HUMAN', id: by },
    })
  const cells = () =>
    new Map(
      listTraces(db, { filter: {}, sort: { column: 'start', direction: 'asc' }, limit: 10 }).rows.map((row) => [
        row.traceId,
        row.assessments,
      ]),
    )
  answer(1, 'accurate', 'Accurate', 'ann')
  const wrong = answer(1, 'accurate', 'Wrong', 'ben')
  answer(1, 'accurate', 'Accurate', 'cem')
  answer(1, 'safe', true, 'ann')
  answer(1, 'safe', true, 'ben')
  answer(2, 'accurate', 'Accurate', 'ann')
  answer(2, '7', 1, 'ann')
  answer(2, '7', 2, 'ben')

  const first = cells().get(traceId(1))
  expect(first?.accurate).toMatchObject({ value: 'Accurate', count: 3 })
  expect(first?.accurate?.differing).toEqual([
    { value: 'Accurate', count: 2 },
    { value: 'Wrong', count: 1 },
  ])
  expect(first?.safe).toMatchObject({ value: true, count: 2 })
  expect(first?.safe?.differing).toBeUndefined()
  expect(cells().get(traceId(2))?.accurate?.differing).toBeUndefined()
  expect(cells().get(traceId(2))?.['7']?.differing).toEqual([
    { value: 2, count: 1 },
    { value: 1, count: 1 },
  ])

  const revised = reviseAssessment(db, { assessmentId: wrong.assessmentId, change: { value: 'Accurate' } })
  expect(cells().get(traceId(1))?.accurate).toMatchObject({ count: 3 })
  expect(cells().get(traceId(1))?.accurate?.differing).toBeUndefined()

  // The one that it took the place of is back.
  deleteAssessment(db, revised)
  const long = answer(1, 'accurate', 'x'.repeat(300), 'dee')
  const cut = cells().get(traceId(1))?.accurate?.differing
  expect(cut?.map(({ count }) => count)).toEqual([2, 1, 1])
  expect(String(cut?.[1]?.value)).toHaveLength(201)
  expect(cells().get(traceId(1))?.accurate?.value).toBe(long.value)
})
