import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  changedKeys,
  defaultKeys,
  findActionOf,
  type KeyMap,
  labelActions,
  parseKeyMap,
  toKeyText,
  withKey,
} from '../../../../src/renderer/features/labeling-screen/key-map.ts'

const press = (key: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  toKeyText({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

function expectUnambiguous(map: KeyMap): void {
  expect(new Set(labelActions.map((action) => map[action])).size).toBe(labelActions.length)
}

test('a key event is called as commands write keys', () => {
  expect(press('a')).toBe('a')
  expect(press('A', { shiftKey: true })).toBe('shift+a')
  expect(press('!', { shiftKey: true })).toBe('!')
  expect(press('Enter', { shiftKey: true })).toBe('shift+Enter')
  expect(press('F2')).toBe('F2')
})

test('keys with a meaning of their own, and those of the app, cannot be taken', () => {
  for (const key of ['Escape', 'Tab', ' ', '?', 'ArrowLeft', 'Shift', 'Process']) expect(press(key)).toBeUndefined()
  expect(press('s', { ctrlKey: true })).toBeUndefined()
  expect(press('s', { metaKey: true })).toBeUndefined()
  expect(press('s', { altKey: true })).toBeUndefined()
})

test('no two actions begin with one key', () => expectUnambiguous(defaultKeys))

test('a key that is taken is swapped, so that every action keeps one', () => {
  const map = withKey(defaultKeys, 'skip', 'u')
  expect(map.skip).toBe('u')
  expect(map.undo).toBe('s')
  expect(findActionOf(map, 'u', 'skip')).toBeUndefined()
})

test('whatever keys are chosen in whatever order, each leads to one action, and survives being stored', () => {
  const key = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'.split(''), 'Enter', 'F2', 'shift+s', '/')
  const change = fc.record({ action: fc.constantFrom(...labelActions), key })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const map = changes.reduce<KeyMap>((each, { action, key: next }) => withKey(each, action, next), defaultKeys)
      expectUnambiguous(map)
      expect(parseKeyMap(changedKeys(map))).toEqual(map)
    }),
  )
})

test('what was stored by another version is read as far as it goes', () => {
  expect(parseKeyMap('nonsense')).toBeUndefined()
  expect(parseKeyMap([])).toBeUndefined()
  const map = parseKeyMap({ skip: 'x', undo: 'Escape', flag: 7, gone: 'y', submit: 'mod+s' })
  expect(map).toEqual({ ...defaultKeys, skip: 'x' })
})
