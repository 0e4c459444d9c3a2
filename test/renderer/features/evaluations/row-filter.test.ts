import { expect, test } from 'vitest'
import { filterRows, resultsOf } from '../../../../src/renderer/features/evaluations/row-filter.ts'
import { makeEvaluationRow, makeResult } from './make-evaluation.ts'

const rows = [
  makeEvaluationRow('good', [makeResult('correctness', { value: 'yes' }), makeResult('length', { value: 0 })]),
  makeEvaluationRow('bad', [makeResult('correctness', { value: 'no' }), makeResult('safety', { value: true })]),
  makeEvaluationRow('broken', [makeResult('safety', { error: { code: 'SCORER_ERROR' } })]),
  makeEvaluationRow('untouched', []),
]
const idsOf = (filter: Parameters<typeof filterRows>[1]) => filterRows(rows, filter).map((row) => row.trace.traceId)

test('failures are judgements of no, and scorers that failed; a zero is a number', () => {
  expect(idsOf({ kind: 'failed' })).toEqual(['bad', 'broken'])
})

test('the failures of one scorer leave those of others out', () => {
  expect(idsOf({ kind: 'failed', scorerName: 'correctness' })).toEqual(['bad'])
  expect(idsOf({ kind: 'failed', scorerName: 'safety' })).toEqual(['broken'])
  expect(idsOf({ kind: 'all' })).toHaveLength(4)
})

test('what a scorer said is newest first, and no expectation', () => {
  const row = makeEvaluationRow('t', [
    makeResult('c', { value: 1, createdAtMs: 1 }),
    makeResult('c', { value: 2, createdAtMs: 2 }),
    makeResult('c', { value: 3, kind: 'expectation' }),
    makeResult('d', { value: 4 }),
  ])
  expect(resultsOf(row, 'c').map((result) => result.value)).toEqual([2, 1])
})

test('a figure of the report leads to the rows that it counts, by the newest that was said', () => {
  const length = { scorerName: 'length' }
  expect(idsOf({ kind: 'verdict', scorerName: 'correctness', verdict: 'pass' })).toEqual(['good'])
  expect(idsOf({ kind: 'value', scorerName: 'correctness', value: 'no' })).toEqual(['bad'])
  expect(idsOf({ kind: 'error', scorerName: 'safety' })).toEqual(['broken'])
  expect(idsOf({ kind: 'missing', scorerName: 'safety' })).toEqual(['good', 'untouched'])
  expect(idsOf({ kind: 'range', ...length, from: 0, to: 1, hasUpperEnd: false })).toEqual(['good'])
  // The upper end belongs to the last bin alone, and to a bin of one value.
  expect(idsOf({ kind: 'range', ...length, from: -1, to: 0, hasUpperEnd: false })).toEqual([])
  expect(idsOf({ kind: 'range', ...length, from: -1, to: 0, hasUpperEnd: true })).toEqual(['good'])
  expect(idsOf({ kind: 'range', ...length, from: 0, to: 0, hasUpperEnd: false })).toEqual(['good'])
  expect(idsOf({ kind: 'slice', label: 'Tag a', traceIds: ['broken', 'good'] })).toEqual(['good', 'broken'])
})
