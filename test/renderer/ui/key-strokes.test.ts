import { expect, test } from 'vitest'
import { matchesStroke, parseKeys, parseStroke, strokeCaps } from '../../../src/renderer/ui/key-strokes.ts'

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

test('mod is Ctrl, and Cmd on a Mac', () => {
  const stroke = parseStroke('mod+k')
  expect(matchesStroke({ ...none, key: 'k', ctrlKey: true }, stroke, false)).toBe(true)
  expect(matchesStroke({ ...none, key: 'k', metaKey: true }, stroke, false)).toBe(false)
  expect(matchesStroke({ ...none, key: 'k', metaKey: true }, stroke, true)).toBe(true)
  expect(matchesStroke({ ...none, key: 'k', ctrlKey: true }, stroke, true)).toBe(false)
})

test('a plain letter does not answer to one with modifiers', () => {
  const stroke = parseStroke('j')
  expect(matchesStroke({ ...none, key: 'j' }, stroke, false)).toBe(true)
  expect(matchesStroke({ ...none, key: 'j', ctrlKey: true }, stroke, false)).toBe(false)
  expect(matchesStroke({ ...none, key: 'J', shiftKey: true }, stroke, false)).toBe(false)
  expect(matchesStroke({ ...none, key: 'j', altKey: true }, stroke, false)).toBe(false)
})

test('shift counts for letters and named keys, not for characters that need it on some keyboards', () => {
  expect(matchesStroke({ ...none, key: 'J', shiftKey: true }, parseStroke('shift+j'), false)).toBe(true)
  expect(matchesStroke({ ...none, key: 'Enter', shiftKey: true }, parseStroke('shift+Enter'), false)).toBe(true)
  expect(matchesStroke({ ...none, key: '?', shiftKey: true }, parseStroke('?'), false)).toBe(true)
  expect(matchesStroke({ ...none, key: '?' }, parseStroke('?'), false)).toBe(true)
})

test('two strokes in a row are read as two', () => {
  expect(parseKeys('g t').map((stroke) => stroke.key)).toEqual(['g', 't'])
})

test('keys are shown as they are printed on the keyboard', () => {
  expect(strokeCaps(parseStroke('mod+shift+Enter'), false)).toEqual(['Ctrl', 'Shift', 'Enter'])
  expect(strokeCaps(parseStroke('mod+,'), true)).toEqual(['⌘', ','])
  expect(strokeCaps(parseStroke('ArrowDown'), false)).toEqual(['↓'])
})
