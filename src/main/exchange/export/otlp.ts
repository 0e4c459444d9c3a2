/**
 * OTLP JSON lines, as the Collector's file exporter writes them: `TracesData` and `LogsData`, a line each. What OTLP
 * has no place for (assessments, facts about whole traces) goes into log records, see `assay-records.ts`; any other
 * reader of OTLP skips or shows those, Assay's import takes them back.
 */
import type {
  OtlpEvent,
  OtlpLink,
  OtlpLogRecord,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from '../../../shared/model/otlp.ts'
import { emptyResource } from '../../formats/any-value.ts'
import { assayScope, toAssessmentRecord, toTraceRecord } from '../assay-records.ts'
import type { AtomicFile } from './atomic-file.ts'
import type { ExportedTrace, TraceWriter } from './exported-trace.ts'

/** Spans in one line; readers hold a line in memory. */
const spansPerLine = 512

export function createOtlpWriter(file: AtomicFile): TraceWriter {
  return {
    write(trace) {
      let spans: OtlpSpan[] = []
      const logs: OtlpLogRecord[] = [...trace.looseLogs]
      const flush = () => {
        if (spans.length > 0) file.write(`${JSON.stringify(toTracesData(spans))}\n`)
        spans = []
      }
      for (const stored of trace.spans()) {
        spans.push(stored.span)
        logs.push(...stored.logs)
        if (spans.length >= spansPerLine) flush()
      }
      flush()
      const own = toOwnRecords(trace)
      if (logs.length + own.length > 0) file.write(`${JSON.stringify(toLogsData([...logs, ...own]))}\n`)
    },
    end: () => undefined,
  }
}

/** Facts (when there are any beyond the id) and assessments as log records. */
function toOwnRecords({ facts, assessments, info }: ExportedTrace): OtlpLogRecord[] {
  const make = (
    timeNano: bigint,
    spanId: string,
    { eventName, attributes }: Pick<OtlpLogRecord, 'eventName' | 'attributes'>,
  ): OtlpLogRecord => ({
    traceId: info.traceId,
    spanId,
    timeNano,
    observedTimeNano: timeNano,
    severityNumber: 0,
    severityText: '',
    eventName,
    body: undefined,
    attributes,
    droppedAttributesCount: 0,
    flags: 0,
    resource: emptyResource,
    scope: assayScope,
  })
  const hasFacts = Object.keys(facts).length > 1
  return [
    ...(hasFacts ? [make(BigInt(info.startUs) * 1000n, '', toTraceRecord(facts))] : []),
    ...assessments.map((assessment) =>
      make(BigInt(assessment.createdAtMs) * 1_000_000n, assessment.spanId ?? '', toAssessmentRecord(assessment)),
    ),
  ]
}

/** `TracesData`: spans grouped by resource, then scope, in order of first appearance. */
export function toTracesData(spans: readonly OtlpSpan[]) {
  return {
    resourceSpans: group(spans, ({ resource }) => resource).map(([resource, ofResource]) => ({
      resource: toResource(resource),
      scopeSpans: group(ofResource, ({ scope }) => scope).map(([scope, ofScope]) => ({
        scope: toScope(scope),
        spans: ofScope.map(toSpan),
        ...(scope.schemaUrl === '' ? {} : { schemaUrl: scope.schemaUrl }),
      })),
      ...(resource.schemaUrl === '' ? {} : { schemaUrl: resource.schemaUrl }),
    })),
  }
}

/** `LogsData`, grouped alike. */
export function toLogsData(records: readonly OtlpLogRecord[]) {
  return {
    resourceLogs: group(records, ({ resource }) => resource).map(([resource, ofResource]) => ({
      resource: toResource(resource),
      scopeLogs: group(ofResource, ({ scope }) => scope).map(([scope, ofScope]) => ({
        scope: toScope(scope),
        logRecords: ofScope.map(toLogRecord),
        ...(scope.schemaUrl === '' ? {} : { schemaUrl: scope.schemaUrl }),
      })),
      ...(resource.schemaUrl === '' ? {} : { schemaUrl: resource.schemaUrl }),
    })),
  }
}

function group<T, K>(items: readonly T[], keyOf: (item: T) => K): [K, T[]][] {
  return [...Map.groupBy(items, keyOf)]
}

export function toResource(resource: OtlpResource) {
  return {
    attributes: resource.attributes,
    ...positive('droppedAttributesCount', resource.droppedAttributesCount),
    ...(resource.entityRefs.length === 0 ? {} : { entityRefs: resource.entityRefs }),
  }
}

export function toScope(scope: OtlpScope) {
  return {
    name: scope.name,
    ...text('version', scope.version),
    ...list('attributes', scope.attributes),
    ...positive('droppedAttributesCount', scope.droppedAttributesCount),
  }
}

function toSpan(span: OtlpSpan) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...text('traceState', span.traceState),
    ...text('parentSpanId', span.parentSpanId ?? ''),
    ...positive('flags', span.flags),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: span.startNano.toString(),
    endTimeUnixNano: span.endNano.toString(),
    attributes: span.attributes,
    ...positive('droppedAttributesCount', span.droppedAttributesCount),
    ...list('events', span.events.map(toEvent)),
    ...positive('droppedEventsCount', span.droppedEventsCount),
    ...list('links', span.links.map(toLink)),
    ...positive('droppedLinksCount', span.droppedLinksCount),
    status: { ...positive('code', span.statusCode), ...text('message', span.statusMessage) },
  }
}

function toEvent(event: OtlpEvent) {
  return {
    timeUnixNano: event.timeUnixNano,
    name: event.name,
    ...list('attributes', event.attributes),
    ...positive('droppedAttributesCount', event.droppedAttributesCount),
  }
}

function toLink(link: OtlpLink) {
  return {
    traceId: link.traceId,
    spanId: link.spanId,
    ...text('traceState', link.traceState),
    ...list('attributes', link.attributes),
    ...positive('droppedAttributesCount', link.droppedAttributesCount),
    ...positive('flags', link.flags),
  }
}

function toLogRecord(record: OtlpLogRecord) {
  return {
    timeUnixNano: record.timeNano.toString(),
    observedTimeUnixNano: record.observedTimeNano.toString(),
    ...positive('severityNumber', record.severityNumber),
    ...text('severityText', record.severityText),
    ...text('eventName', record.eventName),
    ...(record.body === undefined ? {} : { body: record.body }),
    attributes: record.attributes,
    ...positive('droppedAttributesCount', record.droppedAttributesCount),
    ...positive('flags', record.flags),
    ...text('traceId', record.traceId),
    ...text('spanId', record.spanId),
  }
}

// proto3 JSON leaves out what has its default value.

function positive<K extends string>(key: K, value: number) {
  return (value === 0 ? {} : { [key]: value }) as { [P in K]?: number }
}

function text<K extends string>(key: K, value: string) {
  return (value === '' ? {} : { [key]: value }) as { [P in K]?: string }
}

function list<K extends string, T>(key: K, values: T[]) {
  return (values.length === 0 ? {} : { [key]: values }) as { [P in K]?: T[] }
}
