import { expect, test } from 'vitest'
import {
  addOption,
  moveOption,
  type OptionsChange,
  pasteOptions,
  removeOption,
} from '../../../../src/renderer/features/schemas/option-moves.ts'
import { toOption } from '../../../../src/renderer/features/schemas/schema-draft.ts'

const options = ['a', 'b', 'c'].map((text) => toOption(text))

/** The texts in order, the one with the focus in brackets. */
function shown(change: OptionsChange | undefined): string[] | undefined {
  return change?.options.map(({ key, text }) => (key === change.focusKey ? `[${text}]` : text))
}

test('a new option comes after the one it was asked from, and has the focus', () => {
  expect(shown(addOption(options, 0))).toEqual(['a', '[]', 'b', 'c'])
  expect(shown(addOption(options))).toEqual(['a', 'b', 'c', '[]'])
})

test('after removal the next option has the focus, at the end the last', () => {
  expect(shown(removeOption(options, 0))).toEqual(['[b]', 'c'])
  expect(shown(removeOption(options, 2))).toEqual(['a', '[b]'])
})

test('an option moves with the focus and stops at the ends', () => {
  expect(shown(moveOption(options, 1, -1))).toEqual(['[b]', 'a', 'c'])
  expect(shown(moveOption(options, 1, 1))).toEqual(['a', 'c', '[b]'])
  expect(shown(moveOption(options, 0, -1))).toEqual(['[a]', 'b', 'c'])
  expect(shown(moveOption(options, 2, 1))).toEqual(['a', 'b', '[c]'])
})

test('several lines become several options, one line stays text', () => {
  expect(shown(pasteOptions([toOption('')], 0, 'x\r\n\n y \nz'))).toEqual(['x', 'y', '[z]'])
  expect(shown(pasteOptions(options, 0, 'x\ny'))).toEqual(['a', 'x', '[y]', 'b', 'c'])
  expect(pasteOptions(options, 0, 'x\n')).toBeUndefined()
})

test('pasted lines take the empty rows that follow, no more than they need', () => {
  const blank = () => toOption('')
  expect(shown(pasteOptions([blank(), blank()], 0, 'x\ny\nz'))).toEqual(['x', 'y', '[z]'])
  expect(shown(pasteOptions([toOption('a'), blank(), toOption('b')], 0, 'x\ny'))).toEqual(['a', 'x', '[y]', 'b'])
  expect(shown(pasteOptions([blank(), blank(), blank()], 0, 'x\ny'))).toEqual(['x', '[y]', ''])
})
