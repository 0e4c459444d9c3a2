/** What is kept in memory while one batch is stored (see ingest.ts). */
import type { Database, Statement } from 'better-sqlite3'
import type { IngestResult, IngestTrace } from '../../shared/model/ingest.ts'
import type { Dictionary } from './dictionaries.ts'
import type { SummarySpan } from './trace-summary.ts'

/** One trace of the batch at hand. */
export interface TraceWork {
  tracePk: number
  traceId: string
  isNew: boolean
  isInTrash: boolean
  experimentId: number
  storedSpanCount: number
  newSpanCount: number
  /** New and changed spans of this batch. */
  spans: SummarySpan[]
  hasUpdates: boolean
  traceTags: { span: SummarySpan; tags: Record<string, string> }[]
  facts: IngestTrace[]
  /** Start time of a trace without spans. */
  fallbackStartUs: number
}

/** State of one batch. */
export interface Ingestion {
  db: Database
  nowMs: number
  defaultExperimentId: number
  /** By trace id; see `IngestBatch`. */
  experimentIds: ReadonlyMap<string, string> | undefined
  dictionary: Dictionary
  /** Looked up once a batch: by its text it would cost as much as a small insert. */
  insertSpan: Statement
  insertPayload: Statement
  works: Map<string, TraceWork>
  nextTracePk: number
  nextPayloadPk: number
  result: Omit<IngestResult, 'traceIds'>
  changedTraceIds: Set<string>
}
