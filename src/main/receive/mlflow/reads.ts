/** Reads that may take long, by name; run in the reader thread. */
import type { Database } from 'better-sqlite3'

export const reads = {} satisfies Record<string, (db: Database, input: never) => unknown>
export type Reads = typeof reads
