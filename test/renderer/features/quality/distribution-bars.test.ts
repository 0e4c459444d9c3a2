import { expect, test } from 'vitest'
import { mostPatterns, toBars } from '../../../../src/renderer/features/quality/distribution-bars.ts'

test('reviewers come in the order asked for, answers most frequent first', () => {
  const distribution = [
    { answer: 'b', counts: [1, 9, 2] },
    { answer: 'a', counts: [4, 0, 5] },
  ]
  expect(toBars(distribution, [2, 0])).toEqual([
    { answer: { kind: 'answer', value: 'a' }, counts: [5, 4] },
    { answer: { kind: 'answer', value: 'b' }, counts: [2, 1] },
  ])
})

test('where the question has an order, that is the order', () => {
  const distribution = [
    { answer: 'high', counts: [9] },
    { answer: 'low', counts: [1] },
  ]
  const order = (options: string[]) => toBars(distribution, [0], options).map(({ answer }) => answer)
  expect(order(['low', 'middle', 'high'])).toEqual([
    { kind: 'answer', value: 'low' },
    { kind: 'answer', value: 'high' },
  ])
  // An answer that is no option any more has no place in it.
  expect(order(['low'])).toEqual([
    { kind: 'answer', value: 'high' },
    { kind: 'answer', value: 'low' },
  ])
})

test('rare answers are put together, and none is lost', () => {
  const distribution = Array.from({ length: 20 }, (_, at) => ({ answer: `answer ${at}`, counts: [20 - at, 1] }))
  const bars = toBars(distribution, [0, 1])
  expect(bars).toHaveLength(mostPatterns)
  expect(bars.at(-1)?.answer).toEqual({ kind: 'other' })
  expect(bars.reduce((sum, { counts }) => sum + (counts[0] ?? 0), 0)).toBe(210)
  expect(bars.at(-1)?.counts[1]).toBe(15)
})

test('few numbers ascend, many are put into ranges whose last has its upper end', () => {
  const few = [5, 1, 3].map((answer) => ({ answer, counts: [1] }))
  expect(toBars(few, [0]).map(({ answer }) => answer)).toEqual([
    { kind: 'answer', value: 1 },
    { kind: 'answer', value: 3 },
    { kind: 'answer', value: 5 },
  ])
  const many = Array.from({ length: 11 }, (_, at) => ({ answer: at * 10, counts: [1] }))
  const bars = toBars(many, [0])
  expect(bars.map(({ counts }) => counts[0])).toEqual([2, 2, 2, 2, 3])
  expect(bars[0]?.answer).toEqual({ kind: 'range', from: 0, to: 20 })
  expect(bars[4]?.answer).toEqual({ kind: 'range', from: 80, to: 100 })
})

test('nothing has no bars', () => {
  expect(toBars([], [0])).toEqual([])
})
