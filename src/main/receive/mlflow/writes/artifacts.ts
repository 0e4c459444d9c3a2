/** Files that clients upload: spans of a trace (`traces.json`), and any other file. */
import type { Json } from '../../../../shared/model/json.ts'
import type { OtlpSpan } from '../../../../shared/model/otlp.ts'
import { isJsonObject, parseRecord } from '../../../formats/json-text.ts'
import { toSpan } from '../../../formats/mlflow-span.ts'
import { summarizeSpanLazily } from '../../../normalize/summarize.ts'
import { deleteArtifacts as deleteStoredArtifacts, putArtifact as putStoredArtifact } from '../../../store/artifacts.ts'
import { ingestBatch } from '../../../store/ingest.ts'
import { preparedPluck } from '../../../store/statements.ts'
import { MlflowError } from '../mlflow-error.ts'
import type { WriteContext } from '../write-context.ts'

/**
 * The spans of a trace as a client keeps them in `traces.json`. The trace's id is the path's: clients of version 2 have
 * another one in their spans. A span that has come over OTLP stays as it is: that form says more.
 */
function putTraceSpans(
  { db, nowMs, touch }: WriteContext,
  { traceId, experimentId, content }: { traceId: string; experimentId: string; content: Uint8Array },
): void {
  const spans = parseSpans(content, traceId)
  const isStored = preparedPluck(
    db,
    `SELECT 1 FROM traces t JOIN spans s ON s.trace_pk = t.trace_pk
      WHERE t.trace_id = ? AND t.deleted_at_ms IS NULL AND s.span_id = ? AND s.end_nano <> 0`,
  )
  const missing = spans.filter(({ spanId }) => isStored.get(traceId, spanId) === undefined)
  if (missing.length === 0) return
  const result = ingestBatch(
    db,
    {
      experimentIds: new Map([[traceId, experimentId]]),
      spans: missing.map((span) => ({ span, summary: summarizeSpanLazily(span) })),
    },
    nowMs,
  )
  if (result.traceIds.length === 0) return
  touch({ topic: 'traces', kind: result.newTraces > 0 ? 'arrived' : 'changed', traceIds: result.traceIds })
}

function parseSpans(content: Uint8Array, traceId: string): OtlpSpan[] {
  const parsed = parseRecord(Buffer.from(content.buffer, content.byteOffset, content.byteLength))
  const list: Json | undefined = parsed.ok && isJsonObject(parsed.value) ? parsed.value.spans : undefined
  if (!Array.isArray(list)) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'traces.json must be a JSON object with a list of `spans`.')
  }
  const spans = list.flatMap((item) => toSpan(item, traceId, { resources: [], scopes: [] }) ?? [])
  if (spans.length === 0 && list.length > 0) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'No span in traces.json has a `span_id` of 8 bytes.')
  }
  return spans
}

function putArtifact({ db, nowMs }: WriteContext, { path, content }: { path: string; content: Uint8Array }): void {
  putStoredArtifact(db, path, content, nowMs)
}

function deleteArtifacts({ db }: WriteContext, { path }: { path: string }): number {
  return deleteStoredArtifacts(db, path)
}

export const artifactWrites = { putTraceSpans, putArtifact, deleteArtifacts }
