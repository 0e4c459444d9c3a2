/** What receivers and importers hand to the store. One batch is one transaction. */
import type { NewAssessment } from './assessment.ts'
import type { OtlpLogRecord, OtlpSpan } from './otlp.ts'
import type { TraceState } from './trace.ts'
import type { SpanSummary } from './view.ts'

export interface IngestSpan {
  span: OtlpSpan
  summary: SpanSummary
}

/**
 * Trace-level facts that some formats carry beside the spans (MLflow `info`). They win over what the spans say.
 * Fields left undefined change nothing.
 */
export interface IngestTrace {
  traceId: string
  experimentName?: string | undefined
  /** Wins over `experimentName`. */
  experimentId?: string | undefined
  name?: string | undefined
  state?: TraceState | undefined
  startUs?: number | undefined
  durationUs?: number | undefined
  inputPreview?: string | undefined
  outputPreview?: string | undefined
  /** What the source itself showed of request and response (MLflow: at most 1,000 characters of JSON), given back as it came. */
  requestPreview?: string | undefined
  responsePreview?: string | undefined
  clientRequestId?: string | undefined
  sessionId?: string | undefined
  userId?: string | undefined
  /** US dollars. */
  cost?: number | undefined
  tags?: Record<string, string> | undefined
  metadata?: Record<string, string> | undefined
}

/** An assessment with the id and times its source gave it, so that a second import finds it again. */
export interface IngestAssessment extends NewAssessment {
  assessmentId?: string | undefined
  createdAtMs?: number | undefined
  updatedAtMs?: number | undefined
  overrides?: string | undefined
  valid?: boolean | undefined
}

export interface IngestBatch {
  /** Experiment id for new traces; the default experiment `0` when absent. */
  experimentId?: string | undefined
  /**
   * Experiment id that a sender named for a trace, by trace id. It holds for new traces, and for those that are in the
   * default experiment because nobody named one.
   */
  experimentIds?: ReadonlyMap<string, string> | undefined
  /** Traces that a sender said belong to a run. An unknown run is passed over. */
  runTraces?: { runId: string; traceIds: string[] }[] | undefined
  spans: IngestSpan[]
  logs?: OtlpLogRecord[] | undefined
  traces?: IngestTrace[] | undefined
  assessments?: IngestAssessment[] | undefined
}

/** What a batch did. "Unchanged" spans were already stored with the same content. */
export interface IngestResult {
  newSpans: number
  updatedSpans: number
  unchangedSpans: number
  newLogs: number
  newAssessments: number
  newTraces: number
  /** Traces whose row changed, for events. */
  traceIds: string[]
}
