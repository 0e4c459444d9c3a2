/** What an evaluation came to: figures with their intervals, parts of it, and how it compares with another one. */
import * as z from 'zod'
import { Json } from './json.ts'
import { RunStatus } from './run.ts'

/** Parts with fewer judged rows say little; they are shown with a warning. */
export const fewRows = 20

/** The most that can be compared at once, the one they are compared with among them. */
export const mostCompared = 6

/** `verdict`: pass or fail (`verdict.ts`); `number`; `category`: any other value, or values of several kinds. */
export const ScorerKind = z.enum(['verdict', 'number', 'category'])
export type ScorerKind = z.infer<typeof ScorerKind>

/** A figure with its 95 % interval; without an interval where there is too little to say. */
const Estimate = { value: z.number().optional(), low: z.number().optional(), high: z.number().optional() }

/** What one scorer said of a number of rows; of several results on a row the newest counts. */
export const ScorerFigure = z.object({
  name: z.string(),
  kind: ScorerKind,
  /** Rows with a value; rows of which the scorer failed; rows of which it said nothing. */
  count: z.number(),
  errorCount: z.number(),
  missingCount: z.number(),
  /** Verdicts: the share that passes, with Wilson's interval. Numbers: the mean, with a bootstrap interval. Categories: none. */
  ...Estimate,
})
export type ScorerFigure = z.infer<typeof ScorerFigure>

/** Values from `from` up to, but not including, `to`; the last bin has its upper end. Equal ends: exactly this value. */
export const Bin = z.object({ from: z.number(), to: z.number(), count: z.number() })
export type Bin = z.infer<typeof Bin>

export const ScorerReport = ScorerFigure.extend({
  /** Of verdicts. */
  passCount: z.number().optional(),
  failCount: z.number().optional(),
  /** Of numbers. */
  median: z.object({ value: z.number(), low: z.number().optional(), high: z.number().optional() }).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  bins: z.array(Bin).optional(),
  /** Of categories, the most frequent first, with Wilson's interval of their share. */
  categories: z
    .array(z.object({ value: z.string(), count: z.number(), share: z.number(), low: z.number(), high: z.number() }))
    .optional(),
})
export type ScorerReport = z.infer<typeof ScorerReport>

export const MeasureName = z.enum(['durationMs', 'inputTokens', 'outputTokens', 'costUsd'])
export type MeasureName = z.infer<typeof MeasureName>

/** What rows took, over those of which it is known. */
export const MeasureReport = z.object({
  name: MeasureName,
  count: z.number(),
  sum: z.number(),
  mean: z.number(),
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  max: z.number(),
})
export type MeasureReport = z.infer<typeof MeasureReport>

/** What rows can be told apart by. `key`: of a tag, or of an expectation. */
export const Dimension = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tag'), key: z.string() }),
  z.object({ kind: z.literal('expectation'), key: z.string() }),
  z.object({ kind: z.literal('model') }),
  z.object({ kind: z.literal('split') }),
  z.object({ kind: z.literal('code') }),
])
export type Dimension = z.infer<typeof Dimension>

/** Rows with one value; a row with several codes is in several. `value` is null for those that have none. */
export const Slice = z.object({ value: z.string().nullable(), rowCount: z.number(), scorers: z.array(ScorerFigure) })
export type Slice = z.infer<typeof Slice>

export const SliceReport = z.object({
  dimension: Dimension,
  /** The largest first. */
  slices: z.array(Slice),
  /** Values beyond those shown. */
  otherCount: z.number(),
})
export type SliceReport = z.infer<typeof SliceReport>

/** Which run a figure is of. */
export const ReportedRun = z.object({
  runId: z.string(),
  name: z.string(),
  experimentName: z.string(),
  status: RunStatus,
  startMs: z.number(),
  endMs: z.number().optional(),
  rowCount: z.number(),
  /** Rows whose target gave nothing, and rows that wait; both 0 for runs of MLflow's clients, which say neither. */
  failedCount: z.number(),
  waitingCount: z.number(),
  /** What it ran over and what was asked, as far as the run says. */
  dataset: z.object({ name: z.string(), version: z.number().optional(), split: z.string().optional() }).optional(),
  target: z.string().optional(),
  /** Scorers with their versions and models. */
  scoredBy: z.string().optional(),
})
export type ReportedRun = z.infer<typeof ReportedRun>

export const RunReport = z.object({
  run: ReportedRun,
  scorers: z.array(ScorerReport),
  measures: z.array(MeasureReport),
  dimensions: z.array(z.object({ dimension: Dimension, valueCount: z.number() })),
  /** Of the resampled intervals: the same run gives the same figures. */
  seed: z.string(),
})
export type RunReport = z.infer<typeof RunReport>

/** How a row changed: by verdicts and numbers whose direction is known. `unclear`: some better, some worse. */
export const PairOutcome = z.enum(['worse', 'unclear', 'better', 'same'])
export type PairOutcome = z.infer<typeof PairOutcome>

/** One scorer, or one measure, over the rows of which both runs have its value. */
export const ScorerComparison = z.object({
  name: z.string(),
  kind: ScorerKind,
  isMeasure: z.boolean(),
  isLowerBetter: z.boolean(),
  pairCount: z.number(),
  /** Pairs of which one or both have no value. */
  incompleteCount: z.number(),
  /** By the candidate. Of categories only `ties` and the rest, as none is better. */
  wins: z.number(),
  losses: z.number(),
  ties: z.number(),
  /** Share that passes, or mean, of the pairs counted. */
  baseline: z.number().optional(),
  candidate: z.number().optional(),
  /** Candidate less baseline, with a paired bootstrap interval. */
  difference: z.object(Estimate).optional(),
  /** Exact for verdicts (McNemar), signed ranks for numbers (Wilcoxon); absent without a pair that differs. */
  test: z.object({ method: z.enum(['mcnemar', 'wilcoxon']), pValue: z.number(), isExact: z.boolean() }).optional(),
})
export type ScorerComparison = z.infer<typeof ScorerComparison>

export const CandidateComparison = z.object({
  run: ReportedRun,
  pairCount: z.number(),
  /** Of them by the record of the dataset, the others by equal inputs. */
  byRecordCount: z.number(),
  onlyBaselineCount: z.number(),
  onlyCandidateCount: z.number(),
  outcomes: z.record(PairOutcome, z.number()),
  scorers: z.array(ScorerComparison),
})
export type CandidateComparison = z.infer<typeof CandidateComparison>

export const RunComparison = z.object({
  baseline: ReportedRun,
  candidates: z.array(CandidateComparison),
  seed: z.string(),
})
export type RunComparison = z.infer<typeof RunComparison>

/** One side of a pair: its trace, where it has one, and what scorers said of it, or why they could not. */
const PairSide = z.object({
  rowId: z.string(),
  traceId: z.string().optional(),
  output: z.string().optional(),
  values: z.record(z.string(), Json),
  /** Codes of failures, by scorer. */
  errors: z.record(z.string(), z.string()),
})

export const RunPair = z.object({
  outcome: PairOutcome,
  input: z.string().optional(),
  baseline: PairSide,
  candidate: PairSide,
  /** By scorer, where both have a value: what the candidate did. `changed`: another category. */
  changes: z.record(z.string(), z.enum(['win', 'loss', 'tie', 'changed'])),
})
export type RunPair = z.infer<typeof RunPair>

/** The two whole texts of a row. */
export const RowTexts = z.object({ input: z.string(), output: z.string() })
export type RowTexts = z.infer<typeof RowTexts>

export const ReportFormat = z.enum(['html', 'csv', 'json'])
export type ReportFormat = z.infer<typeof ReportFormat>

export const ReportLanguage = z.enum(['en', 'ja'])
export type ReportLanguage = z.infer<typeof ReportLanguage>

/** One run, or several: the first is what the others are compared with. */
export const ReportRequest = z.object({
  runIds: z.array(z.string()).min(1).max(mostCompared),
  language: ReportLanguage,
})
export type ReportRequest = z.infer<typeof ReportRequest>
