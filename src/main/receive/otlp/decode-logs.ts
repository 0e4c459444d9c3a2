/**
 * `ExportLogsServiceRequest` from protobuf.
 * Field numbers: opentelemetry-proto 1.11 `logs/v1/logs.proto`.
 */
import type { AnyValue, KeyValue, OtlpLogRecord, OtlpResource, OtlpScope } from '../../../shared/model/otlp.ts'
import { fieldBits, readAnyValue, readKeyValue, readResource, readScope, takeMessage } from './decode-common.ts'
import { type DecodedLogs, warnStringIndexes } from './decoded.ts'
import { checkSpanId, checkTraceId, clampNano } from './otlp-ids.ts'
import { WireReader } from './wire-reader.ts'

const requestFields = fieldBits(1)
const resourceLogsFields = fieldBits(1, 2, 3)
const scopeLogsFields = fieldBits(1, 2, 3)
const recordFields = fieldBits(1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12)

/** Log records of a protobuf body. Throws INVALID_INPUT for a malformed one. Pure, and safe on hostile bytes. */
export function decodeLogs(body: Uint8Array): DecodedLogs {
  const r = new WireReader(body)
  const records: OtlpLogRecord[] = []
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === 0x0a) {
      readResourceLogs(r, records)
    } else {
      r.skipUnknown(tag, requestFields)
    }
  }
  return { records, rejected: warnStringIndexes(r.stringIndexes) }
}

/** The event name of a record: its field, or the attribute that senders wrote before the field existed. */
export function toEventName(field: string, attributes: readonly KeyValue[]): string {
  if (field !== '') {
    return field
  }
  const value = attributes.find((attribute) => attribute.key === 'event.name')?.value
  return value !== undefined && 'stringValue' in value && typeof value.stringValue === 'string' ? value.stringValue : ''
}

function readResourceLogs(r: WireReader, records: OtlpLogRecord[]): void {
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
        r.skipUnknown(tag, resourceLogsFields)
    }
  }
  const resource = readResource(resourceBytes, schemaUrl, r)
  for (const start of groups) {
    r.pos = start
    readScopeLogs(r, resource, records)
  }
  r.leave(outer)
}

function readScopeLogs(r: WireReader, resource: OtlpResource, records: OtlpLogRecord[]): void {
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
        r.skipUnknown(tag, scopeLogsFields)
    }
  }
  const scope = readScope(scopeBytes, schemaUrl, r)
  for (const start of starts) {
    r.pos = start
    records.push(readLogRecord(r, resource, scope))
  }
  r.leave(outer)
}

function readLogRecord(r: WireReader, resource: OtlpResource, scope: OtlpScope): OtlpLogRecord {
  const outer = r.enter()
  const attributes: KeyValue[] = []
  let traceId = ''
  let spanId = ''
  let timeNano = 0n
  let observedTimeNano = 0n
  let severityNumber = 0
  let severityText = ''
  let eventName = ''
  let body: AnyValue | undefined
  let droppedAttributesCount = 0
  let flags = 0
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x09:
        timeNano = r.fixed64()
        break
      case 0x10:
        severityNumber = r.int32()
        break
      case 0x1a:
        severityText = r.internedText()
        break
      case 0x2a:
        body = readAnyValue(r)
        break
      case 0x32:
        attributes.push(readKeyValue(r, 1))
        break
      case 0x38:
        droppedAttributesCount = r.uint32()
        break
      case 0x45:
        flags = r.fixed32()
        break
      case 0x4a:
        traceId = checkTraceId(r.hex())
        break
      case 0x52:
        spanId = checkSpanId(r.hex())
        break
      case 0x59:
        observedTimeNano = r.fixed64()
        break
      case 0x62:
        eventName = r.internedText()
        break
      default:
        r.skipUnknown(tag, recordFields)
    }
  }
  r.leave(outer)
  return {
    traceId,
    spanId,
    timeNano: clampNano(timeNano),
    observedTimeNano: clampNano(observedTimeNano),
    severityNumber,
    severityText,
    eventName: toEventName(eventName, attributes),
    body,
    attributes,
    droppedAttributesCount,
    flags,
    resource,
    scope,
  }
}
