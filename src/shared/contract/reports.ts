import * as z from 'zod'
import {
  Dimension,
  mostCompared,
  PairOutcome,
  ReportFormat,
  ReportRequest,
  RowTexts,
  RunComparison,
  RunPair,
  RunReport,
  SliceReport,
} from '../model/report.ts'
import { procedure } from './errors.ts'

const RunRef = z.object({ runId: z.string() })
/** Numbers of which less is more, by scorer; measures are known to be. */
const LowerIsBetter = z.array(z.string()).max(200).default([])

/** Evaluations as figures, whether they ran here or a client of MLflow made them. Computed off the engine thread. */
export const reports = {
  summary: procedure.input(RunRef).output(RunReport),
  slices: procedure.input(RunRef.extend({ dimension: Dimension })).output(SliceReport),
  /** Traces of the rows of one slice. */
  sliceTraces: procedure
    .input(RunRef.extend({ dimension: Dimension, value: z.string().nullable() }))
    .output(z.object({ traceIds: z.array(z.string()) })),
  /** The first run with each of the others. */
  compare: procedure
    .input(z.object({ runIds: z.array(z.string()).min(2).max(mostCompared), lowerIsBetter: LowerIsBetter }))
    .output(RunComparison),
  /** What got worse comes first; with a scorer it alone decides what did. */
  pairs: procedure
    .input(
      z.object({
        baselineId: z.string(),
        candidateId: z.string(),
        lowerIsBetter: LowerIsBetter,
        scorer: z.string().optional(),
        outcomes: z.array(PairOutcome).optional(),
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(z.object({ pairs: z.array(RunPair), total: z.number() })),
  /** The whole input and output of a row. */
  texts: procedure.input(RunRef.extend({ rowId: z.string() })).output(RowTexts),
  /** Starts writing a report, or with several runs a comparison with the first; the job has an `exportReport`. Without a path it is downloaded. */
  export: procedure
    .input(
      ReportRequest.extend({ lowerIsBetter: LowerIsBetter, format: ReportFormat, path: z.string().min(1).optional() }),
    )
    .output(z.object({ jobId: z.string() })),
  /** The same as one page that loads nothing and runs nothing, to be printed. */
  html: procedure.input(ReportRequest.extend({ lowerIsBetter: LowerIsBetter })).output(z.object({ html: z.string() })),
}
