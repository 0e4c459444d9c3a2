/** Every change that MLflow clients can make, by name; run in the writer thread. */
import type { WriteContext } from './backend.ts'
import { datasetWrites } from './writes/datasets.ts'
import { experimentWrites } from './writes/experiments.ts'
import { issueWrites } from './writes/issues.ts'
import { labelingWrites } from './writes/labeling.ts'
import { loggedModelWrites } from './writes/logged-models.ts'
import { runWrites } from './writes/runs.ts'
import { scorerWrites } from './writes/scorers.ts'

export const writes = {
  ...experimentWrites,
  ...runWrites,
  ...loggedModelWrites,
  ...scorerWrites,
  ...issueWrites,
  ...labelingWrites,
  ...datasetWrites,
} satisfies Record<string, (context: WriteContext, input: never) => unknown>
export type Writes = typeof writes
