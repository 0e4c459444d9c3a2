/** Every change that MLflow clients can make, by name; run in the writer thread. */
import type { WriteContext } from './write-context.ts'
import { artifactWrites } from './writes/artifacts.ts'
import { assessmentWrites } from './writes/assessments.ts'
import { datasetWrites } from './writes/datasets.ts'
import { experimentWrites } from './writes/experiments.ts'
import { issueWrites } from './writes/issues.ts'
import { labelingWrites } from './writes/labeling.ts'
import { loggedModelWrites } from './writes/logged-models.ts'
import { runWrites } from './writes/runs.ts'
import { scorerWrites } from './writes/scorers.ts'
import { traceTagWrites } from './writes/trace-tags.ts'
import { traceWrites } from './writes/traces.ts'

export const writes = {
  ...experimentWrites,
  ...traceWrites,
  ...traceTagWrites,
  ...assessmentWrites,
  ...artifactWrites,
  ...runWrites,
  ...loggedModelWrites,
  ...scorerWrites,
  ...issueWrites,
  ...labelingWrites,
  ...datasetWrites,
} satisfies Record<string, (context: WriteContext, input: never) => unknown>
export type Writes = typeof writes
