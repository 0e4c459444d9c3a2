import { expect, test } from 'vitest'
import { findReviewer } from '../../../../src/renderer/features/labeling-screen/reviewer.ts'

test('the choice for the session comes before the own name, and both must be of its reviewers', () => {
  const named = { reviewers: ['ken', 'mia'] }
  expect(findReviewer(named, '', 'mia')).toBe('mia')
  expect(findReviewer(named, 'ken', 'mia')).toBe('ken')
  expect(findReviewer(named, 'gone', ' mia ')).toBe('mia')
  expect(findReviewer(named, '', 'stranger')).toBeUndefined()
})

test('where a session names nobody every name will do, but there must be one', () => {
  expect(findReviewer({ reviewers: [] }, '', 'ana')).toBe('ana')
  expect(findReviewer({ reviewers: [] }, 'guest', 'ana')).toBe('guest')
  expect(findReviewer({ reviewers: [] }, '', ' ')).toBeUndefined()
})
