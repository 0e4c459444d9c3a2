import { expect, test } from 'vitest'
import { cutAtRanges, moveCursor, selectedRange, type TextRange } from '../../../src/renderer/ui/text-cursor.ts'

const text = 'Use dry lube. Or wax? Yes.'
const at = (focus: number): TextRange => ({ anchor: focus, focus })
const shown = (given: string, range: TextRange) => {
  const found = selectedRange(given, range)
  return found && given.slice(found.start, found.end)
}

test('arrows go from word to word and from sentence to sentence', () => {
  expect(moveCursor(text, at(0), 'word', 1, false)).toEqual(at(4))
  expect(moveCursor(text, at(6), 'word', -1, false)).toEqual(at(4))
  expect(moveCursor(text, at(0), 'sentence', 1, false)).toEqual(at(14))
  expect(moveCursor(text, at(24), 'sentence', -1, false)).toEqual(at(22))
  expect(moveCursor(text, at(22), 'word', 1, false)).toEqual(at(text.length))
  expect(moveCursor(text, at(0), 'word', -1, false)).toEqual(at(0))
  expect(moveCursor('a👩‍🚀b', at(1), 'character', 1, false)).toEqual(at(6))
})

test('a selection grows and shrinks by whole words', () => {
  const one = moveCursor(text, at(4), 'word', 1, true)
  const two = moveCursor(text, one, 'word', 1, true)
  expect([shown(text, one), shown(text, two)]).toEqual(['dry', 'dry lube'])
  expect(moveCursor(text, two, 'word', -1, true)).toEqual(one)
  expect(moveCursor(text, one, 'word', -1, true)).toEqual(at(4))
  const back = moveCursor(text, at(4), 'word', -1, true)
  expect(shown(text, back)).toBe('Use')
  expect(moveCursor(text, back, 'word', 1, true)).toEqual(at(4))
  expect(shown(text, moveCursor(text, at(14), 'sentence', 1, true))).toBe('Or wax?')
})

test('an arrow without Shift leads to the edge of a selection', () => {
  expect(moveCursor(text, { anchor: 4, focus: 12 }, 'word', 1, false)).toEqual(at(12))
  expect(moveCursor(text, { anchor: 12, focus: 4 }, 'word', -1, false)).toEqual(at(4))
})

test('Japanese has words, too', () => {
  const japanese = '乾式の油を使います。冬は湿式です。'
  expect(shown(japanese, moveCursor(japanese, at(0), 'word', 1, true))?.length).toBeLessThan(4)
  expect(shown(japanese, moveCursor(japanese, at(0), 'sentence', 1, true))).toBe('乾式の油を使います。')
})

test('space at the ends is not selected, and space alone is nothing', () => {
  expect(selectedRange(text, { anchor: 13, focus: 3 })).toEqual({ start: 4, end: 13 })
  expect(selectedRange(text, { anchor: 13, focus: 14 })).toBeUndefined()
})

test('a text is cut where marks begin and end, and every piece knows what covers it', () => {
  const pieces = cutAtRanges(10, [
    { start: 2, end: 6 },
    { start: 4, end: 8 },
  ])
  expect(pieces.map(({ start, end, covering }) => [start, end, covering])).toEqual([
    [0, 2, []],
    [2, 4, [0]],
    [4, 6, [0, 1]],
    [6, 8, [1]],
    [8, 10, []],
  ])
})
