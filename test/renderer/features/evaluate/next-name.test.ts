import { expect, test } from 'vitest'
import { nextName } from '../../../../src/renderer/features/evaluate/next-name.ts'

test('the same again gets the next number that is free', () => {
  expect(nextName('nightly', ['nightly'])).toBe('nightly (2)')
  expect(nextName('nightly', ['nightly', 'nightly (2)', 'nightly (3)'])).toBe('nightly (4)')
  expect(nextName('nightly (2)', ['nightly', 'nightly (2)'])).toBe('nightly (3)')
  expect(nextName('x'.repeat(250), []).length).toBeLessThanOrEqual(250)
})
