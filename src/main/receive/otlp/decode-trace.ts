/**
 * `ExportTraceServiceRequest` (the same bytes as `TracesData`) from protobuf.
 * Field numbers: opentelemetry-proto 1.11 `trace/v1/trace.proto`.
 */
import type { KeyValue, OtlpEvent, OtlpLink, OtlpResource, OtlpScope, OtlpSpan } from '../../../shared/model/otlp.ts'
import { fieldBits, readKeyValue, readResource, readScope, takeMessage } from './decode-common.ts'
import { type DecodedTraces, rejectMissingIds, warnStringIndexes } from './decoded.ts'
import { checkSpanId, checkTraceId, clampNano } from './otlp-ids.ts'
import { WireReader } from './wire-reader.ts'

const requestFields = fieldBits(1)
const resourceSpansFields = fieldBits(1, 2, 3)
const scopeSpansFields = fieldBits(1, 2, 3)
const spanFields = fieldBits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
const eventFields = fieldBits(1, 2, 3, 4)
const linkFields = fieldBits(1, 2, 3, 4, 5, 6)
const statusFields = fieldBits(2, 3)

/**
 * Spans of a protobuf body. Spans without ids are left out and reported; anything malformed throws INVALID_INPUT for
 * the body as a whole, as its other spans cannot be trusted either. Pure, and safe on hostile bytes.
 */
export function decodeTraces(body: Uint8Array): DecodedTraces {
  const r = new WireReader(body)
  const spans: OtlpSpan[] = []
  let withoutIds = 0
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === 0x0a) {
      withoutIds += readResourceSpans(r, spans)
    } else {
      r.skipUnknown(tag, requestFields)
    }
  }
  return { spans, rejected: [...rejectMissingIds(withoutIds), ...warnStringIndexes(r.stringIndexes)] }
}

function readResourceSpans(r: WireReader, spans: OtlpSpan[]): number {
  const outer = r.enter()
  const groups: number[] = []
  let resourceBytes: Buffer | undefined
  let schemaUrl = ''
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        resourceBytes = takeMessage(r, resourceBytes)
        break
      case 0x12:
        groups.push(r.pos)
        r.pos = r.lengthEnd()
        break
      case 0x1a:
        schemaUrl = r.internedText()
        break
      default:
        r.skipUnknown(tag, resourceSpansFields)
    }
  }
  const resource = readResource(resourceBytes, schemaUrl, r)
  let withoutIds = 0
  for (const start of groups) {
    r.pos = start
    withoutIds += readScopeSpans(r, resource, spans)
  }
  r.leave(outer)
  return withoutIds
}

function readScopeSpans(r: WireReader, resource: OtlpResource, spans: OtlpSpan[]): number {
  const outer = r.enter()
  const starts: number[] = []
  let scopeBytes: Buffer | undefined
  let schemaUrl = ''
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        scopeBytes = takeMessage(r, scopeBytes)
        break
      case 0x12:
        starts.push(r.pos)
        r.pos = r.lengthEnd()
        break
      case 0x1a:
        schemaUrl = r.internedText()
        break
      default:
        r.skipUnknown(tag, scopeSpansFields)
    }
  }
  const scope = readScope(scopeBytes, schemaUrl, r)
  let withoutIds = 0
  for (const start of starts) {
    r.pos = start
    const span = readSpan(r, resource, scope)
    if (span === undefined) {
      withoutIds++
    } else {
      spans.push(span)
    }
  }
  r.leave(outer)
  return withoutIds
}

/** Undefined when the span has no trace id or no span id. */
function readSpan(r: WireReader, resource: OtlpResource, scope: OtlpScope): OtlpSpan | undefined {
  const outer = r.enter()
  const attributes: KeyValue[] = []
  const events: OtlpEvent[] = []
  const links: OtlpLink[] = []
  const status = { code: 0, message: '' }
  let traceId = ''
  let spanId = ''
  let parentSpanId = ''
  let traceState = ''
  let flags = 0
  let name = ''
  let kind = 0
  let startNano = 0n
  let endNano = 0n
  let droppedAttributesCount = 0
  let droppedEventsCount = 0
  let droppedLinksCount = 0
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        traceId = r.hex()
        break
      case 0x12:
        spanId = r.hex()
        break
      case 0x1a:
        traceState = r.internedText()
        break
      case 0x22:
        parentSpanId = r.hex()
        break
      case 0x2a:
        name = r.internedText()
        break
      case 0x30:
        kind = r.int32()
        break
      case 0x39:
        startNano = r.fixed64()
        break
      case 0x41:
        endNano = r.fixed64()
        break
      case 0x4a:
        attributes.push(readKeyValue(r, 1))
        break
      case 0x50:
        droppedAttributesCount = r.uint32()
        break
      case 0x5a:
        events.push(readEvent(r))
        break
      case 0x60:
        droppedEventsCount = r.uint32()
        break
      case 0x6a:
        links.push(readLink(r))
        break
      case 0x70:
        droppedLinksCount = r.uint32()
        break
      case 0x7a:
        readStatus(r, status)
        break
      case 0x85:
        flags = r.fixed32()
        break
      default:
        r.skipUnknown(tag, spanFields)
    }
  }
  r.leave(outer)
  traceId = checkTraceId(traceId)
  spanId = checkSpanId(spanId)
  parentSpanId = checkSpanId(parentSpanId)
  if (traceId === '' || spanId === '') {
    return undefined
  }
  return {
    traceId,
    spanId,
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    traceState,
    flags,
    name,
    kind,
    startNano: clampNano(startNano),
    endNano: clampNano(endNano),
    attributes,
    droppedAttributesCount,
    events,
    droppedEventsCount,
    links,
    droppedLinksCount,
    statusCode: status.code,
    statusMessage: status.message,
    resource,
    scope,
  }
}

function readEvent(r: WireReader): OtlpEvent {
  const outer = r.enter()
  const attributes: KeyValue[] = []
  let timeNano = 0n
  let name = ''
  let droppedAttributesCount = 0
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x09:
        timeNano = r.fixed64()
        break
      case 0x12:
        name = r.internedText()
        break
      case 0x1a:
        attributes.push(readKeyValue(r, 1))
        break
      case 0x20:
        droppedAttributesCount = r.uint32()
        break
      default:
        r.skipUnknown(tag, eventFields)
    }
  }
  r.leave(outer)
  return { timeUnixNano: timeNano.toString(), name, attributes, droppedAttributesCount }
}

function readLink(r: WireReader): OtlpLink {
  const outer = r.enter()
  const attributes: KeyValue[] = []
  let traceId = ''
  let spanId = ''
  let traceState = ''
  let droppedAttributesCount = 0
  let flags = 0
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        traceId = checkTraceId(r.hex())
        break
      case 0x12:
        spanId = checkSpanId(r.hex())
        break
      case 0x1a:
        traceState = r.text()
        break
      case 0x22:
        attributes.push(readKeyValue(r, 1))
        break
      case 0x28:
        droppedAttributesCount = r.uint32()
        break
      case 0x35:
        flags = r.fixed32()
        break
      default:
        r.skipUnknown(tag, linkFields)
    }
  }
  r.leave(outer)
  return { traceId, spanId, traceState, attributes, droppedAttributesCount, flags }
}

function readStatus(r: WireReader, status: { code: number; message: string }): void {
  const outer = r.enter()
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x12:
        status.message = r.text()
        break
      case 0x18:
        status.code = r.int32()
        break
      default:
        r.skipUnknown(tag, statusFields)
    }
  }
  r.leave(outer)
}
