import { expect, test } from 'vitest'
import { countSettledAnswers, settlesKey } from '../../../src/shared/model/settles.ts'

test('a settled answer names those it settles; anything else is none', () => {
  expect(countSettledAnswers({ [settlesKey]: '["a-1","a-2"]' })).toBe(2)
  expect(countSettledAnswers({})).toBeUndefined()
  for (const text of ['', 'no', '{}', '[1]', 'null'])
    expect(countSettledAnswers({ [settlesKey]: text })).toBeUndefined()
})
