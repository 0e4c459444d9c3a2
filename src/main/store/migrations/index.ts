import type { Database } from 'better-sqlite3'
import { migration0001 } from './0001-traces.ts'

/** One numbered step of the schema. Frozen once released: a later change is a new step. */
export interface Migration {
  version: number
  name: string
  /** Runs inside the runner's transaction. */
  up(db: Database): void
}

/** Strictly increasing. */
export const migrations: readonly Migration[] = [migration0001]
