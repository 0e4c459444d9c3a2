import { expect, test } from 'vitest'
import { expandedWithin, jsonRows, pathText, portion } from '../../../src/renderer/ui/json-rows.ts'

const nothingShown = new Map<string, number>()

test('only what is expanded becomes rows', () => {
  const value = { a: { b: 1 }, c: [true, null] }
  const closed = jsonRows(value, { expanded: new Set(['[]']), shown: nothingShown })
  expect(closed.map((row) => row.name)).toEqual([undefined, 'a', 'c'])
  const open = jsonRows(value, { expanded: new Set(['[]', '["c"]']), shown: nothingShown })
  expect(open.map((row) => row.name)).toEqual([undefined, 'a', 'c', 0, 1])
  expect(open.map((row) => row.depth)).toEqual([0, 1, 1, 2, 2])
})

test('a long list comes in portions', () => {
  const value = Array.from({ length: 250 }, (_, index) => index)
  const first = jsonRows(value, { expanded: new Set(['[]']), shown: nothingShown })
  expect(first).toHaveLength(1 + portion + 1)
  expect(first.at(-1)).toMatchObject({ kind: 'more', count: 150 })
  const all = jsonRows(value, { expanded: new Set(['[]']), shown: new Map([['[]', 300]]) })
  expect(all).toHaveLength(251)
})

test('the first look opens levels only while they fit', () => {
  const value = { small: { a: 1 }, big: Array.from({ length: 80 }, () => 'x') }
  const expanded = expandedWithin(value, 20)
  expect(expanded.has('[]')).toBe(true)
  expect(expanded.has('["small"]')).toBe(true)
  expect(expanded.has('["big"]')).toBe(false)
  expect(expandedWithin(value, 1000).has('["big"]')).toBe(true)
})

test('empty containers have nothing to open', () => {
  const rows = jsonRows({ list: [], object: {} }, { expanded: new Set(['[]', '["list"]']), shown: nothingShown })
  expect(rows.filter((row) => row.isExpanded).map((row) => row.id)).toEqual(['[]'])
})

test('paths read like code', () => {
  expect(pathText(['messages', 0, 'content'])).toBe('messages[0].content')
  expect(pathText(['tags', 'a b'])).toBe('tags["a b"]')
  expect(pathText([2, 'x'])).toBe('[2].x')
  expect(pathText(['会話', 1])).toBe('["会話"][1]')
})
