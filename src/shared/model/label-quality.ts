/** How far reviewers agree. */
import * as z from 'zod'
import { Assessment } from './assessment.ts'
import { Json } from './json.ts'

export const coefficientKinds = [
  'percent',
  'cohen',
  'cohenLinear',
  'cohenQuadratic',
  'fleiss',
  'krippendorff',
  'gwet',
  'spanF1',
  'kendall',
] as const

export const AgreementFigure = z.object({
  kind: z.enum(coefficientKinds),
  /** Absent where the data cannot tell. */
  value: z.number().optional(),
  /** Bootstrap interval of 95 %, by the session's seed. */
  low: z.number().optional(),
  high: z.number().optional(),
  unitCount: z.number(),
  ratingCount: z.number(),
  reason: z.enum(['noPairs', 'oneCategory', 'unequalRaters']).optional(),
})
export type AgreementFigure = z.infer<typeof AgreementFigure>

export const QuestionAgreement = z.object({
  schemaId: z.string(),
  name: z.string(),
  scale: z.enum(['nominal', 'ordinal', 'interval', 'spans', 'orders', 'none']),
  figures: z.array(AgreementFigure),
  /** Reviewer × reviewer percent agreement; null without a common item. */
  matrix: z.array(z.array(z.number().nullable())),
  /** How often each reviewer gave each answer; answers as JSON. */
  distribution: z.array(z.object({ answer: Json, counts: z.array(z.number()) })),
  disagreementCount: z.number(),
})
export type QuestionAgreement = z.infer<typeof QuestionAgreement>

export const SessionQuality = z.object({
  /** Columns of `matrix` and `distribution`; in blind views they are numbered, not named. */
  reviewers: z.array(z.object({ reviewer: z.string(), labelled: z.number(), medianActiveMs: z.number().optional() })),
  questions: z.array(QuestionAgreement),
})
export type SessionQuality = z.infer<typeof SessionQuality>

/** An item and question on which submitted answers differ. */
export const Disagreement = z.object({
  traceId: z.string(),
  inputPreview: z.string().optional(),
  outputPreview: z.string().optional(),
  schemaId: z.string(),
  answers: z.array(
    z.object({ reviewer: z.string(), value: Json, rationale: z.string().optional(), assessmentId: z.string() }),
  ),
  /** Where it was settled. */
  settled: Assessment.optional(),
})
export type Disagreement = z.infer<typeof Disagreement>
