import { expect, test } from 'vitest'
import {
  findMeasure,
  measureKeys,
  measureNumber,
  metricsOf,
  otherMetrics,
  passRate,
} from '../../../../src/renderer/features/evaluations/measures.ts'
import { makeEvaluation, makeMetric, makeScorer } from './make-evaluation.ts'

test('every metric is a column once, the most frequent first, and a scorer stands under its mean', () => {
  const first = makeEvaluation({
    metrics: [makeMetric('correctness/mean', 0.5), makeMetric('latency', 2)],
    scorers: [makeScorer('correctness', 1, 1), makeScorer('safety', 2, 0)],
  })
  const second = makeEvaluation({ metrics: [makeMetric('safety/mean', 1)], scorers: [makeScorer('safety', 3, 0)] })
  expect(measureKeys([first, second])).toEqual(['safety/mean', 'correctness/mean', 'latency'])
  expect(findMeasure(first, 'safety/mean')).toEqual({ metric: undefined, scorer: makeScorer('safety', 2, 0) })
  expect(findMeasure(second, 'latency')).toBeUndefined()
})

test('the share that passes counts verdicts only', () => {
  expect(passRate(makeScorer('correctness', 3, 1, 5))).toBe(0.75)
  expect(passRate(makeScorer('length', 0, 0, 2))).toBeUndefined()
})

test('a metric sorts by its number, a scorer without one by its share, not a number by nothing', () => {
  const evaluation = makeEvaluation({
    metrics: [makeMetric('a', -1), makeMetric('b', null), makeMetric('c', 'Infinity'), makeMetric('d', '-Infinity')],
    scorers: [makeScorer('e', 1, 3)],
  })
  expect(['a', 'b', 'c', 'd', 'e/mean', 'f'].map((key) => measureNumber(findMeasure(evaluation, key)))).toEqual([
    -1,
    undefined,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0.25,
    undefined,
  ])
})

test('metrics are told apart by the scorer they belong to', () => {
  const evaluation = makeEvaluation({
    metrics: [makeMetric('length/p90', 12), makeMetric('length/mean', 7), makeMetric('lengthy', 1)],
    scorers: [makeScorer('length', 0, 0)],
  })
  expect(metricsOf(evaluation, 'length').map((each) => each.aggregation)).toEqual(['p90', 'mean'])
  expect(otherMetrics(evaluation).map((metric) => metric.key)).toEqual(['lengthy'])
})
