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
  const isSequence = started !== undefined && event.timeStamp - started.atMs < sequencePauseMs
  const firstKeys = isSequence ? started?.firstKeys : undefined
  let begun: string | undefined
  const candidates = registeredCommands().filter((command) => {
    if (command.keys === undefined || (isTyping && command.whileTyping !== true)) return false
    return !isBehindDialog || command.id.startsWith('dialog.')
  })
  const matches = (command: Command, isSecond: boolean) =>
    command.keys?.some((keys) => {
      const [first, second] = parseKeys(keys)
      if (first === undefined) return false
      const begins = keys.split(' ')[0]
      if (isSecond) {
        return (
          second !== undefined && begins === firstKeys && matchesStroke(event, second, isMac) && isApplicable(command)
        )
      }
      if (!matchesStroke(event, first, isMac) || !isApplicable(command)) return false
      if (second !== undefined) begun = begins
      return second === undefined
    })
  // The second key of `g e` ends what the first began, even where `e` alone means something.
  const found =
    candidates.findLast((command) => firstKeys !== undefined && matches(command, true)) ??
    candidates.findLast((command) => matches(command, false))
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
