/** Checks of reviewers: items with known answers (gold), and items that come a second time (repeats). */
import * as z from 'zod'
import { Json } from './json.ts'
import { AgreementFigure } from './label-quality.ts'

/** The known answer to one question about an item. */
export const GoldAnswer = z.object({ schemaId: z.string(), value: Json })
export type GoldAnswer = z.infer<typeof GoldAnswer>

/** Answers that an item could be given as known: what is marked, was settled, or stands as an expectation of the question's name. */
export const GoldProposal = GoldAnswer.extend({ from: z.enum(['gold', 'settled', 'expectation']) })
export type GoldProposal = z.infer<typeof GoldProposal>

/** How often a reviewer gave the known answer to one question. */
export const GoldAccuracy = z.object({
  reviewer: z.string(),
  schemaId: z.string(),
  answered: z.number(),
  right: z.number(),
  /** Wilson interval of 95 %; absent where nothing was answered. */
  low: z.number().optional(),
  high: z.number().optional(),
})
export type GoldAccuracy = z.infer<typeof GoldAccuracy>

export const GoldMiss = z.object({
  reviewer: z.string(),
  traceId: z.string(),
  inputPreview: z.string().optional(),
  schemaId: z.string(),
  known: Json,
  given: Json,
})
export type GoldMiss = z.infer<typeof GoldMiss>

/** How far a reviewer's second answers equal the first ones. */
export const SelfAgreement = z.object({
  reviewer: z.string(),
  schemaId: z.string(),
  /** `percent` with a Wilson interval, and `cohen` by bootstrap. */
  figures: z.array(AgreementFigure),
})
export type SelfAgreement = z.infer<typeof SelfAgreement>

export const SessionChecks = z.object({
  seed: z.string(),
  goldCount: z.number(),
  accuracy: z.array(GoldAccuracy),
  /** The first thousand, in the order of the items. */
  misses: z.array(GoldMiss),
  missCount: z.number(),
  repeatPercent: z.number(),
  selfAgreement: z.array(SelfAgreement),
})
export type SessionChecks = z.infer<typeof SessionChecks>

/** `answers`: CSV, a row an answer. `agreement`: CSV, a row a figure. `json`: all of it. */
export const QualityFileKind = z.enum(['answers', 'agreement', 'json'])
export type QualityFileKind = z.infer<typeof QualityFileKind>
