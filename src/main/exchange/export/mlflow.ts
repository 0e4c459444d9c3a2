/**
 * MLflow trace JSON, one `{info, data: {spans}}` a line: `TraceInfoV3` and the third generation of span dictionaries
 * (`mlflow/entities/trace.py`, `span.py`). What those cannot say of an OTLP span is in a member `assay` of the trace,
 * of spans, events and links, which MLflow's readers pass over (see `mlflow-extras.ts`).
 */
import type {
  KeyValue,
  OtlpEvent,
  OtlpLink,
  OtlpLogRecord,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from '../../../shared/model/otlp.ts'
import { toAssessmentJson } from '../../formats/mlflow-assessment-json.ts'
import { toMlflowAttributes } from '../../formats/mlflow-extras.ts'
import { toBase64, toExactNumber } from '../../formats/mlflow-ids.ts'
import { toSpanHead } from '../../formats/mlflow-span-json.ts'
import type { AtomicFile } from './atomic-file.ts'
import { type ExportedTrace, type TraceWriter, toIsoTime } from './exported-trace.ts'
import { toLogsData, toResource, toScope } from './otlp.ts'

export function createMlflowWriter(file: AtomicFile): TraceWriter {
  return {
    write(trace) {
      const shared = new Shared()
      const logs: OtlpLogRecord[] = [...trace.looseLogs]
      file.write(`{"info":${JSON.stringify(toInfo(trace))},"data":{"spans":[`)
      let separator = ''
      for (const { span, logs: ofSpan } of trace.spans()) {
        file.write(separator + JSON.stringify(toSpan(span, shared)))
        separator = ','
        logs.push(...ofSpan)
      }
      file.write(`]},"assay":${JSON.stringify(toOwn(trace, shared, logs))}}\n`)
    },
    end: () => undefined,
  }
}

/** Resources and scopes met so far; spans name them by index. */
class Shared {
  readonly resources: OtlpResource[] = []
  readonly scopes: OtlpScope[] = []

  indexOf<T>(list: T[], item: T): number {
    const index = list.indexOf(item)
    return index === -1 ? list.push(item) - 1 : index
  }
}

function toOwn({ facts }: ExportedTrace, shared: Shared, logs: OtlpLogRecord[]) {
  const { traceId: _, ...trace } = facts
  return {
    // Always there: it tells an import not to take the info for what the source stated.
    trace: Object.keys(trace).length === 0 ? null : trace,
    resources: shared.resources.map((resource) => ({ resource: toResource(resource), schemaUrl: resource.schemaUrl })),
    scopes: shared.scopes.map((scope) => ({ scope: toScope(scope), schemaUrl: scope.schemaUrl })),
    ...(logs.length === 0 ? {} : toLogsData(logs)),
  }
}

function toInfo({ info, assessments }: ExportedTrace) {
  const usage = toUsage(info)
  return {
    trace_id: `tr-${info.traceId}`,
    ...(info.clientRequestId === undefined ? {} : { client_request_id: info.clientRequestId }),
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: info.experimentId } },
    request_time: toIsoTime(info.startUs),
    ...(info.durationUs === undefined ? {} : { execution_duration: `${(info.durationUs / 1_000_000).toFixed(6)}s` }),
    state: info.state,
    ...(info.inputPreview === undefined ? {} : { request_preview: info.inputPreview }),
    ...(info.outputPreview === undefined ? {} : { response_preview: info.outputPreview }),
    trace_metadata: {
      'mlflow.trace_schema.version': '3',
      ...(info.sessionId === undefined ? {} : { 'mlflow.trace.session': info.sessionId }),
      ...(info.userId === undefined ? {} : { 'mlflow.trace.user': info.userId }),
      ...(usage === undefined ? {} : { 'mlflow.trace.tokenUsage': JSON.stringify(usage) }),
      ...(info.cost === undefined ? {} : { 'mlflow.trace.cost': JSON.stringify({ total_cost: info.cost }) }),
      ...info.metadata,
    },
    tags: { 'mlflow.traceName': info.name, ...info.tags },
    assessments: assessments.map(toAssessmentJson),
  }
}

function toUsage({ inputTokens, outputTokens, totalTokens }: ExportedTrace['info']) {
  if (totalTokens === undefined && inputTokens === undefined && outputTokens === undefined) return undefined
  return { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: totalTokens }
}

function toSpan(span: OtlpSpan, shared: Shared) {
  const { attributes, extras } = toMlflowAttributes(span.attributes)
  return {
    ...toSpanHead(span),
    attributes,
    events: span.events.map(toEvent),
    links: span.links.map(toLink),
    assay: {
      ...extras,
      kind: span.kind,
      flags: span.flags,
      traceState: span.traceState,
      statusCode: span.statusCode,
      droppedAttributesCount: span.droppedAttributesCount,
      droppedEventsCount: span.droppedEventsCount,
      droppedLinksCount: span.droppedLinksCount,
      resource: shared.indexOf(shared.resources, span.resource),
      scope: shared.indexOf(shared.scopes, span.scope),
    },
  }
}

function toEvent(event: OtlpEvent) {
  return {
    name: event.name,
    time_unix_nano: toExactNumber(event.timeUnixNano),
    ...withExtras(event.attributes, event.droppedAttributesCount, {}),
  }
}

function toLink(link: OtlpLink) {
  return {
    trace_id: link.traceId === '' ? '' : toBase64(link.traceId),
    span_id: link.spanId === '' ? '' : toBase64(link.spanId),
    ...withExtras(link.attributes, link.droppedAttributesCount, { traceState: link.traceState, flags: link.flags }),
  }
}

function withExtras(list: KeyValue[], droppedAttributesCount: number, more: object) {
  const { attributes, extras } = toMlflowAttributes(list)
  return { attributes, assay: { ...extras, droppedAttributesCount, ...more } }
}
