import { describe, expect, test } from 'vitest'
import type { ValueCount } from '../../../src/shared/model/validation.ts'
import { classOf, judgeValue, suggestMapping, toScalar } from '../../../src/shared/model/value-mapping.ts'

const counted = (...values: ValueCount['value'][]): ValueCount[] => values.map((value) => ({ value, count: 1 }))

describe('what is suggested', () => {
  test('numbers with numbers, but 0 and 1 on both sides are verdicts', () => {
    expect(suggestMapping(counted(0.2, 0.7, 1), counted(1, 5), undefined)).toEqual({ kind: 'numbers' })
    expect(suggestMapping(counted(0, 1), counted(0, 1), undefined)).toMatchObject({ kind: 'verdict' })
  })

  test('the same words whatever their case, each with its own', () => {
    const mapping = suggestMapping(
      counted('polite', 'rude', 'neutral'),
      counted('Polite', 'neutral', 'Rude'),
      undefined,
    )
    expect(mapping).toEqual({
      kind: 'classes',
      human: [
        { from: 'Polite', to: 'polite' },
        { from: 'Rude', to: 'rude' },
      ],
    })
  })

  test('a rating passes from above its middle, a question’s first option passes, and a word for it wins', () => {
    const rating = suggestMapping(counted('yes', 'no'), counted(2, 5), { type: 'rating', max: 5 })
    expect(rating).toMatchObject({ scorer: { pass: ['yes'] }, human: { passFrom: 4, isHighGood: true } })
    const options = { type: 'categorical' as const, isMultiple: false }
    const first = suggestMapping(counted('yes', 'no'), counted('C', 'A'), { ...options, options: ['A', 'B', 'C'] })
    expect(first).toMatchObject({ human: { pass: ['A'] } })
    const word = suggestMapping(counted(true), counted('間違い', '正確'), { ...options, options: ['間違い', '正確'] })
    expect(word).toMatchObject({ scorer: { pass: [true] }, human: { pass: ['正確'] } })
  })
})

test('values pass, fail or are left out; a threshold works in both directions and leaves out what is no number', () => {
  const rule = { kind: 'values' as const, pass: ['A'], ignored: ['?'] }
  expect(['A', 'B', '?'].map((value) => judgeValue(rule, value))).toEqual(['pass', 'fail', undefined])
  const high = { kind: 'threshold' as const, passFrom: 4, isHighGood: true }
  expect([3.9, 4, 'n/a'].map((value) => judgeValue(high, value))).toEqual(['fail', 'pass', undefined])
  expect([3.9, 4, 4.1].map((value) => judgeValue({ ...high, isHighGood: false }, value))).toEqual([
    'pass',
    'pass',
    'fail',
  ])
})

test('answers become the scorer’s classes; those without one are left out', () => {
  const mapping = { kind: 'classes' as const, human: [{ from: 'Good', to: 'good' }, { from: 'unsure' }] }
  expect(['Good', 'bad', 'unsure'].map((answer) => classOf(mapping, answer))).toEqual(['good', 'bad', undefined])
})

test('lists stand for themselves as text; what is nothing is no category', () => {
  expect([toScalar(['a', 'b']), toScalar(null), toScalar(undefined), toScalar(false)]).toEqual([
    '["a","b"]',
    undefined,
    undefined,
    false,
  ])
})
