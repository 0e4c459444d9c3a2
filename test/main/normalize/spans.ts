/** Spans for the normaliser's tests, from plain JavaScript attributes. */
import type { AnyValue, OtlpEvent, OtlpLogRecord, OtlpSpan } from '../../../src/shared/model/otlp.ts'

export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain }
export type Attributes = { [key: string]: Plain }

const resource = { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: '' }
const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0, schemaUrl: '' }

export function toAnyValue(value: Plain): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  }
  if (value === null) return {}
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } }
  return { kvlistValue: { values: toKeyValues(value) } }
}

export function toKeyValues(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }))
}

export function toEvent(name: string, attributes: Attributes): OtlpEvent {
  return { timeUnixNano: '1700000000000000000', name, attributes: toKeyValues(attributes), droppedAttributesCount: 0 }
}

export function toSpan(name: string, attributes: Attributes, events: OtlpEvent[] = []): OtlpSpan {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: undefined,
    traceState: '',
    flags: 0,
    name,
    kind: 1,
    startNano: 1_700_000_000_000_000_000n,
    endNano: 1_700_000_001_000_000_000n,
    attributes: toKeyValues(attributes),
    droppedAttributesCount: 0,
    events,
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: 0,
    statusMessage: '',
    resource,
    scope,
  }
}

export function toLog(eventName: string, body: Plain, attributes: Attributes = {}): OtlpLogRecord {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    timeNano: 1_700_000_000_000_000_000n,
    observedTimeNano: 0n,
    severityNumber: 9,
    severityText: '',
    eventName,
    body: body === null ? undefined : toAnyValue(body),
    attributes: toKeyValues(attributes),
    droppedAttributesCount: 0,
    flags: 0,
    resource,
    scope,
  }
}
