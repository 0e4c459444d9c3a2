/**
 * Messages between the engine and its worker threads: named commands with one answer each, cancelled by id, and
 * one-way events. A thread's commands are one object of functions; callers get their types from it.
 */
import type { WireError } from './wire-error.ts'

/** What a running command is told: `signal` aborts when the caller no longer wants the answer. */
export interface CommandCall {
  signal: AbortSignal
}

/** A thread's commands by name. Synchronous ones cannot be interrupted, only taken back before they start. */
export type Commands = Record<string, (input: never, call: CommandCall) => unknown>

export type CommandInput<T extends Commands, K extends keyof T> = Parameters<T[K]>[0]
export type CommandOutput<T extends Commands, K extends keyof T> = Awaited<ReturnType<T[K]>>

export type ToThread = { kind: 'call'; id: number; name: string; input: unknown } | { kind: 'cancel'; id: number }

export type FromThread =
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; error: WireError }
  | { kind: 'event'; event: unknown }
