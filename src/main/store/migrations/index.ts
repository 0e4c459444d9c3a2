import { migration0001 } from './0001-traces.ts'
import type { Migration } from './migration.ts'

/** Strictly increasing. */
export const migrations: readonly Migration[] = [migration0001]
