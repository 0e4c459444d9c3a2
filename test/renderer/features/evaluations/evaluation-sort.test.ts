import { expect, test } from 'vitest'
import {
  measureColumn,
  newestFirst,
  nextSort,
  sortEvaluations,
} from '../../../../src/renderer/features/evaluations/evaluation-sort.ts'
import { makeEvaluation, makeMetric } from './make-evaluation.ts'

const evaluations = [
  makeEvaluation({ runId: 'old', name: 'run 10', startMs: 1, metrics: [makeMetric('m', 0.9)] }),
  makeEvaluation({ runId: 'new', name: 'run 9', startMs: 3, metrics: [makeMetric('m', null)] }),
  makeEvaluation({ runId: 'mid', name: 'Run 2', startMs: 2, endMs: 9, metrics: [makeMetric('m', 0.1)] }),
]
const order = (column: string, direction: 'asc' | 'desc') =>
  sortEvaluations(evaluations, { column, direction }, 'en').map((each) => each.runId)

test('the newest come first unless asked otherwise', () => {
  expect(sortEvaluations(evaluations, newestFirst, 'en').map((each) => each.runId)).toEqual(['new', 'mid', 'old'])
  expect(order('started', 'asc')).toEqual(['old', 'mid', 'new'])
})

test('names sort as people count', () => {
  expect(order('name', 'asc')).toEqual(['mid', 'new', 'old'])
})

test('what has no value comes last either way', () => {
  expect(order(measureColumn('m'), 'asc')).toEqual(['mid', 'old', 'new'])
  expect(order(measureColumn('m'), 'desc')).toEqual(['old', 'mid', 'new'])
  expect(order('duration', 'desc')).toEqual(['mid', 'new', 'old'])
})

test('a second press turns the order round; another column starts at its useful end', () => {
  expect(nextSort(newestFirst, 'started')).toEqual({ column: 'started', direction: 'asc' })
  expect(nextSort(newestFirst, 'name')).toEqual({ column: 'name', direction: 'asc' })
  expect(nextSort(newestFirst, measureColumn('m'))).toEqual({ column: 'measure:m', direction: 'desc' })
})
