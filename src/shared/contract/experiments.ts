import * as z from 'zod'
import {
  EvaluationConfig,
  EvaluationEstimate,
  EvaluationItem,
  EvaluationItemState,
  EvaluationOpening,
  EvaluationProgress,
  EvaluationSample,
  EvaluationSource,
} from '../model/evaluation.ts'
import { EvaluationRow, EvaluationSummary, Experiment } from '../model/run.ts'
import { procedure } from './errors.ts'

export const experiments = {
  /** Active ones by name, the default one first. */
  list: procedure.output(z.array(Experiment)),
}

const RunRef = z.object({ runId: z.string() })

export const evaluations = {
  /** Newest first. */
  list: procedure.output(z.array(EvaluationSummary)),
  get: procedure.input(RunRef).output(EvaluationSummary),
  /** Its traces in the order in which they were linked, with what the run said of each. */
  rows: procedure
    .input(RunRef.extend({ cursor: z.string().optional(), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ rows: z.array(EvaluationRow), nextCursor: z.string().optional() })),
  /**
   * Makes a run of Assay's own and starts it as a job. CONFLICT with `sealed` in its data: the split is sealed, and no
   * `opening` says what for.
   */
  start: procedure
    .input(EvaluationConfig.extend({ opening: EvaluationOpening.optional() }))
    .output(RunRef.extend({ jobId: z.string() })),
  /** How many rows a source has, and the first few, to try targets on; none of a sealed split. Throws as `start`. */
  sample: procedure
    .input(z.object({ source: EvaluationSource, limit: z.number().int().min(1).max(50) }))
    .output(z.object({ total: z.number(), rows: z.array(EvaluationSample) })),
  /** What a run would do and cost. Throws as `start`. */
  estimate: procedure.input(EvaluationConfig.omit({ name: true })).output(EvaluationEstimate),
  /**
   * Continues a run that was cancelled, paused or interrupted, where it stopped. `maxCostUsd`: another limit, `null` for none.
   * `isRetry`: rows that failed, and scorers that could not say anything, are asked again; of a run that is done, too.
   */
  resume: procedure
    .input(RunRef.extend({ maxCostUsd: z.number().min(0).nullable().optional(), isRetry: z.boolean().optional() }))
    .output(z.object({ jobId: z.string() })),
  /** Begins no further row; those under way end first. CONFLICT: it does not run. */
  pause: procedure.input(RunRef).output(z.void()),
  /** Ends calls that are under way, too, and a run that waits. CONFLICT: it neither runs nor waits. */
  cancel: procedure.input(RunRef).output(z.void()),
  /** What a run of Assay's own was asked to do. */
  config: procedure.input(RunRef).output(EvaluationConfig),
  /** Rows of a run of Assay's own, in order; those of one state where given. */
  items: procedure
    .input(
      RunRef.extend({
        state: EvaluationItemState.optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.object({ items: z.array(EvaluationItem), nextCursor: z.string().optional() })),
  /** Of a run of Assay's own; NOT_FOUND for one that a client made. */
  progress: procedure.input(RunRef).output(EvaluationProgress),
}
