/** Every change that MLflow clients can make, by name; run in the writer thread. */
import type { WriteContext } from './backend.ts'
import { runWrites } from './writes/runs.ts'

export const writes = { ...runWrites } satisfies Record<string, (context: WriteContext, input: never) => unknown>
export type Writes = typeof writes
