import { expect, test } from 'vitest'
import { stepId } from '../../../src/renderer/ui/grid-steps.ts'

const ids = ['a', 'b', 'c']

test('steps hold at both ends', () => {
  expect(stepId(ids, 'a', 1)).toBe('b')
  expect(stepId(ids, 'b', 10)).toBe('c')
  expect(stepId(ids, 'b', -10)).toBe('a')
})

test('from nowhere, or a row that went away, the first row is next', () => {
  expect(stepId(ids, undefined, 1)).toBe('a')
  expect(stepId(ids, 'gone', -1)).toBe('a')
  expect(stepId([], 'a', 1)).toBeUndefined()
})
