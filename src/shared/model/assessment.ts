import * as z from 'zod'
import { Json } from './json.ts'

/**
 * `feedback` says how good it is, `expectation` what it should have been, `issue` that it is an instance of a known
 * problem: then the name is the id of the issue and the value its title (MLflow's three kinds).
 */
export const AssessmentKind = z.enum(['feedback', 'expectation', 'issue'])
export type AssessmentKind = z.infer<typeof AssessmentKind>

/** Who judged. The three source types of MLflow's `AssessmentSource`. */
export const SourceType = z.enum(['HUMAN', 'LLM_JUDGE', 'CODE'])
export type SourceType = z.infer<typeof SourceType>

export const AssessmentSource = z.object({ type: SourceType, id: z.string() })
export type AssessmentSource = z.infer<typeof AssessmentSource>

export const AssessmentError = z.object({
  code: z.string(),
  message: z.string().optional(),
  stackTrace: z.string().optional(),
})
export type AssessmentError = z.infer<typeof AssessmentError>

/** MLflow's rule: a name never contains a dot, as names become column paths. */
export const AssessmentName = z
  .string()
  .trim()
  .min(1)
  .max(250)
  .regex(/^[^.]*$/, 'An assessment name must not contain a dot.')

/**
 * One judgement on a trace (`spanId` absent) or on one of its spans. Rows are append-only: an edit is a new
 * assessment whose `overrides` names the old one, which becomes `valid: false`. A deleted one keeps its row and
 * has `deletedAtMs`. Only MLflow's clients update in place; what was before is kept as a deleted one that the updated
 * one overrides.
 */
export const Assessment = z.object({
  assessmentId: z.string(),
  traceId: z.string(),
  spanId: z.string().optional(),
  name: z.string(),
  kind: AssessmentKind,
  /** Absent only when `error` says why there is no value. */
  value: Json.optional(),
  error: AssessmentError.optional(),
  rationale: z.string().optional(),
  source: AssessmentSource,
  metadata: z.record(z.string(), z.string()),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  overrides: z.string().optional(),
  valid: z.boolean(),
  deletedAtMs: z.number().optional(),
})
export type Assessment = z.infer<typeof Assessment>

/** What a caller gives to make one; the store adds ids, times and validity. */
export const NewAssessment = z.object({
  traceId: z.string(),
  spanId: z.string().optional(),
  name: AssessmentName,
  kind: AssessmentKind,
  value: Json.optional(),
  error: AssessmentError.optional(),
  rationale: z.string().optional(),
  source: AssessmentSource,
  metadata: z.record(z.string(), z.string()).optional(),
})
export type NewAssessment = z.infer<typeof NewAssessment>

/** An assessment column's cell in the trace list: the newest valid assessment of that name on the trace. */
export const AssessmentCell = z.object({
  kind: AssessmentKind,
  value: Json.optional(),
  hasError: z.boolean(),
  sourceType: SourceType,
  /** Valid assessments of this name on the trace and its spans. */
  count: z.number(),
  /** Only where these differ: their values with how often each is given, most frequent first; 20 at most, texts cut. */
  differing: z.array(z.object({ value: Json, count: z.number() })).optional(),
})
export type AssessmentCell = z.infer<typeof AssessmentCell>

/** A known assessment name, for suggestions and columns. */
export const AssessmentNameInfo = z.object({
  name: z.string(),
  kind: AssessmentKind,
  traceCount: z.number(),
  /** JSON types met, to suggest the right editor. */
  valueTypes: z.array(z.enum(['boolean', 'number', 'string', 'array', 'object', 'null'])),
  /** Up to 20 distinct short string values, most frequent first. */
  choices: z.array(z.string()),
})
export type AssessmentNameInfo = z.infer<typeof AssessmentNameInfo>
