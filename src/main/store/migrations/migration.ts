import type { Database } from 'better-sqlite3'

/** One numbered step of the schema. Frozen once released: a later change is a new step. */
export interface Migration {
  version: number
  name: string
  /** Runs inside the runner's transaction. */
  up(db: Database): void
}
