import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootstrapInterval, quantile } from '../../../src/shared/statistics/bootstrap.ts'
import { cohenKappa } from '../../../src/shared/statistics/cohen.ts'
import { krippendorffAlpha } from '../../../src/shared/statistics/krippendorff.ts'
import {
  fleissKappa,
  gwetCoefficient,
  observedAgreement,
  percentAgreement,
} from '../../../src/shared/statistics/multi-rater.ts'
import { createRandom, shuffle } from '../../../src/shared/statistics/random.ts'
import type { Rating } from '../../../src/shared/statistics/ratings.ts'
import { spanOverlapF1 } from '../../../src/shared/statistics/span-overlap.ts'
import { cohenCounts, cohenDisagreement, fleissTable, krippendorffTable } from './published.ts'

/** One row a unit from a table of counts of two raters. */
function fromCounts(counts: readonly (readonly number[])[]): Rating[][] {
  return counts.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => [i, j])))
}

test("alpha is Krippendorff's own: 0.743 nominal, 0.815 ordinal, 0.849 interval (2011)", () => {
  expect(krippendorffAlpha(krippendorffTable, 'nominal')).toEqual({
    value: expect.closeTo(0.743, 3),
    unitCount: 11,
    ratingCount: 40,
  })
  expect(krippendorffAlpha(krippendorffTable, 'ordinal').value).toBeCloseTo(0.815, 3)
  expect(krippendorffAlpha(krippendorffTable, 'interval').value).toBeCloseTo(0.849, 3)
})

test("percent agreement and AC1 are Gwet's: 0.81818 and 0.77544 (2014, table 2.10 and chapter 4)", () => {
  expect(percentAgreement(krippendorffTable).value).toBeCloseTo(0.81818, 5)
  expect(gwetCoefficient(krippendorffTable, 'none').value).toBeCloseTo(0.77544, 5)
})

test("Fleiss's kappa is his: 0.430 (1971)", () => {
  expect(fleissKappa(fleissTable)).toEqual({ value: expect.closeTo(0.43, 3), unitCount: 30, ratingCount: 180 })
})

test("kappa and weighted kappa are Cohen's: 0.492 and 0.348 (1968)", () => {
  const table = fromCounts(cohenCounts)
  const worst = Math.max(...cohenDisagreement.flat())
  const weights = cohenDisagreement.map((row) => row.map((disagreement) => 1 - disagreement / worst))
  expect(cohenKappa(table, [0, 1], 'none')).toEqual({
    value: expect.closeTo(0.492, 3),
    unitCount: 200,
    ratingCount: 400,
  })
  expect(cohenKappa(table, [0, 1], weights).value).toBeCloseTo(0.348, 3)
})

test('where data cannot tell there is a reason instead of a number', () => {
  const single: (Rating | null)[][] = [
    ['a', null],
    [null, 'b'],
  ]
  const same: Rating[][] = [
    ['a', 'a'],
    ['a', 'a'],
  ]
  for (const coefficient of [
    cohenKappa(single, [0, 1], 'none'),
    fleissKappa(single),
    gwetCoefficient(single, 'none'),
    krippendorffAlpha(single, 'nominal'),
    percentAgreement(single),
  ])
    expect(coefficient).toEqual({ value: undefined, unitCount: 0, ratingCount: 0, reason: 'noPairs' })
  for (const coefficient of [
    cohenKappa(same, [0, 1], 'none'),
    fleissKappa(same),
    gwetCoefficient(same, 'none'),
    krippendorffAlpha(same, 'nominal'),
  ])
    expect(coefficient).toEqual({ value: undefined, unitCount: 2, ratingCount: 4, reason: 'oneCategory' })
  expect(percentAgreement(same).value).toBe(1)
  // A scale is known to have more than was used: then AC1 can tell.
  expect(gwetCoefficient(same, 'none', ['a', 'b']).value).toBe(1)
  expect(fleissKappa([...krippendorffTable])).toMatchObject({ value: undefined, reason: 'unequalRaters' })
  expect(() => krippendorffAlpha([['a', 'b']], 'interval')).toThrow(RangeError)
})

const arbitraryTable = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 4 }))
  .chain(([raters, categories]) =>
    fc.array(
      fc.array(fc.option(fc.integer({ min: 1, max: categories }), { freq: 6, nil: null }), {
        minLength: raters,
        maxLength: raters,
      }),
      { minLength: 2, maxLength: 25 },
    ),
  )

test('nothing depends on the order of units or raters, and no coefficient is above 1', () => {
  fc.assert(
    fc.property(arbitraryTable, fc.string(), (table, seed) => {
      const random = createRandom(seed)
      const raters = shuffle(
        random,
        (table[0] ?? []).map((_, index) => index),
      )
      const mixed = shuffle(random, table).map((row) => raters.map((rater) => row[rater] ?? null))
      const all = (given: typeof table) => [
        percentAgreement(given).value,
        observedAgreement(given, 'quadratic').value,
        gwetCoefficient(given, 'none').value,
        gwetCoefficient(given, 'linear').value,
        fleissKappa(given).value,
        ...(['nominal', 'ordinal', 'interval'] as const).map((scale) => krippendorffAlpha(given, scale).value),
      ]
      const before = all(table)
      const after = all(mixed)
      before.forEach((value, index) => {
        if (value === undefined) expect(after[index]).toBeUndefined()
        else {
          expect(after[index]).toBeCloseTo(value, 9)
          expect(value).toBeLessThanOrEqual(1 + 1e-9)
        }
      })
    }),
  )
})

test('weights of no distance make kappa 1 exactly where all answers agree', () => {
  const table: Rating[][] = [
    [1, 1],
    [2, 2],
    [3, 3],
  ]
  for (const kind of ['none', 'linear', 'quadratic', 'ordinal'] as const)
    expect(cohenKappa(table, [0, 1], kind).value).toBeCloseTo(1, 12)
})

test('a seed repeats its interval, another one differs, and the interval holds the estimate', () => {
  const alpha = (sample: readonly (Rating | null)[][]) => krippendorffAlpha(sample, 'nominal').value
  const first = bootstrapInterval(krippendorffTable, alpha, { seed: 'a' })
  expect(bootstrapInterval(krippendorffTable, alpha, { seed: 'a' })).toEqual(first)
  expect(bootstrapInterval(krippendorffTable, alpha, { seed: 'b' })).not.toEqual(first)
  expect(first?.low).toBeLessThan(0.743)
  expect(first?.high).toBeGreaterThan(0.743)
  expect(bootstrapInterval([1], () => 1, { seed: 1 })).toBeUndefined()
  expect(bootstrapInterval([1, 2], () => undefined, { seed: 1 })).toBeUndefined()
})

test('the interval of a mean covers it about as often as it says', () => {
  const random = createRandom('coverage')
  let covered = 0
  for (let round = 0; round < 300; round++) {
    const sample = Array.from({ length: 60 }, () => (random() < 0.3 ? 1 : 0))
    const mean = (units: readonly number[]) => units.reduce((total, unit) => total + unit, 0) / units.length
    const interval = bootstrapInterval(sample, mean, { seed: round, resamples: 300 })
    if (interval !== undefined && interval.low <= 0.3 && interval.high >= 0.3) covered++
  }
  expect(covered / 300).toBeGreaterThan(0.88)
  expect(covered / 300).toBeLessThan(0.99)
})

test('quantiles lie between neighbours (type 7)', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
  expect(quantile([5], 0.9)).toBe(5)
})

test('highlights overlap by characters and labels', () => {
  const a = [{ start: 0, end: 10, label: 'wrong' }]
  expect(spanOverlapF1(a, a)).toBe(1)
  expect(spanOverlapF1([], [])).toBe(1)
  expect(spanOverlapF1(a, [])).toBe(0)
  expect(spanOverlapF1(a, [{ start: 5, end: 15, label: 'wrong' }])).toBe(0.5)
  expect(spanOverlapF1(a, [{ start: 0, end: 10, label: 'unsafe' }])).toBe(0)
  // The same place marked in two pieces that overlap is marked once.
  const pieces = [
    { start: 4, end: 10, label: 'wrong' },
    { start: 0, end: 6, label: 'wrong' },
  ]
  expect(spanOverlapF1(a, pieces)).toBe(1)
})
