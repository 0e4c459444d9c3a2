/** Evaluations that Assay runs itself: what is asked of what, and what came of each row. */
import * as z from 'zod'
import { AssessmentName } from './assessment.ts'
import { Json } from './json.ts'
import { BuiltinJudgeId } from './judge.ts'
import { Target } from './target.ts'
import { TraceSelection } from './trace.ts'

/** Which rows. A dataset without a version is its newest one; without a split it is all records that are not sealed. */
export const EvaluationSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dataset'),
    datasetId: z.string(),
    version: z.number().int().optional(),
    split: z.string().optional(),
  }),
  z.object({ kind: z.literal('session'), sessionId: z.string() }),
  z.object({ kind: z.literal('traces'), selection: TraceSelection }),
])
export type EvaluationSource = z.infer<typeof EvaluationSource>

/** A scorer in code. `expectation`: the key in the row's expectations that it compares with. */
export const CodeCheck = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), expectation: z.string(), ignoresCase: z.boolean(), ignoresSpace: z.boolean() }),
  z.object({
    kind: z.literal('contains'),
    /** Given here, or from the expectation of this key: a text or a list of texts. */
    texts: z.array(z.string()).optional(),
    expectation: z.string().optional(),
    needs: z.enum(['all', 'any', 'none']),
    ignoresCase: z.boolean(),
  }),
  z.object({ kind: z.literal('regex'), pattern: z.string().max(2_000), flags: z.string().regex(/^[imsu]*$/) }),
  z.object({ kind: z.literal('jsonSchema'), schema: Json }),
  z.object({
    kind: z.literal('similarity'),
    expectation: z.string(),
    measure: z.enum(['levenshtein', 'tokenF1', 'rougeL']),
  }),
  z.object({ kind: z.literal('latency'), maxMs: z.number().min(0).optional() }),
  z.object({ kind: z.literal('tokens'), max: z.number().int().min(0).optional() }),
  z.object({ kind: z.literal('cost'), maxUsd: z.number().min(0).optional() }),
])
export type CodeCheck = z.infer<typeof CodeCheck>

export const ScorerSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('code'), name: AssessmentName, check: CodeCheck }),
  /** `repeats` over 1: the most frequent answer counts, the others tell how steady the judge is. */
  z.object({
    kind: z.literal('judge'),
    name: AssessmentName,
    judgeId: z.string(),
    version: z.number().int(),
    repeats: z.number().int().min(1).max(11),
  }),
  /** As it comes with Assay, with a model to ask. */
  z.object({
    kind: z.literal('builtinJudge'),
    name: AssessmentName,
    builtinId: BuiltinJudgeId,
    version: z.number().int(),
    providerId: z.string(),
    model: z.string(),
    /** 0 when absent. */
    temperature: z.number().min(0).max(2).optional(),
    /** For those that take them: one rule a line. */
    guidelines: z.string().trim().min(1).max(20_000).optional(),
    repeats: z.number().int().min(1).max(11),
  }),
])
export type ScorerSpec = z.infer<typeof ScorerSpec>

/** Frozen when the run begins. */
export const EvaluationConfig = z.object({
  experimentId: z.string(),
  name: z.string().trim().min(1).max(250),
  source: EvaluationSource,
  target: Target,
  scorers: z.array(ScorerSpec).max(50),
  concurrency: z.number().int().min(1).max(64),
  /** Over all calls that leave. */
  requestsPerMinute: z.number().int().min(1).optional(),
  /** The run pauses before it would spend more. */
  maxCostUsd: z.number().min(0).optional(),
  /** Tries of one call before it counts as failed, with growing pauses between them. */
  maxTries: z.number().int().min(1).max(20),
})
export type EvaluationConfig = z.infer<typeof EvaluationConfig>

/** What a sealed split is opened for, which is written down with the run; needed to run over one. */
export const EvaluationOpening = z.object({ purpose: z.string().trim().min(1).max(500), user: z.string().optional() })
export type EvaluationOpening = z.infer<typeof EvaluationOpening>

export const EvaluationState = z.enum(['ready', 'running', 'paused', 'done', 'failed', 'cancelled'])
export type EvaluationState = z.infer<typeof EvaluationState>

export const EvaluationItemState = z.enum(['pending', 'called', 'scored', 'failed'])
export type EvaluationItemState = z.infer<typeof EvaluationItemState>

/** Why a run waits, beside what a target or scorer may say (`CallErrorCode`): its limit of costs is reached. */
export const costLimitReason = 'costLimit'
/** Why a run waits that came with a workspace from elsewhere. */
export const begunElsewhereReason = 'begunElsewhere'

export const EvaluationProgress = z.object({
  runId: z.string(),
  state: EvaluationState,
  /** Rows under way end, then it is paused. */
  isPausing: z.boolean(),
  /**
   * Of a paused run, `code` is what it waits for: a `CallErrorCode`, `costLimitReason` or `begunElsewhereReason`; none when a person
   * paused it.
   */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  rows: z.number(),
  called: z.number(),
  scored: z.number(),
  failed: z.number(),
  calls: z.number(),
  retries: z.number(),
  costUsd: z.number(),
  /** Rows of a finished target whose scorers could not say anything. */
  unscored: z.number(),
  /** From what the rows of this start took so far. */
  remainingMs: z.number().optional(),
})
export type EvaluationProgress = z.infer<typeof EvaluationProgress>

/** A row of a run as a table shows it. */
export const EvaluationItem = z.object({
  position: z.number().int(),
  state: EvaluationItemState,
  /** Beginnings of the inputs and outputs as text. */
  inputs: z.string(),
  outputs: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  durationMs: z.number().optional(),
  costUsd: z.number().optional(),
  /** Tries beyond the first, over all its calls. */
  retries: z.number(),
  /** The trace that its outputs stand in, once there is one. */
  traceId: z.string().optional(),
})
export type EvaluationItem = z.infer<typeof EvaluationItem>

/** A row of a source, before there is a run. */
export const EvaluationSample = z.object({
  inputs: z.record(z.string(), Json),
  expectations: z.record(z.string(), Json),
})
export type EvaluationSample = z.infer<typeof EvaluationSample>

/** What a run would do, before it begins. Tokens are guessed from the length of texts. */
export const EvaluationEstimate = z.object({
  rows: z.number(),
  /** Without repeats after failures. */
  targetCalls: z.number(),
  judgeCalls: z.number(),
  /** Of calls to models. */
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Of the calls whose price is known. */
  costUsd: z.number().optional(),
  /** Models without a price, by name; the target's costs are unknown too where it is no model (`isTargetUnknown`). */
  unpriced: z.array(z.string()),
  isTargetUnknown: z.boolean(),
  /** Rows that were looked at: all, or some of many. */
  lookedRows: z.number(),
  /** Places of the target's texts that `rows` of them have nothing for, such as `inputs.question`: sent empty. */
  emptyPlaces: z.array(z.object({ place: z.string(), rows: z.number() })),
})
export type EvaluationEstimate = z.infer<typeof EvaluationEstimate>
