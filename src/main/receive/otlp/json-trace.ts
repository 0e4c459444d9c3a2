/** `ExportTraceServiceRequest` and `TracesData` from OTLP/JSON. */
import type { OtlpEvent, OtlpLink, OtlpResource, OtlpScope, OtlpSpan } from '../../../shared/model/otlp.ts'
import { type DecodedTraces, rejectMissingIds } from './decoded.ts'
import {
  field,
  type JsonObject,
  parseJsonBody,
  toBigInt,
  toEnum,
  toHex,
  toKeyValues,
  toObject,
  toObjects,
  toResource,
  toScope,
  toText,
  toUint32,
} from './json-common.ts'
import { checkSpanId, checkTraceId, clampNano } from './otlp-ids.ts'

const spanKinds = [
  'SPAN_KIND_UNSPECIFIED',
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
]
const statusCodes = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR']

/**
 * Spans of a JSON body (bytes, or what `JSON.parse` gave). Spans without ids are left out and reported; a malformed
 * body throws INVALID_INPUT naming the field. Pure, and safe on hostile input.
 */
export function parseJsonTraces(body: unknown): DecodedTraces {
  const request = parseJsonBody(body)
  const spans: OtlpSpan[] = []
  let withoutIds = 0
  for (const resourceSpans of toObjects(field(request, 'resourceSpans', 'resource_spans'), 'resourceSpans')) {
    const resource = toResource(resourceSpans.resource, field(resourceSpans, 'schemaUrl', 'schema_url'))
    for (const scopeSpans of toObjects(field(resourceSpans, 'scopeSpans', 'scope_spans'), 'scopeSpans')) {
      const scope = toScope(scopeSpans.scope, field(scopeSpans, 'schemaUrl', 'schema_url'))
      for (const item of toObjects(scopeSpans.spans, 'spans')) {
        const span = toSpan(item, resource, scope)
        if (span === undefined) {
          withoutIds++
        } else {
          spans.push(span)
        }
      }
    }
  }
  return { spans, rejected: rejectMissingIds(withoutIds) }
}

/** Undefined when the span has no trace id or no span id. */
function toSpan(span: JsonObject, resource: OtlpResource, scope: OtlpScope): OtlpSpan | undefined {
  const traceId = checkTraceId(toHex(field(span, 'traceId', 'trace_id'), 'span.traceId'))
  const spanId = checkSpanId(toHex(field(span, 'spanId', 'span_id'), 'span.spanId'))
  const parentSpanId = checkSpanId(toHex(field(span, 'parentSpanId', 'parent_span_id'), 'span.parentSpanId'))
  const status = span.status === undefined || span.status === null ? {} : toObject(span.status, 'span.status')
  const result: OtlpSpan = {
    traceId,
    spanId,
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    traceState: toText(field(span, 'traceState', 'trace_state'), 'span.traceState'),
    flags: toUint32(span.flags, 'span.flags'),
    name: toText(span.name, 'span.name'),
    kind: toEnum(span.kind, 'span.kind', spanKinds),
    startNano: toNano(field(span, 'startTimeUnixNano', 'start_time_unix_nano'), 'span.startTimeUnixNano'),
    endNano: toNano(field(span, 'endTimeUnixNano', 'end_time_unix_nano'), 'span.endTimeUnixNano'),
    attributes: toKeyValues(span.attributes, 'span.attributes'),
    droppedAttributesCount: toUint32(
      field(span, 'droppedAttributesCount', 'dropped_attributes_count'),
      'span.droppedAttributesCount',
    ),
    events: toObjects(span.events, 'span.events').map(toEvent),
    droppedEventsCount: toUint32(field(span, 'droppedEventsCount', 'dropped_events_count'), 'span.droppedEventsCount'),
    links: toObjects(span.links, 'span.links').map(toLink),
    droppedLinksCount: toUint32(field(span, 'droppedLinksCount', 'dropped_links_count'), 'span.droppedLinksCount'),
    statusCode: toEnum(status.code, 'span.status.code', statusCodes),
    statusMessage: toText(status.message, 'span.status.message'),
    resource,
    scope,
  }
  return traceId === '' || spanId === '' ? undefined : result
}

/**
 * A time in nanoseconds. A number that is not one (`null` from NaN, a fraction) is 0: a broken clock must not cost
 * the span, which is stored and flagged.
 */
export function toNano(value: unknown, name: string): bigint {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? clampNano(BigInt(Math.trunc(value))) : 0n
  }
  if (value === 'NaN') {
    return 0n
  }
  return clampNano(toBigInt(value, name))
}

function toEvent(event: JsonObject): OtlpEvent {
  return {
    timeUnixNano: toNano(field(event, 'timeUnixNano', 'time_unix_nano'), 'event.timeUnixNano').toString(),
    name: toText(event.name, 'event.name'),
    attributes: toKeyValues(event.attributes, 'event.attributes'),
    droppedAttributesCount: toUint32(
      field(event, 'droppedAttributesCount', 'dropped_attributes_count'),
      'event.droppedAttributesCount',
    ),
  }
}

function toLink(link: JsonObject): OtlpLink {
  return {
    traceId: checkTraceId(toHex(field(link, 'traceId', 'trace_id'), 'link.traceId')),
    spanId: checkSpanId(toHex(field(link, 'spanId', 'span_id'), 'link.spanId')),
    traceState: toText(field(link, 'traceState', 'trace_state'), 'link.traceState'),
    attributes: toKeyValues(link.attributes, 'link.attributes'),
    droppedAttributesCount: toUint32(
      field(link, 'droppedAttributesCount', 'dropped_attributes_count'),
      'link.droppedAttributesCount',
    ),
    flags: toUint32(link.flags, 'link.flags'),
  }
}
