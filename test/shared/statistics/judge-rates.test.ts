import { expect, test } from 'vitest'
import { confusionMeasures, kappaOfMatrix } from '../../../src/shared/statistics/confusion.ts'
import { predictionPoweredRate, roganGladen } from '../../../src/shared/statistics/corrected-rate.ts'
import { createRandom, type Random } from '../../../src/shared/statistics/random.ts'
import { moreLabelsForRates, rowsForHalfWidth } from '../../../src/shared/statistics/sample-size.ts'
import { wilsonInterval } from '../../../src/shared/statistics/wilson.ts'

test('rates of a judge with 40 right passes, 5 wrong ones, 10 missed and 45 right fails', () => {
  const measures = confusionMeasures({ truePositive: 40, falsePositive: 5, falseNegative: 10, trueNegative: 45 })
  expect(measures.truePositiveRate).toEqual({ value: 0.8, ...wilsonInterval(40, 50), total: 50 })
  expect(measures.trueNegativeRate).toEqual({ value: 0.9, ...wilsonInterval(45, 50), total: 50 })
  expect(measures.precision.value).toBeCloseTo(40 / 45, 12)
  expect(measures.accuracy.value).toBe(0.85)
  // 2 * 40 / (2 * 40 + 5 + 10)
  expect(measures.f1.value).toBeCloseTo(80 / 95, 12)
  const joint = wilsonInterval(40, 55)
  expect(measures.f1.low).toBeCloseTo((2 * (joint?.low ?? 0)) / (1 + (joint?.low ?? 0)), 12)
  // Chance: 0.5 * 0.45 + 0.5 * 0.55.
  expect(measures.kappa.value).toBeCloseTo((0.85 - 0.5) / 0.5, 12)
})

test('without rows there is no rate, and nobody gets a zero for it', () => {
  const measures = confusionMeasures({ truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 3 })
  expect(measures.truePositiveRate).toEqual({ value: undefined, total: 0 })
  expect(measures.f1.value).toBeUndefined()
  expect(measures.kappa.value).toBeUndefined()
  expect(measures.trueNegativeRate.value).toBe(1)
})

test('kappa of the two doctors', () => {
  // Observed 0.7, by chance 0.5; the standard error from the formula of 1969, worked by hand.
  const kappa = kappaOfMatrix([
    [20, 5],
    [10, 15],
  ])
  expect(kappa.value).toBeCloseTo(0.4, 12)
  // Agreeing 0.4 (1 - 1.1 * 0.6)² + 0.3 (1 - 0.9 * 0.6)²; apart 0.36 (0.1 * 1.1² + 0.2 * 0.9²); less (0.4 - 0.5 * 0.6)².
  const agreeing = 0.4 * (1 - 1.1 * 0.6) ** 2 + 0.3 * (1 - 0.9 * 0.6) ** 2
  const apart = 0.36 * (0.1 * (0.6 + 0.5) ** 2 + 0.2 * (0.4 + 0.5) ** 2)
  const half = 1.959963984540054 * Math.sqrt((agreeing + apart - 0.1 ** 2) / (50 * 0.25))
  expect(kappa.high).toBeCloseTo(0.4 + half, 12)
  expect(kappa.low).toBeCloseTo(0.4 - half, 12)
})

test('kappa of rows that all agree has no interval: three of them are not certain', () => {
  expect(
    kappaOfMatrix([
      [1, 0],
      [0, 2],
    ]),
  ).toEqual({ value: 1, total: 3 })
  expect(
    kappaOfMatrix([
      [1, 0],
      [1, 2],
    ]).high,
  ).toBe(1)
})

test('Rogan and Gladen take the errors of the judge out', () => {
  // 0.55 passes seen = 0.8 * 0.9 true and kept + 0.2 * ... : (0.55 + 0.9 - 1) / (0.8 + 0.9 - 1).
  const result = roganGladen({ count: 550, total: 1000 }, { count: 80, total: 100 }, { count: 90, total: 100 })
  expect(result?.rate).toBeCloseTo(0.45 / 0.7, 12)
  expect(result?.low).toBeLessThan(0.45 / 0.7)
  expect(result?.high).toBeGreaterThan(0.45 / 0.7)
})

test('Rogan and Gladen: a judge like a coin has nothing to correct', () => {
  expect(roganGladen({ count: 5, total: 10 }, { count: 5, total: 10 }, { count: 5, total: 10 })).toBeUndefined()
  expect(roganGladen({ count: 5, total: 10 }, { count: 0, total: 0 }, { count: 5, total: 10 })).toBeUndefined()
})

test('Rogan and Gladen: fewer labels, wider interval', () => {
  const width = (labels: number): number => {
    const result = roganGladen(
      { count: 600, total: 1000 },
      { count: labels * 0.8, total: labels },
      { count: labels * 0.9, total: labels },
    )
    return (result?.high ?? 0) - (result?.low ?? 0)
  }
  expect(width(20)).toBeGreaterThan(width(100))
  expect(width(100)).toBeGreaterThan(width(1_000))
})

function binomial(random: Random, total: number, share: number): number {
  let count = 0
  for (let i = 0; i < total; i++) if (random() < share) count++
  return count
}

test('the interval after correction holds the truth about as often as it says', () => {
  const random = createRandom('coverage')
  const [truth, sensitivity, specificity] = [0.7, 0.85, 0.8]
  const draws = 2_000
  let held = 0
  for (let draw = 0; draw < draws; draw++) {
    const result = roganGladen(
      { count: binomial(random, 400, truth * sensitivity + (1 - truth) * (1 - specificity)), total: 400 },
      { count: binomial(random, 60, sensitivity), total: 60 },
      { count: binomial(random, 40, specificity), total: 40 },
    )
    if (result && result.low <= truth && truth <= result.high) held++
  }
  expect(held / draws).toBeGreaterThan(0.93)
  expect(held / draws).toBeLessThan(0.985)
})

/** 40 rows with both answers, and 200 that only the judge answered, 111 of them with a pass. */
const people = '1101111101111100100110110110101100101001'
const judge = '1101110101111110100110111100001000101000'
const labelled = [...people].map((value, index): [number, number] => [Number(value), Number(judge[index])])
const judgedOnly = Array.from({ length: 200 }, (_, index) => (index < 111 ? 1 : 0))

test('prediction-powered estimate as the software of its authors prints it', () => {
  // ppi-python: ppi_mean_pointestimate and ppi_mean_ci with alpha 0.05 and the weight that it finds.
  const result = predictionPoweredRate(labelled, judgedOnly)
  expect(result?.rate).toBeCloseTo(0.62762411, 8)
  expect(result?.low).toBeCloseTo(0.50674647, 8)
  expect(result?.high).toBeCloseTo(0.74850175, 8)
  // Narrower than what the 40 answers say alone.
  expect((result?.high ?? 1) - (result?.low ?? 0)).toBeLessThan(2 * (result?.peopleAloneHalfWidth ?? 0))
})

test('prediction-powered estimate: a judge that always says the same counts nothing', () => {
  const result = predictionPoweredRate(
    labelled.map(([person]) => [person, 1]),
    new Array<number>(50).fill(1),
  )
  const share = labelled.filter(([person]) => person === 1).length / labelled.length
  expect(result?.weight).toBe(0)
  expect(result?.rate).toBeCloseTo(share, 12)
  expect(predictionPoweredRate(labelled.slice(0, 1), judgedOnly)).toBeUndefined()
})

test('prediction-powered estimate: labels that are all alike do not tell how far others could be', () => {
  const result = predictionPoweredRate(new Array(3).fill([1, 1]), [1, 0, 1])
  expect(result).toMatchObject({ rate: 1, weight: 0 })
  expect(result).not.toHaveProperty('low')
  expect(
    predictionPoweredRate(
      [
        [1, 1],
        [0, 1],
        [1, 1],
      ],
      [1, 0, 1],
    )?.low,
  ).toBeLessThan(0.5)
})

test('rows for an interval of ± 5 points', () => {
  const rows = rowsForHalfWidth(0.8, 0.05)
  const halfWidth = (total: number): number => {
    const interval = wilsonInterval(0.8 * total, total)
    return ((interval?.high ?? 1) - (interval?.low ?? 0)) / 2
  }
  expect(halfWidth(rows)).toBeLessThanOrEqual(0.05)
  expect(halfWidth(rows - 1)).toBeGreaterThan(0.05)
  expect(rowsForHalfWidth(0.5, 0.05)).toBe(381)
  expect(() => rowsForHalfWidth(1.2, 0.05)).toThrow(RangeError)
  expect(() => rowsForHalfWidth(0.5, 0)).toThrow(RangeError)
})

test('labels still missing follow the rate that is known least', () => {
  const many = moreLabelsForRates({ total: 80, rate: 0.9 }, { total: 20, rate: 0.9 }, 0.1)
  // 20 fails fix their rate to about ± 14 points: about twice as many are needed, and four passes come with each.
  expect(many).toBeGreaterThan(60)
  expect(many).toBeLessThan(200)
  expect(moreLabelsForRates({ total: 2_000, rate: 0.9 }, { total: 2_000, rate: 0.9 }, 0.1)).toBe(0)
  expect(moreLabelsForRates({ total: 0, rate: 0 }, { total: 20, rate: 0.9 }, 0.1)).toBeUndefined()
})
