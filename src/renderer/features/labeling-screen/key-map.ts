/** The keys of the labeling screen, which everyone may change for themselves. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import { type KeyStroke, parseStroke } from '../../ui/key-strokes.ts'

/** In the order in which the dialog lists them. */
export const labelActions = [
  'submit',
  'skip',
  'flag',
  'undo',
  'next',
  'previous',
  'jump',
  'nextQuestion',
  'previousQuestion',
  'write',
  'mark',
  'differences',
  'comment',
  'note',
  'unsure',
  'guidelines',
  'trace',
  'toDo',
  'items',
  'quiet',
  'leave',
  'option1',
  'option2',
  'option3',
  'option4',
  'option5',
  'option6',
  'option7',
  'option8',
  'option9',
  'option10',
] as const
export type LabelAction = (typeof labelActions)[number]
export type KeyMap = Readonly<Record<LabelAction, string>>

/** Which action chooses which option, first to tenth. */
export const optionActions = labelActions.filter((action) => action.startsWith('option'))

export const defaultKeys: KeyMap = {
  submit: 'Enter',
  skip: 's',
  flag: 'f',
  undo: 'u',
  next: 'j',
  previous: 'k',
  jump: 'g',
  nextQuestion: 'ArrowDown',
  previousQuestion: 'ArrowUp',
  write: 'e',
  mark: 'm',
  differences: 'v',
  comment: 'c',
  note: 'n',
  unsure: 'd',
  guidelines: 'h',
  trace: 'o',
  toDo: 't',
  items: 'l',
  quiet: 'z',
  leave: 'q',
  option1: '1',
  option2: '2',
  option3: '3',
  option4: '4',
  option5: '5',
  option6: '6',
  option7: '7',
  option8: '8',
  option9: '9',
  option10: '0',
}

/** Keys that mean something of their own everywhere: leaving fields, moving the focus, pressing what has it, the list of keys. */
const reserved = new Set(['Escape', 'Tab', ' ', '?', 'F5', 'F11', 'F12', 'ArrowLeft', 'ArrowRight'])
const modifiers = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
])

/**
 * What a key event would be called in a key map; undefined for modifiers alone, for keys that are reserved, and for Ctrl, Cmd and Alt,
 * which belong to the app and the system.
 */
export function toKeyText(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string | undefined {
  if (modifiers.has(event.key) || reserved.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) {
    return undefined
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  // A sign such as `!` tells of Shift by itself.
  const hasShift = event.shiftKey && (key.length > 1 || /[a-z0-9]/.test(key))
  return hasShift ? `shift+${key}` : key
}

function isKeyText(text: string): boolean {
  const { key, mod, alt, shift }: KeyStroke = parseStroke(text)
  const hasEvent = { key, ctrlKey: mod, metaKey: false, altKey: alt, shiftKey: shift }
  return key !== '' && toKeyText(hasEvent) === text
}

/** The action that has a key, other than `except`. */
export function findActionOf(map: KeyMap, key: string, except?: LabelAction): LabelAction | undefined {
  return labelActions.find((action) => action !== except && map[action] === key)
}

/** What was stored, by any version. A key that two actions would have goes to the one that changed it. */
export function parseKeyMap(stored: Json): KeyMap | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined
  let map = defaultKeys
  for (const action of labelActions) {
    const key = stored[action]
    if (typeof key === 'string' && isKeyText(key)) map = withKey(map, action, key)
  }
  return map
}

/** Gives an action a key; the action that had it gets the other's old one, so that none is without. */
export function withKey(map: KeyMap, action: LabelAction, key: string): KeyMap {
  const other = findActionOf(map, key, action)
  return { ...map, ...(other === undefined ? {} : { [other]: map[action] }), [action]: key }
}

/** Only what differs from the default is worth keeping. */
export function changedKeys(map: KeyMap): Record<string, string> {
  return Object.fromEntries(
    labelActions.flatMap((each) => (map[each] === defaultKeys[each] ? [] : [[each, map[each]]])),
  )
}
