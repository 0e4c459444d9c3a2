/** A scorer against people: what both said about the same outputs, and what follows from it. */
import * as z from 'zod'
import { AssessmentKind } from './assessment.ts'
import { SealOpening } from './dataset.ts'
import { JudgeExample } from './judge.ts'

const Scalar = z.union([z.string(), z.number(), z.boolean()])
export type ScalarValue = z.infer<typeof Scalar>

/** Whose values are compared: a scorer's of one run, or a judge version's of all runs that used it. */
export const ValidationSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: z.string(), scorer: z.string() }),
  z.object({ kind: z.literal('judge'), judgeId: z.string(), version: z.number().int() }),
])
export type ValidationSubject = z.infer<typeof ValidationSubject>

/** What counts as passed. */
export const PassRule = z.discriminatedUnion('kind', [
  /** Values that are neither `pass` nor `ignored` fail. */
  z.object({ kind: z.literal('values'), pass: z.array(Scalar).max(100), ignored: z.array(Scalar).max(100) }),
  z.object({ kind: z.literal('threshold'), passFrom: z.number(), isHighGood: z.boolean() }),
])
export type PassRule = z.infer<typeof PassRule>

/** How values of the scorer and answers of people, which may have other names and types, are made comparable. */
export const ValueMapping = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verdict'), scorer: PassRule, human: PassRule }),
  /** Each answer becomes the scorer's value that means the same; without `to` its rows are left out. What no rule names stays. */
  z.object({
    kind: z.literal('classes'),
    human: z.array(z.object({ from: Scalar, to: Scalar.optional() })).max(100),
  }),
  z.object({ kind: z.literal('numbers') }),
])
export type ValueMapping = z.infer<typeof ValueMapping>

/** Answers of one name, feedback or expectation. */
export const QuestionRef = z.object({
  name: z.string().min(1).max(250),
  kind: AssessmentKind.extract(['feedback', 'expectation']),
})
export type QuestionRef = z.infer<typeof QuestionRef>

export const SplitRef = z.object({ datasetId: z.string(), name: z.string() })
export type SplitRef = z.infer<typeof SplitRef>

/** What is compared. Without a split: every row that is in no sealed one. A sealed split needs an opening of it. */
export const ValidationQuery = z.object({
  subject: ValidationSubject,
  question: QuestionRef,
  mapping: ValueMapping,
  split: SplitRef.optional(),
  openingId: z.number().int().optional(),
})
export type ValidationQuery = z.infer<typeof ValidationQuery>

const ValueCount = z.object({ value: Scalar, count: z.number() })
export type ValueCount = z.infer<typeof ValueCount>

export const ComparableQuestion = QuestionRef.extend({
  title: z.string().optional(),
  /** Rows with an answer to it that counts. */
  labelled: z.number(),
  /** The most frequent first. */
  values: z.array(ValueCount),
  /** As it was kept for this scorer and question, else a suggestion. */
  mapping: ValueMapping,
  isKept: z.boolean(),
})
export type ComparableQuestion = z.infer<typeof ComparableQuestion>

/** A question that people answered and that cannot be compared here. */
export const PassedOver = QuestionRef.extend({
  title: z.string().optional(),
  /**
   * Its answers are texts, lists or places; they are all about outputs other than those that were scored; or as many people say one as
   * the other everywhere.
   */
  reason: z.enum(['notComparable', 'otherOutput', 'tied']),
})
export type PassedOver = z.infer<typeof PassedOver>

/** A part of the rows. */
export const ValidationSplit = SplitRef.extend({
  datasetName: z.string(),
  rows: z.number(),
  isSealed: z.boolean(),
  /** Looks into it so far, newest first. */
  openings: z.array(SealOpening),
})
export type ValidationSplit = z.infer<typeof ValidationSplit>

/** What there is to compare a scorer with. */
export const ValidationSetup = z.object({
  experimentId: z.string(),
  /** The name of the scorer's assessments. */
  scorer: z.string(),
  judge: z.object({ judgeId: z.string(), version: z.number().int() }).optional(),
  /** Rows that the scorer said something about. */
  rows: z.number(),
  runIds: z.array(z.string()),
  /** The most frequent first. */
  values: z.array(ValueCount),
  /** The scorer says texts that hardly ever come twice: nothing can be compared with them. */
  isFreeText: z.boolean(),
  /** Those with a name like the scorer's first, then feedback, with most answers first; none in sealed splits is counted. */
  questions: z.array(ComparableQuestion),
  /** What people answered that cannot be compared. */
  passedOver: z.array(PassedOver),
  splits: z.array(ValidationSplit),
  /** Rows in no split. */
  loose: z.number(),
})
export type ValidationSetup = z.infer<typeof ValidationSetup>

/** How many rows were compared, and why others were not. */
export const PairCounts = z.object({
  /** Rows that the scorer said something comparable about. */
  judged: z.number(),
  /** Of them: with an answer of people. */
  compared: z.number(),
  unlabelled: z.number(),
  /** The label is about an output that the row's trace had before, not about the one that was scored. */
  otherOutput: z.number(),
  /** As many people say one as the other. */
  tied: z.number(),
  /** An answer or value that the mapping leaves out, or that cannot be compared. */
  ignored: z.number(),
  /** The scorer itself failed. */
  failed: z.number(),
  /** Shown to this version of the judge as an example. */
  example: z.number(),
  /** In a sealed split. */
  sealed: z.number(),
  /** By where the compared answers come from. */
  bySource: z.object({ settled: z.number(), labels: z.number(), feedback: z.number(), expectation: z.number() }),
})
export type PairCounts = z.infer<typeof PairCounts>

/** A figure with its 95 % interval; without a value where there is nothing to tell it from. */
export const Figure = z.object({
  value: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** Rows that it rests on, where it is a share of them. */
  total: z.number().optional(),
})
export type Figure = z.infer<typeof Figure>

/** How many pass, as told in four ways. */
export const PassRates = z.object({
  /** By the scorer, of all that it judged. */
  raw: Figure,
  /** By people, of what they answered. */
  people: Figure,
  /** The scorer's with its errors taken out (Rogan and Gladen). Absent where it is no better than chance or labels of one kind are missing. */
  corrected: Figure.optional(),
  /** People's answers, sharpened by the scorer's on all other rows (prediction-powered). Absent with fewer than two labels. */
  powered: Figure.extend({ weight: z.number(), peopleAloneHalfWidth: z.number() }).optional(),
  /** Rows that only the scorer judged. */
  judgedOnly: z.number(),
})
export type PassRates = z.infer<typeof PassRates>

const VerdictMeasures = z.object({
  kind: z.literal('verdict'),
  counts: z.object({
    truePositive: z.number(),
    falsePositive: z.number(),
    falseNegative: z.number(),
    trueNegative: z.number(),
  }),
  truePositiveRate: Figure,
  trueNegativeRate: Figure,
  precision: Figure,
  accuracy: Figure,
  f1: Figure,
  kappa: Figure,
  rates: PassRates,
})
export type VerdictMeasures = z.infer<typeof VerdictMeasures>

const ClassMeasures = z.object({
  kind: z.literal('classes'),
  classes: z.array(Scalar),
  /** Rows: people's answer; columns: the scorer's. */
  matrix: z.array(z.array(z.number())),
  accuracy: Figure,
  kappa: Figure,
  perClass: z.array(z.object({ value: Scalar, recall: Figure, precision: Figure, f1: Figure })),
})
export type ClassMeasures = z.infer<typeof ClassMeasures>

const NumberMeasures = z.object({
  kind: z.literal('numbers'),
  spearman: Figure,
  kendall: Figure,
  meanAbsoluteDifference: Figure,
  /** The scorer's minus people's. */
  meanDifference: Figure,
})
export type NumberMeasures = z.infer<typeof NumberMeasures>

export const ValidationMeasures = z.discriminatedUnion('kind', [VerdictMeasures, ClassMeasures, NumberMeasures])
export type ValidationMeasures = z.infer<typeof ValidationMeasures>

export const Validation = z.object({ counts: PairCounts, measures: ValidationMeasures })
export type Validation = z.infer<typeof Validation>

/** One row with what both said. */
export const ValidationRow = z.object({
  runId: z.string(),
  traceId: z.string(),
  inputPreview: z.string().optional(),
  outputPreview: z.string().optional(),
  assessmentId: z.string(),
  value: Scalar.optional(),
  rationale: z.string().optional(),
  answer: z
    .object({
      value: Scalar.optional(),
      rationale: z.string().optional(),
      source: z.enum(['settled', 'labels', 'feedback', 'expectation']),
      people: z.array(z.string()),
      /** The trace that people answered about; absent for what a record expects. */
      traceId: z.string().optional(),
      sessionId: z.string().optional(),
      schemaId: z.string().optional(),
    })
    .optional(),
  /** As they are compared. */
  scored: Scalar.optional(),
  answered: Scalar.optional(),
})
export type ValidationRow = z.infer<typeof ValidationRow>

/** Which rows: those on which both differ (numbers: the largest difference first), one cell of the matrix, or those left out for a reason. */
export const RowChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('disagreements') }),
  z.object({ kind: z.literal('cell'), answered: Scalar, scored: Scalar }),
  z.object({
    kind: z.literal('leftOut'),
    reason: z.enum(['unlabelled', 'otherOutput', 'tied', 'ignored', 'failed', 'example']),
  }),
])
export type RowChoice = z.infer<typeof RowChoice>

/** Two versions on the rows that both judged and people answered. */
export const VersionComparison = z.object({
  /** Rows that both have. */
  count: z.number(),
  before: ValidationMeasures,
  after: ValidationMeasures,
  /** Rows on which each agrees with people; absent for numbers. */
  agreeing: z
    .object({
      both: z.number(),
      onlyBefore: z.number(),
      onlyAfter: z.number(),
      neither: z.number(),
      /** McNemar's exact test, two-sided. */
      pValue: z.number(),
    })
    .optional(),
  /** Of the share that agrees (of the absolute difference, for numbers): after minus before. */
  change: Figure,
  /** Wilcoxon's signed-rank test of the absolute differences, for numbers that changed. */
  wilcoxonP: z.number().optional(),
  /** Rows that the later version judges otherwise than the earlier one and worse, then those that it judges better. */
  changed: z.array(z.object({ row: ValidationRow, before: Scalar, isBetter: z.boolean() })),
})
export type VersionComparison = z.infer<typeof VersionComparison>

/** A trace with an answer of people that may become an example of a judge. */
export const ExampleCandidate = z.object({
  traceId: z.string(),
  inputPreview: z.string().optional(),
  outputPreview: z.string().optional(),
  /** In the judge's own values. */
  value: Scalar,
  rationale: z.string().optional(),
  /** Of the balanced choice that is made to begin with. */
  isSuggested: z.boolean(),
  example: JudgeExample,
})
export type ExampleCandidate = z.infer<typeof ExampleCandidate>
