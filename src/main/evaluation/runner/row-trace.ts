/** The trace that stands for a row of an evaluation, where there is none yet, and what scorers say on it. */
import type { IngestAssessment, IngestSpan } from '../../../shared/model/ingest.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { KeyValue, OtlpSpan } from '../../../shared/model/otlp.ts'
import { hashTraceId, sha256Hex } from '../../formats/stable-id.ts'
import { summarizeSpan } from '../../normalize/summarize.ts'
import type { Score } from '../scorers/scored-row.ts'

/** Ids of a row's own trace: the same whenever it is made again, so that a row has one trace whatever happens. */
export interface RowIds {
  traceId: string
  spanId: string
  /** W3C trace context, level 1: version 00, sampled. */
  traceparent: string
}

export function rowIds(runId: string, position: number): RowIds {
  const place = `evaluation\0${runId}\0${position}`
  const traceId = hashTraceId(place)
  const spanId = `a${sha256Hex(`span\0${place}`).slice(0, 15)}`
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` }
}

const resource = {
  attributes: [{ key: 'service.name', value: { stringValue: 'assay' } }],
  droppedAttributesCount: 0,
  entityRefs: [],
  schemaUrl: '',
}
const scope = { name: 'assay.evaluation', version: '', attributes: [], droppedAttributesCount: 0, schemaUrl: '' }

export interface RowSpan {
  ids: RowIds
  inputs: Json
  outputs: Json | undefined
  error: { code: string; message: string } | undefined
  startMs: number
  durationMs: number
}

/** The root span of a row's trace, with MLflow's attributes; what the target sends itself lies below it. */
export function makeRowSpan({ ids, inputs, outputs, error, startMs, durationMs }: RowSpan): IngestSpan {
  const values: Record<string, Json | undefined> = {
    'mlflow.traceRequestId': `tr-${ids.traceId}`,
    'mlflow.spanType': 'CHAIN',
    'mlflow.spanInputs': inputs,
    'mlflow.spanOutputs': outputs,
  }
  const attributes: KeyValue[] = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: { stringValue: JSON.stringify(value) } }],
  )
  const startNano = BigInt(Math.round(startMs)) * 1_000_000n
  const span: OtlpSpan = {
    traceId: ids.traceId,
    spanId: ids.spanId,
    parentSpanId: undefined,
    traceState: '',
    flags: 1,
    name: 'evaluation row',
    kind: 1,
    startNano,
    endNano: startNano + BigInt(Math.max(0, Math.round(durationMs * 1_000_000))),
    attributes,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: error === undefined ? 1 : 2,
    statusMessage: error?.message ?? '',
    resource,
    scope,
  }
  return { span, summary: summarizeSpan(span) }
}

/** Where an assessment of a run belongs. */
interface Place {
  runId: string
  position: number
  traceId: string
  nowMs: number
}

/** A scorer's result as MLflow's clients know it: feedback that names its run. */
export function toFeedback(
  { runId, position, traceId, nowMs }: Place,
  scorer: { name: string; source: IngestAssessment['source'] },
  score: Score,
): IngestAssessment {
  return {
    assessmentId: idOf(runId, position, `feedback\0${scorer.name}`),
    traceId,
    name: scorer.name,
    kind: 'feedback',
    ...('error' in score
      ? { error: score.error }
      : { value: score.value, ...(score.rationale === undefined ? {} : { rationale: score.rationale }) }),
    source: scorer.source,
    metadata: { ...score.metadata, 'mlflow.assessment.sourceRunId': runId },
    createdAtMs: nowMs,
    // A row that is tried again later replaces what was said of it.
    updatedAtMs: nowMs,
  }
}

/** What the row was expected to give, as MLflow logs it on traces that do not have it. */
export function toExpectations(
  { runId, position, traceId, nowMs }: Place,
  expectations: Readonly<Record<string, Json>>,
): IngestAssessment[] {
  // A name with a dot cannot be an assessment's; the row keeps it all the same.
  const named = Object.entries(expectations).filter(([name]) => name !== '' && !name.includes('.'))
  return named.map(([name, value]) => ({
    assessmentId: idOf(runId, position, `expectation\0${name}`),
    traceId,
    name,
    kind: 'expectation',
    value,
    source: { type: 'HUMAN', id: 'default' },
    metadata: { 'mlflow.assessment.sourceRunId': runId },
    createdAtMs: nowMs,
  }))
}

function idOf(runId: string, position: number, what: string): string {
  return `a-${sha256Hex(`evaluation\0${runId}\0${position}\0${what}`).slice(0, 32)}`
}
