import * as z from 'zod'
import { EvaluationConfig, EvaluationProgress } from '../model/evaluation.ts'
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
  /** Makes a run of Assay's own and starts it as a job. */
  start: procedure.input(EvaluationConfig).output(RunRef.extend({ jobId: z.string() })),
  /** Continues a run that was cancelled, paused or interrupted, where it stopped. */
  resume: procedure.input(RunRef).output(z.object({ jobId: z.string() })),
  /** Of a run of Assay's own; NOT_FOUND for one that a client made. */
  progress: procedure.input(RunRef).output(EvaluationProgress),
}
