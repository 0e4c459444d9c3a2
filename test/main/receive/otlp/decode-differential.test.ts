/** Our protobuf reader against protobufjs, on generated requests: both must see the same content. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeLogs } from '../../../../src/main/receive/otlp/decode-logs.ts'
import { decodeMetrics } from '../../../../src/main/receive/otlp/decode-metrics.ts'
import { decodeTraces } from '../../../../src/main/receive/otlp/decode-trace.ts'
import type { AnyValue, KeyValue } from '../../../../src/shared/model/otlp.ts'
import { fuzzRuns, logsRequest, metricsRequest, seed, traceRequest } from './arbitraries.ts'
import { decodeMessage, encodeRequest } from './proto.ts'

/** What protobufjs gives, as far as this test reads it. */
interface ProtoValue {
  value?: string
  stringValue?: string
  boolValue?: boolean
  intValue?: string
  doubleValue?: number
  arrayValue?: { values: ProtoValue[] }
  kvlistValue?: { values: ProtoAttribute[] }
  bytesValue?: Buffer
}
interface ProtoAttribute {
  key: string
  value: ProtoValue | null
}
interface ProtoResource {
  attributes: ProtoAttribute[]
  droppedAttributesCount: number
  entityRefs: object[]
}
interface ProtoScope {
  name: string
  version: string
  attributes: ProtoAttribute[]
  droppedAttributesCount: number
}
interface ProtoSpan {
  [field: string]: unknown
  traceId: Buffer
  spanId: Buffer
  parentSpanId: Buffer
  attributes: ProtoAttribute[]
  events: { timeUnixNano: string; name: string; attributes: ProtoAttribute[]; droppedAttributesCount: number }[]
  links: { [field: string]: unknown; traceId: Buffer; spanId: Buffer; attributes: ProtoAttribute[] }[]
  status: { code: number; message: string }
}
interface ProtoRecord {
  [field: string]: unknown
  traceId: Buffer
  spanId: Buffer
  body: ProtoValue
  attributes: ProtoAttribute[]
  eventName: string
}

test('spans are read as protobufjs reads them', () => {
  fc.assert(
    fc.property(traceRequest, (request) => {
      const body = encodeRequest('traces', request)
      const { spans, rejected } = decodeTraces(body)
      expect(rejected).toEqual([])
      expect(spans).toEqual(expectedSpans(body))
    }),
    { seed, numRuns: fuzzRuns(150) },
  )
})

test('log records are read as protobufjs reads them', () => {
  fc.assert(
    fc.property(logsRequest, (request) => {
      const body = encodeRequest('logs', request)
      expect(decodeLogs(body).records).toEqual(expectedRecords(body))
    }),
    { seed, numRuns: fuzzRuns(150) },
  )
})

test('metric data points are counted as protobufjs counts them', () => {
  fc.assert(
    fc.property(metricsRequest, (request) => {
      const body = encodeRequest('metrics', request)
      expect(decodeMetrics(body).points).toBe(expectedPoints(body))
    }),
    { seed, numRuns: fuzzRuns(100) },
  )
})

test('a body cut at any byte is refused or read as a shorter request, never read past its end', () => {
  fc.assert(
    fc.property(traceRequest, fc.double({ min: 0, max: 1, noNaN: true }), (request, part) => {
      const whole = encodeRequest('traces', request)
      const cut = whole.subarray(0, Math.floor(whole.byteLength * part))
      // Bytes behind the view belong to somebody else.
      let count: number
      try {
        count = decodeTraces(cut).spans.length
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_INPUT' })
        return
      }
      expect(count).toBeLessThanOrEqual(expectedSpans(whole).length)
    }),
    { seed, numRuns: fuzzRuns(150) },
  )
})

function expectedSpans(body: Uint8Array): object[] {
  const request = decodeMessage('ExportTraceServiceRequest', body) as {
    resourceSpans: {
      resource: ProtoResource
      schemaUrl: string
      scopeSpans: { scope: ProtoScope; schemaUrl: string; spans: ProtoSpan[] }[]
    }[]
  }
  return request.resourceSpans.flatMap((group) =>
    group.scopeSpans.flatMap((inner) =>
      inner.spans.map((span) => ({
        traceId: span.traceId.toString('hex'),
        spanId: span.spanId.toString('hex'),
        parentSpanId: span.parentSpanId.toString('hex') || undefined,
        traceState: span.traceState,
        flags: span.flags,
        name: span.name,
        kind: span.kind,
        startNano: BigInt(String(span.startTimeUnixNano)),
        endNano: BigInt(String(span.endTimeUnixNano)),
        attributes: span.attributes.map(toKeyValue),
        droppedAttributesCount: span.droppedAttributesCount,
        events: span.events.map((event) => ({ ...event, attributes: event.attributes.map(toKeyValue) })),
        droppedEventsCount: span.droppedEventsCount,
        links: span.links.map((link) => ({
          ...link,
          traceId: link.traceId.toString('hex'),
          spanId: link.spanId.toString('hex'),
          attributes: link.attributes.map(toKeyValue),
        })),
        droppedLinksCount: span.droppedLinksCount,
        statusCode: span.status.code,
        statusMessage: span.status.message,
        resource: toResource(group.resource, group.schemaUrl),
        scope: toScope(inner.scope, inner.schemaUrl),
      })),
    ),
  )
}

function expectedRecords(body: Uint8Array): object[] {
  const request = decodeMessage('ExportLogsServiceRequest', body) as {
    resourceLogs: {
      resource: ProtoResource
      schemaUrl: string
      scopeLogs: { scope: ProtoScope; schemaUrl: string; logRecords: ProtoRecord[] }[]
    }[]
  }
  return request.resourceLogs.flatMap((group) =>
    group.scopeLogs.flatMap((inner) =>
      inner.logRecords.map((record) => ({
        traceId: record.traceId.toString('hex'),
        spanId: record.spanId.toString('hex'),
        timeNano: BigInt(String(record.timeUnixNano)),
        observedTimeNano: BigInt(String(record.observedTimeUnixNano)),
        severityNumber: record.severityNumber,
        severityText: record.severityText,
        eventName: record.eventName,
        body: toAnyValue(record.body),
        attributes: record.attributes.map(toKeyValue),
        droppedAttributesCount: record.droppedAttributesCount,
        flags: record.flags,
        resource: toResource(group.resource, group.schemaUrl),
        scope: toScope(inner.scope, inner.schemaUrl),
      })),
    ),
  )
}

function expectedPoints(body: Uint8Array): number {
  const request = decodeMessage('ExportMetricsServiceRequest', body) as {
    resourceMetrics: { scopeMetrics: { metrics: Record<string, { dataPoints?: unknown[] } | null>[] }[] }[]
  }
  return request.resourceMetrics
    .flatMap((group) => group.scopeMetrics.flatMap((inner) => inner.metrics))
    .flatMap((metric) => ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'].map((kind) => metric[kind]))
    .reduce((sum, data) => sum + (data?.dataPoints?.length ?? 0), 0)
}

function toResource(resource: ProtoResource, schemaUrl: string): object {
  return { ...resource, attributes: resource.attributes.map(toKeyValue), schemaUrl }
}

function toScope(scope: ProtoScope, schemaUrl: string): object {
  return { ...scope, attributes: scope.attributes.map(toKeyValue), schemaUrl }
}

function toKeyValue(attribute: ProtoAttribute): KeyValue {
  return { key: attribute.key, value: toAnyValue(attribute.value) }
}

function toAnyValue(value: ProtoValue | null): AnyValue {
  if (value?.stringValue !== undefined) {
    return { stringValue: value.stringValue }
  }
  if (value?.boolValue !== undefined) {
    return { boolValue: value.boolValue }
  }
  if (value?.intValue !== undefined) {
    return { intValue: value.intValue }
  }
  if (value?.doubleValue !== undefined) {
    const double = value.doubleValue
    return { doubleValue: Number.isFinite(double) ? double : (String(double) as 'NaN' | 'Infinity' | '-Infinity') }
  }
  if (value?.arrayValue != null) {
    return { arrayValue: { values: value.arrayValue.values.map(toAnyValue) } }
  }
  if (value?.kvlistValue != null) {
    return { kvlistValue: { values: value.kvlistValue.values.map(toKeyValue) } }
  }
  if (value?.bytesValue !== undefined) {
    return { bytesValue: value.bytesValue.toString('base64') }
  }
  return {}
}
