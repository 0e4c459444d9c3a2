import { expect, test } from 'vitest'
import {
  isEmpty,
  isSelected,
  noSelection,
  selectAll,
  selectedCount,
  setSelected,
  toggle,
  toTraceSelection,
} from '../../../../src/renderer/features/traces/selection.ts'

test('selects and deselects single traces', () => {
  const one = toggle(noSelection, 'a')
  expect(isSelected(one, 'a')).toBe(true)
  expect(isSelected(one, 'b')).toBe(false)
  expect(isEmpty(toggle(one, 'a'))).toBe(true)
})

test('selects a range at once', () => {
  const range = setSelected(noSelection, ['a', 'b', 'c'], true)
  expect(selectedCount(range, undefined)).toBe(3)
  expect(toTraceSelection(setSelected(range, ['b'], false))).toEqual({ traceIds: ['a', 'c'] })
})

test('everything a filter finds, except some, without listing ids', () => {
  const filter = { names: ['chat'] }
  const selection = toggle(selectAll(filter), 'b')
  expect(isSelected(selection, 'a')).toBe(true)
  expect(isSelected(selection, 'b')).toBe(false)
  expect(selectedCount(selection, 200_000)).toBe(199_999)
  expect(selectedCount(selection, undefined)).toBeUndefined()
  expect(toTraceSelection(selection)).toEqual({ filter, except: ['b'] })
  expect(toTraceSelection(toggle(selection, 'b'))).toEqual({ filter, except: [] })
})
