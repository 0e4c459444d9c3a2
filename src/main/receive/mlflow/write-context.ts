/** The form of the named functions: what a change or a slow read is handed, and what it tells. */
import type { Database } from 'better-sqlite3'

/** What a write changed; told to the interface after the commit. */
export type Change =
  | { topic: 'traces'; kind: 'arrived' | 'changed' | 'deleted'; traceIds: string[] }
  | { topic: 'assessments'; traceIds: string[] }
  | { topic: 'experiments' | 'runs' | 'labeling' | 'datasets' }

/** Handed to every write. */
export interface WriteContext {
  db: Database
  nowMs: number
  touch(change: Change): void
}

/** A function over the connection of the writer thread; input and answer are structured-cloneable. */
export type Write<Input = never, Output = unknown> = (context: WriteContext, input: Input) => Output
/** A function over the connection of the reader thread. */
export type Read<Input = never, Output = unknown> = (db: Database, input: Input) => Output
