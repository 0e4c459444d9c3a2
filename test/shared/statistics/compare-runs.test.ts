import { expect, test } from 'vitest'
import { bootstrapMeanDifference } from '../../../src/shared/statistics/bootstrap-difference.ts'
import { mcnemarExact } from '../../../src/shared/statistics/mcnemar.ts'
import { normalUpperTail } from '../../../src/shared/statistics/normal.ts'
import { wilcoxonSignedRank } from '../../../src/shared/statistics/wilcoxon.ts'

test.each([
  // Abramowitz and Stegun (1964), table 26.1.
  [0, 0.5],
  [1, 0.158655253931457],
  [2, 0.022750131948179],
  [3, 0.00134989803163],
  [5, 2.86651571879e-7],
])('the upper tail beyond %f', (z, tail) => {
  expect(normalUpperTail(z)).toBeCloseTo(tail, 14)
  expect(normalUpperTail(-z)).toBeCloseTo(1 - tail, 14)
})

test('a small tail keeps its digits', () => {
  expect(normalUpperTail(8) / 6.22096057427178e-16).toBeCloseTo(1, 10)
})

test('McNemar counts the ways to lose that often or more seldom', () => {
  // Ten discordant rows: (1 + 10) of 1024 ways on either side.
  expect(mcnemarExact(1, 9)).toBeCloseTo(22 / 1024, 14)
  expect(mcnemarExact(9, 1)).toBeCloseTo(22 / 1024, 14)
  // Odd: (1 + 7 + 21) of 128 ways.
  expect(mcnemarExact(5, 2)).toBeCloseTo(58 / 128, 14)
  expect(mcnemarExact(0, 0)).toBe(1)
  expect(mcnemarExact(7, 7)).toBe(1)
  expect(mcnemarExact(0, 3)).toBeCloseTo(2 / 8, 14)
})

test('McNemar of many rows neither overflows nor loses the tail', () => {
  // Normal approximation with continuity correction: z = 299 / sqrt(20,300).
  const approximate = 2 * normalUpperTail(299 / Math.sqrt(20_300))
  expect(mcnemarExact(10_000, 10_300) / approximate).toBeCloseTo(1, 2)
  expect(mcnemarExact(0, 3_000)).toBe(0)
})

/** Darwin's maize, crossed minus self-fertilised, in eighths of an inch (Fisher 1935, The Design of Experiments, section 17). */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

test("Wilcoxon's test of Darwin's maize", () => {
  const result = wilcoxonSignedRank(maize)
  expect(result).toMatchObject({ positiveRanks: 96, negativeRanks: 24, count: 15, method: 'exact' })
  expect(result?.pValue).toBeCloseTo(0.04126, 5)
  expect(result?.rankBiserial).toBeCloseTo(0.6, 12)
})

test('Wilcoxon: ties share ranks, and the exact p-value counts the signs over them', () => {
  // Sizes 1, 1, 2: ranks 1.5, 1.5, 3. All positive: one of eight ways, on either side.
  expect(wilcoxonSignedRank([1, 1, 2, 0])).toMatchObject({ positiveRanks: 6, count: 3, pValue: 2 / 8 })
  // Smaller sum 1.5: the ways with a sum of 0 or 1.5 are 1 + 2 of eight.
  expect(wilcoxonSignedRank([-1, 1, 2])?.pValue).toBeCloseTo(6 / 8, 12)
  expect(wilcoxonSignedRank([0, 0])).toBeUndefined()
  // 0.3 - 0.2 is not quite 0.1, yet the same step.
  expect(wilcoxonSignedRank([-0.1, 0.3 - 0.2, 0.2])).toEqual(wilcoxonSignedRank([-1, 1, 2]))
})

test('Wilcoxon: over fifty rows the normal approximation comes close to the exact one', () => {
  const sizes = Array.from({ length: 50 }, (_, index) => (index % 3 === 0 ? -1 : 1) * (index + 1))
  const exact = wilcoxonSignedRank(sizes)
  const longer = wilcoxonSignedRank([...sizes, -51])
  expect(exact?.method).toBe('exact')
  expect(longer?.method).toBe('normal')
  // scipy.stats.wilcoxon of the same lists: 0.03997 exact, 0.07963 by the approximation.
  expect(exact?.pValue).toBeCloseTo(0.03996834652842, 12)
  expect(longer?.pValue).toBeCloseTo(0.07963, 5)
})

test('paired rows: what both runs share does not widen the interval', () => {
  const pairs = Array.from({ length: 200 }, (_, index): [number, number] => [
    index * 10,
    index * 10 + (index % 2 === 0 ? 1 : 3),
  ])
  const result = bootstrapMeanDifference(pairs, { seed: 1 })
  expect(result?.difference).toBe(2)
  expect(result?.interval?.low).toBeGreaterThan(1.8)
  expect(result?.interval?.high).toBeLessThan(2.2)
  expect(bootstrapMeanDifference(pairs, { seed: 1 })).toEqual(result)
  expect(bootstrapMeanDifference([[1, 2]], { seed: 1 })).toEqual({ difference: 1, count: 1 })
  expect(bootstrapMeanDifference([], { seed: 1 })).toBeUndefined()
  // Rows that differ alike, or not at all, show no spread to draw an interval from.
  expect(
    bootstrapMeanDifference(
      [
        [1, 1],
        [0, 0],
        [1, 1],
      ],
      { seed: 1 },
    ),
  ).toEqual({ difference: 0, count: 3 })
})
