/** Experiments and runs: MLflow's words, which evaluations and labeling sessions are instances of. */
import * as z from 'zod'
import { Assessment } from './assessment.ts'
import { EvaluationState } from './evaluation.ts'
import { TraceRow } from './trace.ts'

const Texts = z.record(z.string(), z.string())

export const Experiment = z.object({
  /** A whole number as text; `0` is the default experiment. */
  experimentId: z.string(),
  name: z.string(),
  lifecycleStage: z.enum(['active', 'deleted']),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  tags: Texts,
})
export type Experiment = z.infer<typeof Experiment>

/** MLflow's run states. */
export const RunStatus = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'])
export type RunStatus = z.infer<typeof RunStatus>

/** One logged value. `value` is null for what is not a number; infinities travel as texts, as JSON has none. */
export const Metric = z.object({
  key: z.string(),
  value: z.union([z.number(), z.literal(['Infinity', '-Infinity']), z.null()]),
  timestampMs: z.number(),
  step: z.number(),
  modelId: z.string().optional(),
  datasetName: z.string().optional(),
  datasetDigest: z.string().optional(),
})
export type Metric = z.infer<typeof Metric>

/** A run with the newest value of each metric. */
export const Run = z.object({
  /** 32 hex characters. */
  runId: z.string(),
  experimentId: z.string(),
  name: z.string(),
  userId: z.string(),
  status: RunStatus,
  startMs: z.number(),
  endMs: z.number().optional(),
  lifecycleStage: z.enum(['active', 'deleted']),
  tags: Texts,
  params: Texts,
  metrics: z.array(Metric),
})
export type Run = z.infer<typeof Run>

/** What one scorer said in a run, counted over valid assessments. */
export const ScorerSummary = z.object({
  name: z.string(),
  count: z.number(),
  /** Of them: the scorer itself failed, so that there is no value. */
  errorCount: z.number(),
  /** Of them: a value that is a verdict (`verdict.ts`), by what it says. Both 0 for scorers that give numbers. */
  passCount: z.number(),
  failCount: z.number(),
})
export type ScorerSummary = z.infer<typeof ScorerSummary>

/**
 * A run as a row of the evaluations screen: one that `mlflow.genai.evaluate` made (tag `mlflow.runType`), or that
 * assessments name as their source.
 */
export const EvaluationSummary = Run.extend({
  experimentName: z.string(),
  /** Of a run that Assay made itself; MLflow knows no waiting. */
  state: EvaluationState.optional(),
  /** Traces linked to the run. */
  traceCount: z.number(),
  /** Names of the feedback that the run gave (expectations are not scorers), by name. */
  scorers: z.array(ScorerSummary),
})
export type EvaluationSummary = z.infer<typeof EvaluationSummary>

/** One judged trace of an evaluation. */
export const EvaluationRow = z.object({
  trace: TraceRow,
  /** Valid assessments that this run made on the trace or its spans. */
  results: z.array(Assessment),
  /** Valid expectations on the trace, whoever set them. */
  expectations: z.array(Assessment),
})
export type EvaluationRow = z.infer<typeof EvaluationRow>
