/** Key names as commands write them, and what a key event means. Pure. */

export interface KeyStroke {
  mod: boolean
  alt: boolean
  shift: boolean
  /** `KeyboardEvent.key`, letters in lower case. */
  key: string
}

type KeyEvent = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** `mod+shift+Enter` to its parts. */
export function parseStroke(text: string): KeyStroke {
  const parts = text === '+' ? ['+'] : text.split('+')
  const key = parts.at(-1) ?? ''
  return {
    mod: parts.includes('mod'),
    alt: parts.includes('alt'),
    shift: parts.includes('shift'),
    key: key.length === 1 ? key.toLowerCase() : key,
  }
}

/** A shortcut is one stroke or two in a row: `mod+k`, `g t`. */
export function parseKeys(keys: string): KeyStroke[] {
  return keys.split(' ').map(parseStroke)
}

/** Keys whose character already tells of Shift, such as `?`: Shift itself is not compared. */
function isShiftedCharacter(key: string): boolean {
  return key.length === 1 && !/[a-z0-9 ]/.test(key)
}

export function matchesStroke(event: KeyEvent, stroke: KeyStroke, isMac: boolean): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const mod = isMac ? event.metaKey : event.ctrlKey
  const otherMod = isMac ? event.ctrlKey : event.metaKey
  return (
    key === stroke.key &&
    mod === stroke.mod &&
    !otherMod &&
    event.altKey === stroke.alt &&
    (isShiftedCharacter(stroke.key) || event.shiftKey === stroke.shift)
  )
}

const symbols: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  ' ': 'Space',
}

/** The caps to show for one stroke: `['Ctrl', 'K']`, on a Mac `['⌘', 'K']`. */
export function strokeCaps(stroke: KeyStroke, isMac: boolean): string[] {
  const caps: string[] = []
  if (stroke.mod) caps.push(isMac ? '⌘' : 'Ctrl')
  if (stroke.alt) caps.push(isMac ? '⌥' : 'Alt')
  if (stroke.shift) caps.push(isMac ? '⇧' : 'Shift')
  caps.push(symbols[stroke.key] ?? (stroke.key.length === 1 ? stroke.key.toUpperCase() : stroke.key))
  return caps
}
