/**
 * The one key listener. Runs the command whose shortcut was pressed, never while someone types in a field
 * (unless the command says so) or composes Japanese, and not behind an open dialog.
 */

import { matchesStroke, parseKeys } from '../ui/key-strokes.ts'
import { type Command, isApplicable, registeredCommands } from './commands.ts'

/** How long the second key of `g t` may take. */
const sequencePauseMs = 1200

let started: { firstKeys: string; atMs: number } | undefined

function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  // Lists and menus of Mantine use letters and arrows themselves.
  return target.closest('[role="listbox"], [role="menu"]') !== null
}

/** A dialog covers the screen: only commands registered by the dialog itself, marked by `dialog.`, may run. */
function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null
}

function findCommand(event: KeyboardEvent, isMac: boolean): Command | undefined {
  const isTyping = isTypingTarget(event.target)
  const isBehindDialog = isDialogOpen()
  let begun: string | undefined
  const found = registeredCommands().findLast((command) => {
    if (command.keys === undefined || (isTyping && command.whileTyping !== true)) return false
    if (isBehindDialog && !command.id.startsWith('dialog.')) return false
    return command.keys.some((keys) => {
      const strokes = parseKeys(keys)
      const [first, second] = strokes
      if (first === undefined) return false
      if (second === undefined) return matchesStroke(event, first, isMac) && isApplicable(command)
      const firstKeys = keys.split(' ')[0]
      if (
        started !== undefined &&
        started.firstKeys === firstKeys &&
        event.timeStamp - started.atMs < sequencePauseMs
      ) {
        return matchesStroke(event, second, isMac) && isApplicable(command)
      }
      if (matchesStroke(event, first, isMac) && isApplicable(command)) begun = firstKeys
      return false
    })
  })
  started = found === undefined && begun !== undefined ? { firstKeys: begun, atMs: event.timeStamp } : undefined
  return found
}

/** Listens for the life of the window. Returns the stop function. */
export function startKeyboard(isMac: boolean): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
    if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return
    const command = findCommand(event, isMac)
    if (command === undefined) return
    event.preventDefault()
    command.run()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}
