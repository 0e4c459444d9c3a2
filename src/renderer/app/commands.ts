/**
 * Every action has a command: the palette lists it, the keyboard runs it, the help page shows its key.
 *
 *     useCommands(() => [{ id: 'traces.delete', title: t('traces.delete'), group: 'traces', keys: ['Delete'], run }], [t, run])
 *
 * Keys are written `mod+k` (Ctrl, or Cmd on a Mac), `shift+Enter`, `Delete`, `j`, `?`, or two in a row: `g t`.
 * When two commands that apply have the same key, the one registered last wins (a dialog over its screen).
 */
import { type DependencyList, useLayoutEffect, useSyncExternalStore } from 'react'
import type { english } from '../i18n/english.ts'

export type CommandGroup = keyof typeof english.shell.command.group

export interface Command {
  /** `area.doThing`; stable, also used by the Electron menu. */
  id: string
  /** In the language shown, sentence case. */
  title: string
  group: CommandGroup
  keys?: string[] | undefined
  /** Absent means always. */
  when?: (() => boolean) | undefined
  /** Also while typing in a field; only for keys with `mod` or function keys. */
  whileTyping?: boolean | undefined
  /** Kept out of the palette: makes sense by key only (next row). */
  isHidden?: boolean | undefined
  /** More words to find it by. */
  keywords?: string[] | undefined
  run: () => void
}

let commands: Command[] = []
const listeners = new Set<() => void>()

function changed(next: Command[]): void {
  commands = next
  for (const listener of listeners) listener()
}

/** Adds commands until the returned function is called. */
export function registerCommands(added: Command[]): () => void {
  changed([...commands, ...added])
  return () => {
    const removed = new Set(added)
    changed(commands.filter((command) => !removed.has(command)))
  }
}

/**
 * Registers commands while the component is mounted; made anew when `deps` change. Before the screen is drawn: whoever sees it can use
 * its keys.
 */
export function useCommands(make: () => Command[], deps: DependencyList): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller's list decides, as with effects themselves
  useLayoutEffect(() => registerCommands(make()), deps)
}

/** All registered commands, oldest first. */
export function registeredCommands(): Command[] {
  return commands
}

export function useRegisteredCommands(): Command[] {
  return useSyncExternalStore((onChange) => {
    listeners.add(onChange)
    return () => listeners.delete(onChange)
  }, registeredCommands)
}

export function isApplicable(command: Command): boolean {
  return command.when === undefined || command.when()
}

/** Runs a command by id if it is registered and applies; tells whether it did. */
export function runCommand(id: string): boolean {
  const command = commands.findLast((candidate) => candidate.id === id && isApplicable(candidate))
  command?.run()
  return command !== undefined
}
