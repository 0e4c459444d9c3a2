import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '../../support/seed.ts'
import { createRedactor } from '../../../src/main/labeling/redact.ts'
import { noRedaction, type Redaction } from '../../../src/shared/model/handover.ts'
import type { Json } from '../../../src/shared/model/json.ts'

const all: Redaction = { detectors: ['email', 'phone', 'card', 'key'], names: [], patterns: [] }
const redact = (text: string, redaction: Partial<Redaction> = all) =>
  createRedactor({ ...noRedaction, ...redaction }).text(text)

describe('found by their form', () => {
  test.each([
    ['Write to ann.lee+x@mail.example.co.jp, please.', 'Write to [email], please.'],
    ['宛先はyamada@example.jpです', '宛先は[email]です'],
    ['Call +81 90-1234-5678 or (555) 010-9999.', 'Call [phone] or [phone].'],
    ['電話は03-1234-5678、携帯は09012345678です。', '電話は[phone]、携帯は[phone]です。'],
    ['Card 4111 1111 1111 1111 and 5500-0000-0000-0004', 'Card [card] and [card]'],
    ['key sk-proj-abcdefghijklmnop1234 and AKIAIOSFODNN7EXAMPLE', 'key [key] and [key]'],
    ['Authorization: Bearer abcdefghijklmnopqrstuvwxyz', 'Authorization: Bearer [key]'],
    ['password=hunter2hunter2', 'password=[key]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  test.each([
    '4111 1111 1111 1112',
    'on 2026-11-23 08:47:16',
    'version 1.2.3, 12 of 100, 1700000000000',
    'tr-000102030405060708090a0b0c0d0e0f',
    'a@b, @ann, ann@',
    'the secret of the token is short',
  ])('%s stays', (text) => {
    expect(redact(text)).toBe(text)
  })
})

test('names: whole words, any case; scripts without spaces anywhere; longest first', () => {
  const names = ['Ann', 'Ann Lee', '山田', 'C++ (Inc.)']
  expect(redact('Ann Lee met ANN while planning.', { names })).toBe('[name] met [name] while planning.')
  expect(redact('担当の山田さん', { names })).toBe('担当の[name]さん')
  expect(redact('We use C++ (Inc.) here', { names })).toBe('We use [name] here')
})

test('own expressions, also in JSON in texts, however it was escaped', () => {
  const redaction = { patterns: ['order-\\d+'], names: ['山田'] }
  expect(redact('order-12 and ORDER-7', redaction)).toBe('[redacted] and [redacted]')
  const inner = JSON.stringify({ text: '山田 order-12' }).replaceAll('山', '\\u5c71')
  expect(redact(JSON.stringify({ arguments: inner }), redaction)).toBe(
    JSON.stringify({ arguments: JSON.stringify({ text: '[name] [redacted]' }) }),
  )
  const untouched = '{ "a":  1.0 }'
  expect(redact(untouched, redaction)).toBe(untouched)
})

test('counts say how often', () => {
  const redactor = createRedactor({ ...all, names: ['Ann'] })
  redactor.value({ 'ann@example.com': ['Ann', 4111111111111111, { deep: 'ann@example.com' }], n: 3 })
  expect(redactor.counts).toEqual({ email: 2, phone: 0, card: 1, key: 0, name: 1, pattern: 0 })
})

test('an expression that cannot be read is told by its index, one that backtracks for ever is stopped', () => {
  expect(() => createRedactor({ ...noRedaction, patterns: ['ok', '('] })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', details: { pattern: 1, reason: 'badPattern' } }),
  )
  const redactor = createRedactor({ ...noRedaction, patterns: ['ok', '(a+)+$'] })
  expect(() => redactor.guarded(() => redactor.text(`${'a'.repeat(60)}!`))).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', details: { pattern: 1, reason: 'slowPattern' } }),
  )
}, 60_000)

test('any value keeps its shape, and nothing that was to go is left', () => {
  const secret = fc.constantFrom('ann@example.com', '4111111111111111', '+81 90-1234-5678')
  const text = fc.oneof(
    fc.string(),
    secret,
    fc.tuple(fc.string(), secret).map(([a, b]) => `${a} ${b} `),
  )
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')),
    ),
  }))
  fc.assert(
    fc.property(value, (given) => {
      const result = JSON.stringify(createRedactor(all).value(given))
      expect(result).not.toContain('ann@example.com')
      expect(Array.isArray(createRedactor(all).value(given))).toBe(Array.isArray(given))
      expect(createRedactor(noRedaction).value(given)).toEqual(given)
    }),
  )
})
