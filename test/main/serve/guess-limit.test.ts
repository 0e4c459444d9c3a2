import { expect, test } from 'vitest'
import { GuessLimit } from '../../../src/main/serve/guess-limit.ts'

test('a minute later guesses are counted anew', () => {
  let nowMs = 0
  const limit = new GuessLimit(() => nowMs)
  const check = (token: string) => limit.check('10.0.0.1', token, () => (token === 'right' ? 'pass' : undefined))
  for (let number = 0; number < 30; number++) expect(check(`wrong ${number}`)).toBe('refused')
  expect(check('right')).toBe('tooMany')
  expect(limit.check('10.0.0.2', 'right', () => 'pass')).toBe('pass')
  nowMs = 60_000
  expect(check('wrong')).toBe('refused')
})
