/** Reads that may take long, by name; run in the reader thread. */
import type { Database } from 'better-sqlite3'
import { searchReads } from './search/search-reads.ts'
import { traceTextReads } from './trace-texts.ts'

export const reads = { ...traceTextReads, ...searchReads } satisfies Record<
  string,
  (db: Database, input: never) => unknown
>
export type Reads = typeof reads
