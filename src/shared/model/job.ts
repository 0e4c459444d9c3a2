import * as z from 'zod'
import { Json } from './json.ts'
import { TraceSelection } from './trace.ts'

export const ImportFormat = z.enum(['otlp', 'mlflow', 'csv', 'jsonl', 'parquet'])
export type ImportFormat = z.infer<typeof ImportFormat>

/** Where a column or JSON field of a generic file goes. */
export const ColumnTarget = z.enum([
  'ignore',
  'input',
  'output',
  'expected',
  'context',
  'traceId',
  'name',
  'time',
  'durationMs',
  'model',
  'session',
  'user',
  'inputTokens',
  'outputTokens',
  'cost',
  'error',
  'tag',
  'metadata',
  'feedback',
])
export type ColumnTarget = z.infer<typeof ColumnTarget>

/** By column name (dotted path for nested JSON). `feedback` makes an assessment with the column's name. */
export const ColumnMapping = z.record(z.string(), ColumnTarget)
export type ColumnMapping = z.infer<typeof ColumnMapping>

/** When a file was last changed, in whole milliseconds from 1970 to the year 9999. */
const ModifiedAtMs = z.number().int().min(0).max(253_402_300_799_999)

/**
 * A place to read from: a path the engine can open, an upload it holds, or text that was pasted. Records without a
 * time of their own get that of the file; `modifiedAtMs` tells it where the engine cannot see it.
 */
export const ImportSource = z.union([
  z.object({ path: z.string() }),
  z.object({ uploadId: z.string(), fileName: z.string(), modifiedAtMs: ModifiedAtMs.optional() }),
  z.object({ text: z.string(), fileName: z.string().optional(), modifiedAtMs: ModifiedAtMs.optional() }),
])
export type ImportSource = z.infer<typeof ImportSource>

/** What a look at the head of a file tells. */
export const ImportPreview = z.object({
  format: ImportFormat,
  compression: z.enum(['none', 'gzip', 'zstd']),
  sizeBytes: z.number().optional(),
  /** For generic formats: columns with the guessed target and sample values. */
  columns: z.array(z.object({ name: z.string(), guess: ColumnTarget, samples: z.array(z.string()) })).optional(),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** Why something in a file was not taken: one entry per cause, with the first places it was met. */
export const SkipReport = z.object({
  /** Stable code such as `invalidJson`, `badTraceId`, `missingInput`, `unsupportedSignal`. */
  reason: z.string(),
  message: z.string(),
  count: z.number(),
  /** Line or record numbers, 1-based, at most 10. */
  at: z.array(z.number()),
})
export type SkipReport = z.infer<typeof SkipReport>

export const ImportReport = z.object({
  fileName: z.string(),
  format: ImportFormat,
  recordsRead: z.number(),
  newTraces: z.number(),
  newSpans: z.number(),
  updatedSpans: z.number(),
  unchangedSpans: z.number(),
  newLogs: z.number(),
  newAssessments: z.number(),
  skipped: z.array(SkipReport),
})
export type ImportReport = z.infer<typeof ImportReport>

export const ExportFormat = z.enum(['jsonl', 'csv', 'parquet', 'otlp', 'mlflow'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const ExportRequest = z.object({
  format: ExportFormat,
  selection: TraceSelection,
  withAssessments: z.boolean(),
  /** Absolute path to write; absent in the browser host, where the finished file is downloaded. */
  path: z.string().optional(),
})
export type ExportRequest = z.infer<typeof ExportRequest>

export const ExportReport = z.object({
  path: z.string(),
  fileName: z.string(),
  sizeBytes: z.number(),
  traces: z.number(),
  spans: z.number(),
  assessments: z.number(),
})
export type ExportReport = z.infer<typeof ExportReport>

export const JobState = z.enum(['running', 'done', 'failed', 'cancelled'])

/** Work that takes longer than a call. `progress` is 0 to 1, absent when the size is unknown. */
export const Job = z.object({
  jobId: z.string(),
  kind: z.enum(['import', 'export', 'backup', 'merge', 'evaluation', 'check']),
  title: z.string(),
  state: JobState,
  progress: z.number().optional(),
  /** Records done so far. */
  done: z.number(),
  startedAtMs: z.number(),
  endedAtMs: z.number().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  importReport: ImportReport.optional(),
  exportReport: ExportReport.optional(),
  details: Json.optional(),
})
export type Job = z.infer<typeof Job>
