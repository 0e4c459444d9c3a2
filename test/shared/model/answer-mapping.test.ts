import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findRenames, mapAnswer, mapThroughMoves, suggestRules } from '../../../src/shared/model/answer-mapping.ts'
import { findAnswerProblem } from '../../../src/shared/model/label-value.ts'
import type { LabelSchemaInput } from '../../../src/shared/model/labeling.ts'
import { listChanges } from '../../../src/shared/model/schema-definition.ts'

const choice = (options: string[], isMultiple = false): LabelSchemaInput => ({
  type: 'categorical',
  options,
  isMultiple,
})

describe('an answer', () => {
  test('that still fits stays, one that a rule names is mapped, any other is asked again', () => {
    const input = choice(['good', 'bad'])
    const rules = [{ from: 'fine', to: 'good' }, { from: 'awful' }]
    expect(mapAnswer(input, 'good', rules)).toBe('good')
    expect(mapAnswer(input, 'fine', rules)).toBe('good')
    expect(mapAnswer(input, 'awful', rules)).toBeUndefined()
    expect(mapAnswer(input, 'other', rules)).toBeUndefined()
    expect(mapAnswer({ type: 'numeric', max: 5 }, 7, [])).toBeUndefined()
    expect(mapAnswer({ type: 'numeric', max: 5 }, 5, [])).toBe(5)
  })

  test('that is a list is mapped by its entries, or asked again as a whole', () => {
    const input = choice(['a', 'b'], true)
    expect(mapAnswer(input, ['a', 'c'], [{ from: 'c', to: 'a' }])).toEqual(['a'])
    expect(mapAnswer(input, ['a', 'c'], [{ from: 'c' }])).toBeUndefined()
    expect(mapAnswer(input, 'a', [])).toEqual(['a'])
    expect(mapAnswer(choice(['a', 'b']), ['b'], [])).toBe('b')
    expect(mapAnswer(choice(['a', 'b']), ['a', 'b'], [])).toBeUndefined()
  })

  test('goes through every move since it was given', () => {
    const moves = [
      { from: 1, to: 2, rules: [{ from: 'a', to: 'b' }], movedAtMs: 1 },
      { from: 2, to: 4, rules: [{ from: 'b', to: 'c' }], movedAtMs: 2 },
    ]
    const input = choice(['c'])
    expect(mapThroughMoves(input, { version: 1, value: 'a' }, moves)).toBe('c')
    expect(mapThroughMoves(input, { version: 2, value: 'b' }, moves)).toBe('c')
    expect(mapThroughMoves(input, { version: 2, value: 'a' }, moves)).toBeUndefined()
    expect(mapThroughMoves(input, { version: 4, value: 'c' }, moves)).toBe('c')
  })

  test('never becomes what its question does not take', () => {
    const option = fc.constantFrom('a', 'b', 'c', 'd')
    const scalar = fc.oneof(option, fc.boolean(), fc.integer({ min: 0, max: 6 }))
    const input = fc.oneof(
      fc.uniqueArray(option, { minLength: 1 }).chain((options) => fc.boolean().map((many) => choice(options, many))),
      fc.constant<LabelSchemaInput>({ type: 'passFail', positiveLabel: 'a', negativeLabel: 'b' }),
      fc.constant<LabelSchemaInput>({ type: 'rating', max: 5 }),
    )
    const rules = fc.array(fc.record({ from: scalar, to: scalar }, { requiredKeys: ['from'] }))
    fc.assert(
      fc.property(input, fc.oneof(scalar, fc.array(option)), rules, (into, value, given) => {
        const mapped = mapAnswer(into, value, given)
        if (mapped !== undefined) expect(findAnswerProblem(into, mapped)).toBeUndefined()
      }),
    )
  })
})

test('options that took the place of others are taken for renamed ones', () => {
  expect(findRenames(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([{ from: 'b', to: 'x' }])
  expect(findRenames(['a', 'b'], ['a', 'b', 'c'])).toEqual([])
  expect(findRenames(['a', 'b', 'c'], ['a', 'c'])).toEqual([])
  expect(findRenames(['a', 'b', 'c'], ['c', 'x', 'a'])).toEqual([])
  const [from, to]: LabelSchemaInput[] = [
    { type: 'passFail', positiveLabel: 'Yes', negativeLabel: 'No' },
    choice(['Yes', 'Perhaps']),
  ]
  expect(suggestRules(from as LabelSchemaInput, to as LabelSchemaInput)).toEqual([{ from: true, to: 'Yes' }])
})

test('what changed is told field by field', () => {
  const before = { title: 'T', enableComment: false, input: choice(['a', 'b', 'c', 'd']) }
  const after = { title: 'U', enableComment: false, isRequired: true, input: choice(['a', 'x', 'c', 'e', 'f']) }
  expect(listChanges(before, after)).toEqual([
    { what: 'field', field: 'title' },
    { what: 'field', field: 'isRequired' },
    { what: 'optionRenamed', option: 'b', to: 'x' },
    { what: 'optionRemoved', option: 'd' },
    { what: 'optionAdded', option: 'e' },
    { what: 'optionAdded', option: 'f' },
  ])
  const range = (max: number): LabelSchemaInput => ({ type: 'numeric', min: 0, max })
  expect(listChanges({ enableComment: true, input: range(5) }, { enableComment: true, input: range(9) })).toEqual([
    { what: 'setting', setting: 'max', before: '5', after: '9' },
  ])
  expect(listChanges(before, { ...before })).toEqual([])
})
