/** JSON lines: one trace a line, with normalised spans and all assessments. For people's own scripts. */
import type { StoredSpan } from '../../store/stored-span.ts'
import type { AtomicFile } from './atomic-file.ts'
import {
  type ExportedTrace,
  readRootContent,
  type TraceWriter,
  toIsoTime,
  toShownTraceId,
  type ViewSpan,
} from './exported-trace.ts'

export function createJsonlWriter(file: AtomicFile, view: ViewSpan): TraceWriter {
  return {
    write(trace) {
      // In pieces, as a trace can be longer than the longest string.
      file.write(JSON.stringify(toHead(trace, view)).slice(0, -1))
      file.write(',"spans":[')
      let separator = ''
      for (const span of trace.spans()) {
        file.write(separator + JSON.stringify(toSpan(span, view)))
        separator = ','
      }
      file.write(']}\n')
    },
    end: () => undefined,
  }
}

function toHead(trace: ExportedTrace, view: ViewSpan) {
  const { info } = trace
  return {
    traceId: toShownTraceId(info.traceId),
    name: info.name,
    state: info.state,
    startTime: toIsoTime(info.startUs),
    durationMs: info.durationUs === undefined ? undefined : info.durationUs / 1000,
    model: info.model,
    sessionId: info.sessionId,
    userId: info.userId,
    inputTokens: info.inputTokens,
    outputTokens: info.outputTokens,
    totalTokens: info.totalTokens,
    costUsd: info.cost,
    serviceName: info.serviceName,
    clientRequestId: info.clientRequestId,
    tags: info.tags,
    metadata: info.metadata,
    ...readRootContent(trace, view),
    assessments: trace.assessments.map((assessment) => ({ ...assessment, traceId: toShownTraceId(info.traceId) })),
  }
}

function toSpan({ span, logs, type }: StoredSpan, view: ViewSpan) {
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    type,
    startTimeUnixNano: span.startNano.toString(),
    endTimeUnixNano: span.endNano.toString(),
    statusCode: span.statusCode,
    statusMessage: span.statusMessage === '' ? undefined : span.statusMessage,
    view: view(span, logs),
  }
}
