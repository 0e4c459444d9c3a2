/** Labels with what was labelled, as files for other tools. */
import * as z from 'zod'
import { AssessmentName } from './assessment.ts'
import { SplitName } from './dataset.ts'
import { Redaction, RedactionCounts, RedactionKind } from './handover.ts'
import type { ExportReport } from './job.ts'
import { Json } from './json.ts'
import { TraceSelection } from './trace.ts'

/**
 * Whose labels. A session has those of its reviewers to its questions, a selection all that are valid. A dataset has its expectations, and
 * answers among its tags; of the newest version where none is said, without the records of sealed splits. One of those is exported by its
 * name and an opening of it (`datasets.openSeal`).
 */
export const LabeledSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), sessionId: z.string() }),
  z.object({ kind: z.literal('traces'), selection: TraceSelection }),
  z.object({
    kind: z.literal('dataset'),
    datasetId: z.string(),
    version: z.number().int().min(1).optional(),
    /** `null`: records of no split. */
    split: SplitName.nullable().optional(),
    openingId: z.number().int().optional(),
  }),
])
export type LabeledSource = z.infer<typeof LabeledSource>

/**
 * Of tables: one row a trace with the answer that counts, one row a label, or one row a trace with a column for each reviewer. A dataset
 * has one row a record (`trace`).
 */
export const LabeledShape = z.enum(['trace', 'label', 'reviewer'])
export type LabeledShape = z.infer<typeof LabeledShape>

/**
 * `jsonl`, `csv`, `parquet` and `huggingface` (a folder with Parquet and a card) are tables; the others have a form of their own:
 * `mlflow` records for `merge_records`, `openaiChat` for fine-tuning, `openaiEvals` items, and pairs of a better and a worse answer as
 * TRL (`preference`) and OpenAI (`openaiPreference`) read them.
 */
export const LabeledFormat = z.enum([
  'jsonl',
  'csv',
  'parquet',
  'huggingface',
  'mlflow',
  'openaiChat',
  'openaiEvals',
  'preference',
  'openaiPreference',
])
export type LabeledFormat = z.infer<typeof LabeledFormat>

/** Formats that are tables, and so have a shape. */
export const tableFormats: readonly LabeledFormat[] = ['jsonl', 'csv', 'parquet', 'huggingface']

export const LabeledExport = z.object({
  source: LabeledSource,
  format: LabeledFormat,
  /** Of tables; the others have none. */
  shape: LabeledShape,
  /** Only traces to whose questions these answers count; all of them. */
  where: z.array(z.object({ name: AssessmentName, value: Json })).max(20),
  /** The question whose answer is what the output should have been. */
  corrections: AssessmentName,
  redaction: Redaction,
  /** Names of reviewers become `reviewer-1`, `reviewer-2` … in the order of the names. */
  hidesReviewers: z.boolean(),
})
export type LabeledExport = z.infer<typeof LabeledExport>

/** MLflow's name of the expectation that says what the answer should have been. */
export const expectedResponse = 'expected_response'

/** `details` of the job that wrote one. */
export const LabeledExportReport = z.object({
  /** Traces or records that the source has, and those of them that are in the file. */
  selected: z.number(),
  items: z.number(),
  rows: z.number(),
  labels: z.number(),
  /** Traces of which nothing could be made in this format, such as pairs where no answer is the better one. */
  left: z.number(),
  redactions: RedactionCounts,
  files: z.array(z.object({ name: z.string(), sizeBytes: z.number(), sha256: z.string() })),
})
export type LabeledExportReport = z.infer<typeof LabeledExportReport>

export type LabeledExportResult = { exportReport: ExportReport; report: LabeledExportReport }

/** One replacement, with what stands around it. */
export const RedactionExample = z.object({
  kind: RedactionKind,
  before: z.string(),
  found: z.string(),
  replacement: z.string(),
  after: z.string(),
})
export type RedactionExample = z.infer<typeof RedactionExample>

/** What an export would write. Long sources are read for a few seconds: `read` says how far. */
export const LabeledPreview = LabeledExportReport.omit({ files: true }).extend({
  read: z.number(),
  /** The first of each kind. */
  examples: z.array(RedactionExample),
  /** The first rows as JSON, cut where they are long. */
  lines: z.array(z.string()),
})
export type LabeledPreview = z.infer<typeof LabeledPreview>
