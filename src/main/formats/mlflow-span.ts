/**
 * MLflow's span dictionaries (`mlflow/entities/span.py`, `from_dict`), told apart by their keys:
 *
 * - generation 2: `context: {trace_id, span_id}`, `start_time`, `status_code`;
 * - generation 3: base64 ids, `start_time_unix_nano`, `status: {code: 'STATUS_CODE_OK'}`;
 * - generation 4: hex `otel_trace_id` and `span_id`, `status: {code: 'OK'}`.
 *
 * Attribute values are JSON text in all of them, kept as they are: that is what MLflow sends over OTLP, too.
 */
import type { Json } from '../../shared/model/json.ts'
import type { KeyValue, OtlpEvent, OtlpLink, OtlpResource, OtlpScope, OtlpSpan } from '../../shared/model/otlp.ts'
import { emptyResource, emptyScope, toAnyValue } from './any-value.ts'
import { isJsonObject } from './json-text.ts'
import { type AttributeExtras, fromMlflowAttributes, parseAttributeExtras, parseSpanExtras } from './mlflow-extras.ts'
import { type JsonObject, pick, pickText } from './mlflow-info.ts'
import { parseSpanId, parseTraceId } from './stable-id.ts'
import { parseTimeNano } from './time-text.ts'

const statusCodes: Readonly<Record<string, number>> = { UNSET: 0, OK: 1, ERROR: 2, '0': 0, '1': 1, '2': 2 }

/** Resources and scopes of the trace that spans refer to by index, as Assay's own export writes them. */
export interface SharedContext {
  resources: readonly OtlpResource[]
  scopes: readonly OtlpScope[]
}

/** The OTel trace id that a span carries, whichever generation wrote it. */
export function findSpanTraceId(span: JsonObject): string | undefined {
  const context = pick(span, 'context')
  const texts = [
    pickText(span, 'otel_trace_id'),
    isJsonObject(context) ? pickText(context, 'trace_id') : undefined,
    pickText(span, 'trace_id', 'traceId'),
  ]
  for (const text of texts) {
    const id = text === undefined ? undefined : parseTraceId(text)
    if (id !== undefined) return id
  }
  return undefined
}

/** Undefined when the span has no usable id. `traceId` is the one that the whole trace goes by. */
export function toSpan(value: Json, traceId: string, shared: SharedContext): OtlpSpan | undefined {
  if (!isJsonObject(value)) return undefined
  const context = pick(value, 'context')
  const spanId = parseId(isJsonObject(context) ? pickText(context, 'span_id') : pickText(value, 'span_id', 'spanId'))
  if (spanId === undefined) return undefined
  const extras = parseSpanExtras(pick(value, 'assay'))
  const status = pick(value, 'status')
  const statusText = isJsonObject(status)
    ? pickText(status, 'code', 'status_code')
    : pickText(value, 'status_code', 'status')
  const statusMessage = isJsonObject(status)
    ? pickText(status, 'message', 'description')
    : pickText(value, 'status_message')
  return {
    traceId,
    spanId,
    parentSpanId: parseId(pickText(value, 'parent_span_id', 'parent_id', 'parentSpanId')),
    traceState: extras.traceState ?? '',
    flags: extras.flags ?? 0,
    name: pickText(value, 'name') ?? '',
    kind: extras.kind ?? 0,
    startNano: toNano(pick(value, 'start_time_unix_nano', 'start_time', 'startTimeUnixNano')),
    endNano: toNano(pick(value, 'end_time_unix_nano', 'end_time', 'endTimeUnixNano')),
    attributes: toAttributes(pick(value, 'attributes'), extras),
    droppedAttributesCount: extras.droppedAttributesCount ?? 0,
    events: toList(pick(value, 'events')).map(toEvent),
    droppedEventsCount: extras.droppedEventsCount ?? 0,
    links: toList(pick(value, 'links')).map(toLink),
    droppedLinksCount: extras.droppedLinksCount ?? 0,
    statusCode:
      extras.statusCode ??
      statusCodes[(statusText ?? '').replace(/^(STATUS_CODE_|StatusCode\.|SpanStatusCode\.)/, '')] ??
      0,
    statusMessage: statusMessage ?? '',
    resource: shared.resources[extras.resource ?? -1] ?? emptyResource,
    scope: shared.scopes[extras.scope ?? -1] ?? emptyScope,
  }
}

function parseId(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : parseSpanId(text)
}

function toNano(value: Json | undefined): bigint {
  if (typeof value === 'string' && /^\d{1,19}$/.test(value)) {
    const nano = BigInt(value)
    return nano <= 0x7fff_ffff_ffff_ffffn ? nano : 0n
  }
  return parseTimeNano(value) ?? 0n
}

function toList(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function toAttributes(value: Json | undefined, extras: AttributeExtras): KeyValue[] {
  if (isJsonObject(value)) return fromMlflowAttributes(value, extras)
  // The OTLP list form, with plain values.
  return toList(value).map((entry) => ({
    key: pickText(entry, 'key') ?? '',
    value: toAnyValue(pick(entry, 'value') ?? null),
  }))
}

/** Generation 2 wrote `timestamp` in microseconds at first, later in nanoseconds. */
function toEventNano(event: JsonObject): bigint {
  const exact = pick(event, 'time_unix_nano', 'timeUnixNano')
  return exact === undefined ? (parseTimeNano(pick(event, 'timestamp')) ?? 0n) : toNano(exact)
}

function toEvent(event: JsonObject): OtlpEvent {
  const extras = parseAttributeExtras(pick(event, 'assay'))
  return {
    timeUnixNano: toEventNano(event).toString(),
    name: pickText(event, 'name') ?? '',
    attributes: toAttributes(pick(event, 'attributes'), extras),
    droppedAttributesCount: extras.droppedAttributesCount ?? 0,
  }
}

function toLink(link: JsonObject): OtlpLink {
  const extras = parseSpanExtras(pick(link, 'assay'))
  return {
    traceId: parseTraceId(pickText(link, 'trace_id') ?? '') ?? '',
    spanId: parseSpanId(pickText(link, 'span_id') ?? '') ?? '',
    traceState: extras.traceState ?? '',
    attributes: toAttributes(pick(link, 'attributes'), extras),
    droppedAttributesCount: extras.droppedAttributesCount ?? 0,
    flags: extras.flags ?? 0,
  }
}
