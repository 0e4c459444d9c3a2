import { expect, test } from 'vitest'
import { findNewNames } from '../../../../src/renderer/features/traces/use-new-columns.ts'

test('only names that came since the list was shown are new', () => {
  expect(findNewNames(undefined, ['a', 'b'])).toEqual([])
  expect(findNewNames([], ['a'])).toEqual(['a'])
  expect(findNewNames(['a', 'c'], ['a', 'b', 'c'])).toEqual(['b'])
  expect(findNewNames(['a', 'b'], ['a', 'b'])).toEqual([])
  expect(findNewNames(['old'], ['other'])).toEqual([])
})
