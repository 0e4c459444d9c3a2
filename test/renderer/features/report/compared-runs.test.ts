import { expect, test } from 'vitest'
import { baselineOf, candidatesOf, inOrder, toQuery } from '../../../../src/renderer/features/report/compared-runs.ts'

test('what ran first is before, wherever the comparison was opened, unless another was chosen', () => {
  const runs = [
    { runId: 'newest', startMs: 3 },
    { runId: 'middle', startMs: 2 },
    { runId: 'oldest', startMs: 1 },
  ]
  expect(inOrder(runs, ['newest', 'oldest'], undefined)).toEqual(['oldest', 'newest'])
  expect(inOrder(runs, ['middle', 'newest', 'oldest'], undefined)).toEqual(['oldest', 'middle', 'newest'])
  const query = toQuery(['oldest', 'middle'], 'newest')
  expect(candidatesOf(query)).toEqual(['oldest', 'middle'])
  expect(inOrder(runs, ['newest', ...candidatesOf(query)], baselineOf(query))).toEqual(['newest', 'oldest', 'middle'])
  expect(baselineOf(toQuery(['oldest']))).toBeUndefined()
})
