/** MLflow trace JSON in every form that it is saved or served in; one record is one trace. */

import type { IngestAssessment, IngestTrace } from '../../../shared/model/ingest.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import { isJsonObject, parseEmbeddedJson } from '../../formats/json-text.ts'
import { toAssessment } from '../../formats/mlflow-assessment.ts'
import { findMlflowTraceId, type JsonObject, pick, toTraceFacts } from '../../formats/mlflow-info.ts'
import { findSpanTraceId, type SharedContext, toSpan } from '../../formats/mlflow-span.ts'
import { hashTraceId, parseSpanId, parseTraceId } from '../../formats/stable-id.ts'
import { parseTraceFacts } from '../assay-records.ts'
import type { Found } from './ingest-feed.ts'
import type { OtlpDecoders } from './otlp-records.ts'
import type { SkipLog } from './skip-log.ts'

export const mlflowContainerKeys: readonly string[] = ['traces']

/** The parts of a record, whichever form it has. */
interface Parts {
  info: JsonObject | undefined
  spans: Json[]
  /** Assay's own additions. */
  assay: JsonObject | undefined
}

/** Whether a record is a trace as MLflow writes them. */
export function isMlflowRecord(value: Json): boolean {
  return isJsonObject(value) && splitRecord(value) !== undefined
}

function splitRecord(record: JsonObject): Parts | undefined {
  const assay = pick(record, 'assay')
  const parts = (info: Json | undefined, spans: Json | undefined): Parts | undefined => {
    const list = typeof spans === 'string' ? parseEmbeddedJson(spans) : spans
    if (!isJsonObject(info) && !Array.isArray(list)) return undefined
    return {
      info: isJsonObject(info) ? info : undefined,
      spans: Array.isArray(list) ? list : [],
      assay: isJsonObject(assay) ? assay : undefined,
    }
  }
  const trace = pick(record, 'trace')
  const whole = typeof trace === 'string' ? parseEmbeddedJson(trace) : trace
  if (isJsonObject(whole) && (isJsonObject(whole.info) || isJsonObject(whole.trace_info))) return splitRecord(whole)
  const data = pick(record, 'data')
  const content = typeof data === 'string' ? parseEmbeddedJson(data) : data
  if (isJsonObject(record.info) && (content === undefined || isJsonObject(content)))
    return parts(record.info, content?.spans)
  if (isJsonObject(record.trace_info)) return parts(record.trace_info, record.spans)
  const spans = pick(record, 'spans')
  const spanList = typeof spans === 'string' ? parseEmbeddedJson(spans) : spans
  const isInfo =
    findMlflowTraceId(record) !== undefined &&
    ['request_time', 'trace_metadata', 'trace_location', 'timestamp_ms', 'state'].some((key) =>
      Object.hasOwn(record, key),
    )
  if (Array.isArray(spanList) && (isInfo || spanList.some(isMlflowSpan)))
    return parts(isInfo ? record : undefined, spanList)
  return isInfo && Object.hasOwn(record, 'trace_metadata') ? parts(record, undefined) : undefined
}

function isMlflowSpan(value: Json): boolean {
  if (!isJsonObject(value)) return false
  return (
    isJsonObject(value.context) ||
    ['start_time_unix_nano', 'otel_trace_id', 'parent_span_id'].some((key) => Object.hasOwn(value, key))
  )
}

/** Converts one trace. Bad spans and assessments go to `skips`; the rest of the trace is kept. */
export function convertMlflowRecord(value: Json, place: number, decoders: OtlpDecoders, skips: SkipLog): Found {
  const parts = isJsonObject(value) ? splitRecord(value) : undefined
  if (parts === undefined) {
    skips.add('unknownRecord', place)
    return {}
  }
  const traceId = chooseTraceId(parts)
  if (traceId === undefined) {
    skips.add('badTraceId', place)
    return {}
  }
  const spans = toSpans(parts, traceId, place, decoders, skips)
  const own = fromOwnAdditions(parts.assay, traceId, place, decoders, skips)
  const found: Found = { spans, logs: own.logs }
  if (parts.info !== undefined) {
    found.assessments = toAssessments(parts.info, traceId, place, skips)
    const hasOwnPreviews = spans.some((span) => span.parentSpanId === undefined && hasContent(span))
    found.traces = [own.facts ?? toTraceFacts(parts.info, traceId, hasOwnPreviews)]
  }
  if (own.hasFacts && own.facts === undefined) found.traces = []
  return found
}

/** MLflow's id where it is one, so that its assessments find their trace; else the spans' own. */
function chooseTraceId({ info, spans }: Parts): string | undefined {
  const text = info === undefined ? undefined : findMlflowTraceId(info)
  const stated = text === undefined ? undefined : parseTraceId(text)
  if (stated !== undefined) return stated
  for (const span of spans) {
    const id = isJsonObject(span) ? findSpanTraceId(span) : undefined
    if (id !== undefined) return id
  }
  return text === undefined || text === '' ? undefined : hashTraceId(text)
}

function hasContent(span: OtlpSpan): boolean {
  return span.attributes.some(
    ({ key }) => key === 'mlflow.spanInputs' || key === 'input.value' || key === 'gen_ai.input.messages',
  )
}

function toSpans(
  { spans, assay }: Parts,
  traceId: string,
  place: number,
  decoders: OtlpDecoders,
  skips: SkipLog,
): OtlpSpan[] {
  const shared = toSharedContext(assay, decoders)
  const result: OtlpSpan[] = []
  const inOtlpForm: JsonObject[] = []
  for (const value of spans) {
    if (isJsonObject(value) && Array.isArray(value.attributes)) {
      inOtlpForm.push(value)
      continue
    }
    const span = toSpan(value, traceId, shared)
    if (span === undefined) skips.add(isJsonObject(value) ? 'spanWithoutId' : 'badSpan', place)
    else result.push(span)
  }
  return inOtlpForm.length === 0 ? result : [...result, ...decodeOtlpForm(inOtlpForm, traceId, place, decoders, skips)]
}

/** Spans of the batch API: OTLP with snake_case names; ids in base64 (protobuf's JSON) or hex. */
function decodeOtlpForm(
  values: JsonObject[],
  traceId: string,
  place: number,
  decoders: OtlpDecoders,
  skips: SkipLog,
): OtlpSpan[] {
  return values.flatMap((value) => {
    const spanId = parseSpanId(String(pick(value, 'span_id', 'spanId') ?? ''))
    const parentId = parseSpanId(String(pick(value, 'parent_span_id', 'parentSpanId') ?? ''))
    if (spanId === undefined) {
      skips.add('spanWithoutId', place)
      return []
    }
    const { spanId: _spanId, parentSpanId: _parentSpanId, traceId: _traceId, ...rest } = value
    const span: JsonObject = { ...rest, trace_id: traceId, span_id: spanId, parent_span_id: parentId ?? '' }
    try {
      return decoders.decodeOtlpTraces({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }).spans
    } catch {
      skips.add('badSpan', place)
      return []
    }
  })
}

function toAssessments(info: JsonObject, traceId: string, place: number, skips: SkipLog): IngestAssessment[] {
  const values = pick(info, 'assessments')
  const list = typeof values === 'string' ? parseEmbeddedJson(values) : values
  if (!Array.isArray(list)) return []
  return list.flatMap((value) => {
    const assessment = toAssessment(value, traceId)
    if (assessment !== undefined) return [assessment]
    skips.add('badAssessment', place)
    return []
  })
}

/** Resources and scopes travel through the OTLP decoder, so that they are exactly what a receiver makes of them. */
function toSharedContext(assay: JsonObject | undefined, decoders: OtlpDecoders): SharedContext {
  const resources = assay === undefined ? undefined : pick(assay, 'resources')
  const scopes = assay === undefined ? undefined : pick(assay, 'scopes')
  const probe = { traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0') }
  const decode = (resourceSpans: Json): OtlpSpan[] => {
    try {
      return decoders.decodeOtlpTraces({ resourceSpans }).spans
    } catch {
      return []
    }
  }
  return {
    resources: Array.isArray(resources)
      ? decode(
          resources.map((item) => ({ ...(isJsonObject(item) ? item : {}), scopeSpans: [{ spans: [probe] }] })),
        ).map(({ resource }) => resource)
      : [],
    scopes: Array.isArray(scopes)
      ? decode([{ scopeSpans: scopes.map((item) => ({ ...(isJsonObject(item) ? item : {}), spans: [probe] })) }]).map(
          ({ scope }) => scope,
        )
      : [],
  }
}

function fromOwnAdditions(
  assay: JsonObject | undefined,
  traceId: string,
  place: number,
  decoders: OtlpDecoders,
  skips: SkipLog,
): { hasFacts: boolean; facts: IngestTrace | undefined; logs: OtlpLogRecord[] } {
  if (assay === undefined) return { hasFacts: false, facts: undefined, logs: [] }
  const hasFacts = Object.hasOwn(assay, 'trace')
  const facts = isJsonObject(assay.trace) ? parseTraceFacts({ ...assay.trace, traceId }) : undefined
  const resourceLogs = pick(assay, 'resourceLogs')
  if (!Array.isArray(resourceLogs)) return { hasFacts, facts, logs: [] }
  try {
    return { hasFacts, facts, logs: decoders.decodeOtlpLogs({ resourceLogs }).records }
  } catch {
    skips.add('invalidRecord', place)
    return { hasFacts, facts, logs: [] }
  }
}
