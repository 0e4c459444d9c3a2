import { expect, test } from 'vitest'
import { kendallTau, toRanks } from '../../../src/shared/statistics/kendall.ts'
import { meanPairwise } from '../../../src/shared/statistics/mean-pairwise.ts'

test('tau is that of a published example: 0.67 (Abdi 2007, Encyclopedia of Measurement and Statistics)', () => {
  // The orders a c b d and a c d b, as ranks of a, b, c, d.
  const [one, other] = [
    [1, 3, 2, 4],
    [1, 4, 2, 3],
  ] as const
  expect(kendallTau(one, other)).toBeCloseTo(2 / 3, 12)
  expect(kendallTau(other, one)).toBeCloseTo(2 / 3, 12)
  expect(kendallTau(one, one)).toBe(1)
  expect(kendallTau(one, [4, 2, 3, 1])).toBe(-1)
})

test('with ties it is tau-b: -0.4714 in the example of SciPy’s documentation', () => {
  expect(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.47140452079103173, 12)
  expect(kendallTau([1, 1, 1], [1, 2, 3])).toBe(0)
  expect(kendallTau([1, 1, 1], [2, 2, 2])).toBe(1)
})

test('options left out of an order come last, tied', () => {
  expect(toRanks(['a', 'b', 'c', 'd'], ['c', 'a'])).toEqual([1, 2, 0, 2])
  expect(toRanks(['a', 'b'], ['gone', 'b', 'a'])).toEqual([2, 1])
})

test('every item weighs the same, however many answered it; what one alone answered does not count', () => {
  const same = (a: string, b: string) => (a === b ? 1 : 0)
  const table = [
    ['x', 'x', 'y'],
    ['x', null, 'x'],
    ['x', null, null],
  ]
  expect(meanPairwise(table, same)).toEqual({ value: (1 / 3 + 1) / 2, unitCount: 2, ratingCount: 5 })
  expect(meanPairwise([['x', null]], same)).toEqual({
    value: undefined,
    unitCount: 0,
    ratingCount: 0,
    reason: 'noPairs',
  })
})
