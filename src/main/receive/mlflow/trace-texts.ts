/** What is too large to read between two other calls: traces with their spans, as the JSON text of answers, and files. */
import type { Database } from 'better-sqlite3'
import type { OtlpSpan } from '../../../shared/model/otlp.ts'
import { toClientAttributes } from '../../formats/mlflow-client-attributes.ts'
import { toOtlpSpanJson } from '../../formats/mlflow-otlp-json.ts'
import { toSpanJson } from '../../formats/mlflow-span-json.ts'
import { viewSpan } from '../../normalize/view.ts'
import { findArtifact } from '../../store/artifacts.ts'
import { iterateSpans, type StoredSpan } from '../../store/stored-span.ts'
import { readTraceRecords, type TraceRecord } from '../../store/trace-records.ts'
import { toTraceInfoJson } from './trace-json.ts'

/** Each as `{"trace_info": …, "spans": […]}`; unknown ones are left out. */
function traceTexts(db: Database, { traceIds }: { traceIds: string[] }): string[] {
  return readTraceRecords(db, traceIds).map((record) => {
    const spans = readSpans(db, record.traceId).map((stored) =>
      JSON.stringify(toOtlpSpanJson(stored.span, attributesOf(stored))),
    )
    return `{"trace_info":${JSON.stringify(toTraceInfoJson(record))},"spans":[${spans.join(',')}]}`
  })
}

/** The file `traces.json` of a trace that has spans, as the client's artifact would be; else undefined. */
function traceFileText(db: Database, { traceId }: { traceId: string }): string | undefined {
  const [record] = readTraceRecords(db, [traceId])
  if (record === undefined || record.spanCount === 0) return undefined
  const spans = readSpans(db, traceId).map((stored) => JSON.stringify(toSpanJson(stored.span, attributesOf(stored))))
  return `{"spans":[${spans.join(',')}]}`
}

/** Roots first, then by start, as MLflow's server answers them. */
function readSpans(db: Database, traceId: string): StoredSpan[] {
  const isRoot = (span: OtlpSpan) => span.parentSpanId === undefined
  return [...iterateSpans(db, traceId)].sort(({ span: a }, { span: b }) =>
    isRoot(a) !== isRoot(b) ? (isRoot(a) ? -1 : 1) : a.startNano < b.startNano ? -1 : a.startNano > b.startNano ? 1 : 0,
  )
}

function attributesOf({ span, logs }: StoredSpan) {
  return toClientAttributes(span, (each) => viewSpan(each, logs))
}

/**
 * Whether all spans that the client counted have arrived; it sends them in the background and its trace record may overtake
 * them. A trace without any span is not complete.
 */
export function isComplete({ spanCount, metadata }: TraceRecord): boolean {
  return spanCount > 0 && spanCount >= countExpected(metadata['mlflow.trace.sizeStats'])
}

function countExpected(sizeStats: string | undefined): number {
  if (sizeStats === undefined) return 0
  try {
    const { num_spans } = JSON.parse(sizeStats) as { num_spans?: unknown }
    return typeof num_spans === 'number' ? num_spans : 0
  } catch {
    return 0
  }
}

/** A file that a client keeps; up to 64 MiB. */
function artifactContent(db: Database, { path }: { path: string }): Uint8Array | undefined {
  return findArtifact(db, path)
}

export const traceTextReads = { traceTexts, traceFileText, artifactContent }
