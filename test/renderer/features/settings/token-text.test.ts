import { expect, test } from 'vitest'
import { isSendable, makeToken } from '../../../../src/renderer/features/settings/token-text.ts'

test('tokens are new each time, long, and need no quoting', () => {
  const tokens = new Set(Array.from({ length: 50 }, makeToken))
  expect(tokens.size).toBe(50)
  for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/)
})

test('what a header cannot carry is told', () => {
  expect(isSendable('')).toBe(true)
  expect(isSendable('s3cret!~')).toBe(true)
  for (const token of ['two words', 'トークン', 'tab\t', 'café']) expect(isSendable(token)).toBe(false)
})
