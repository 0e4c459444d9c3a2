import { expect, test } from 'vitest'
import {
  countOptions,
  isSingleChoice,
  optionValue,
  toggled,
} from '../../../../src/renderer/features/labeling-screen/choose-option.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../../src/shared/model/labeling.ts'

const ask = (input: LabelSchemaInput, enableComment = false): LabelSchema => ({
  schemaId: 'ls-1',
  experimentId: '0',
  version: 1,
  name: 'q',
  type: 'feedback',
  enableComment,
  input,
  createdAtMs: 0,
  updatedAtMs: 0,
})
const passFail = ask({ type: 'passFail', positiveLabel: 'Yes', negativeLabel: 'No' })
const colours = ask({ type: 'categorical', options: ['red', 'green', 'blue'], isMultiple: false })
const several = ask({ type: 'categorical', options: ['red', 'green', 'blue'], isMultiple: true })
const stars = ask({ type: 'rating', max: 5 })
const text = ask({ type: 'text' })

test('digits count through the options as they stand', () => {
  expect([0, 1, 2].map((at) => optionValue(passFail, at))).toEqual([true, false, undefined])
  expect([0, 2, 3].map((at) => optionValue(colours, at))).toEqual(['red', 'blue', undefined])
  expect([0, 4, 5].map((at) => optionValue(stars, at))).toEqual([1, 5, undefined])
  expect(optionValue(text, 0)).toBeUndefined()
  expect([passFail, colours, stars, text, undefined].map(countOptions)).toEqual([2, 3, 5, undefined, undefined])
})

test('one digit says it all where one option is chosen and nothing else is asked', () => {
  expect([passFail, colours, stars].every(isSingleChoice)).toBe(true)
  expect([several, text, ask(colours.input, true)].some(isSingleChoice)).toBe(false)
})

test('several options are switched one by one and kept in the order of the question', () => {
  expect(toggled(several, undefined, 'blue')).toEqual(['blue'])
  expect(toggled(several, ['blue'], 'red')).toEqual(['red', 'blue'])
  expect(toggled(several, ['red', 'blue'], 'blue')).toEqual(['red'])
  expect(toggled(several, ['red'], 'red')).toBeUndefined()
})
