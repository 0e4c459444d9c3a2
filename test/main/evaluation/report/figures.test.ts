import { describe, expect, test } from 'vitest'
import { makeBins } from '../../../../src/main/evaluation/report/bins.ts'
import { figureOf, kindOf, reportMeasures, reportScorer } from '../../../../src/main/evaluation/report/figures.ts'
import { listSliceTraces, makeRunReport, makeSliceReport } from '../../../../src/main/evaluation/report/run-report.ts'
import { makeRows, makeRun } from './make-rows.ts'

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('a scorer', () => {
  test('of verdicts has its share with Wilson’s interval; failures and silence are counted apart', () => {
    // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662.
    const rows = makeRows([
      ...times(81, { results: { correct: 'yes' } }),
      ...times(182, { results: { correct: false } }),
      ...times(7, { results: { correct: { code: 'TIMEOUT' } } }),
      ...times(5, {}),
    ])
    expect(kindOf('correct', rows)).toBe('verdict')
    const report = reportScorer('correct', 'verdict', rows, 'seed')
    expect(report).toMatchObject({ count: 263, errorCount: 7, missingCount: 5, passCount: 81, failCount: 182 })
    expect(report.value).toBeCloseTo(81 / 263, 12)
    expect(report.low).toBeCloseTo(0.2553, 4)
    expect(report.high).toBeCloseTo(0.3662, 4)
  })

  test('of numbers has mean, median and a spread; the same seed gives the same intervals', () => {
    const values = [2, 4, 4, 5, 7, 9, 11, 12, 13, 40]
    const rows = makeRows(values.map((length) => ({ results: { length } })))
    const report = reportScorer('length', kindOf('length', rows), rows, 'seed')
    expect(report).toMatchObject({ kind: 'number', value: 10.7, min: 2, max: 40, count: 10 })
    expect(report.median?.value).toBe(8)
    const { low = 0, high = 0, median } = report
    // The standard error of the mean is 3.4: the interval is about 2 of them to each side.
    expect(low).toBeGreaterThan(4)
    expect(low).toBeLessThan(8)
    expect(high).toBeGreaterThan(14)
    expect(high).toBeLessThan(20)
    expect(median?.low).toBeLessThan(8)
    expect(median?.high).toBeGreaterThan(8)
    expect(reportScorer('length', 'number', rows, 'seed')).toEqual(report)
  })

  test('of words has categories, the most frequent first; one word among verdicts makes it one', () => {
    const rows = makeRows(['polite', 'rude', 'polite', 'cold', 'polite'].map((tone) => ({ results: { tone } })))
    expect(kindOf('tone', rows)).toBe('category')
    const { value, categories } = reportScorer('tone', 'category', rows, 'seed')
    expect(value).toBeUndefined()
    expect(categories?.map((each) => [each.value, each.count, each.share])).toEqual([
      ['polite', 3, 0.6],
      ['cold', 1, 0.2],
      ['rude', 1, 0.2],
    ])
    expect(kindOf('tone', makeRows([{ results: { tone: true } }, { results: { tone: 'maybe' } }]))).toBe('category')
    expect(kindOf('tone', makeRows([{ results: { tone: true } }, { results: { tone: 3 } }]))).toBe('category')
  })

  test('that never gave a value has no figure', () => {
    const rows = makeRows([{ results: { correct: { code: 'TIMEOUT' } } }])
    expect(figureOf('correct', 'verdict', rows, 'seed')).toEqual({
      name: 'correct',
      kind: 'verdict',
      count: 0,
      errorCount: 1,
      missingCount: 0,
    })
  })
})

describe('bins', () => {
  test('are single values where there are few', () => {
    expect(makeBins([1, 1, 2, 5])).toEqual([
      { from: 1, to: 1, count: 2 },
      { from: 2, to: 2, count: 1 },
      { from: 5, to: 5, count: 1 },
    ])
  })

  test('are of round width, and every value is in one', () => {
    const values = Array.from({ length: 101 }, (_, at) => at / 100)
    const bins = makeBins(values)
    expect(bins[0]).toMatchObject({ from: 0, to: 0.1 })
    expect(bins.at(-1)).toMatchObject({ from: 0.9, to: 1 })
    expect(bins).toHaveLength(10)
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(101)
    const wide = Array.from({ length: 40 }, (_, at) => -37 + at * 61.7)
    expect(makeBins(wide).reduce((sum, { count }) => sum + count, 0)).toBe(40)
  })
})

test('what rows took is summed over those of which it is known', () => {
  const rows = makeRows([{ durationMs: 100, costUsd: 0.5 }, { durationMs: 300 }, {}, { durationMs: 200 }])
  expect(reportMeasures(rows)).toEqual([
    { name: 'durationMs', count: 3, sum: 600, mean: 200, p50: 200, p90: 280, p99: 298, max: 300 },
    { name: 'costUsd', count: 1, sum: 0.5, mean: 0.5, p50: 0.5, p90: 0.5, p99: 0.5, max: 0.5 },
  ])
})

describe('parts', () => {
  const run = makeRun('r', [
    { traceId: 'a', tags: { lang: 'en' }, model: 'm1', codes: ['vague', 'long'], results: { ok: true } },
    { traceId: 'b', tags: { lang: 'en' }, model: 'm1', codes: ['vague'], results: { ok: false } },
    { traceId: 'c', tags: { lang: 'ja' }, model: 'm1', results: { ok: true } },
    { traceId: 'd', model: 'm1', results: { ok: { code: 'X' } } },
  ])

  test('are offered by what rows differ in', () => {
    expect(makeRunReport(run).dimensions).toEqual([
      { dimension: { kind: 'tag', key: 'lang' }, valueCount: 2 },
      { dimension: { kind: 'code' }, valueCount: 2 },
    ])
  })

  test('have their rows and figures; those without a value come last', () => {
    const { slices } = makeSliceReport(run, { kind: 'tag', key: 'lang' })
    expect(slices.map(({ value, rowCount, scorers }) => [value, rowCount, scorers[0]?.value])).toEqual([
      ['en', 2, 0.5],
      ['ja', 1, 1],
      [null, 1, undefined],
    ])
    expect(slices[2]?.scorers[0]).toMatchObject({ count: 0, errorCount: 1 })
    expect(listSliceTraces(run, { kind: 'tag', key: 'lang' }, null)).toEqual(['d'])
  })

  test('by code count a row in each of its codes', () => {
    const { slices } = makeSliceReport(run, { kind: 'code' })
    expect(slices.map(({ value, rowCount }) => [value, rowCount])).toEqual([
      ['vague', 2],
      ['long', 1],
      [null, 2],
    ])
    expect(listSliceTraces(run, { kind: 'code' }, 'vague')).toEqual(['a', 'b'])
  })
})
