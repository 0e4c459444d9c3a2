/** A trace as exporters get it. */
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { IngestTrace } from '../../../shared/model/ingest.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import type { TraceInfo } from '../../../shared/model/trace.ts'
import type { SpanView } from '../../../shared/model/view.ts'
import type { StoredSpan } from '../../store/stored-span.ts'

/** Normalises a span; the engine wires the real one in. */
export type ViewSpan = (span: OtlpSpan, logs: OtlpLogRecord[]) => SpanView

export interface ExportedTrace {
  info: TraceInfo
  /** With history, so that a re-import knows what superseded what; empty when left out of the export. */
  assessments: Assessment[]
  /** What was said about the trace as a whole. */
  facts: IngestTrace
  /** Log records that name the trace but none of its spans. */
  looseLogs: OtlpLogRecord[]
  /** Reads from the store each time: a trace may be larger than memory. In order of span id. */
  spans(): Iterable<StoredSpan>
}

/** One format. Called once per trace, in the order of the selection. */
export interface TraceWriter {
  write(trace: ExportedTrace): void
  /** Whatever closes the file's content. */
  end(): void
}

export interface RootContent {
  inputs: Json | undefined
  outputs: Json | undefined
}

/** What went into the trace and came out of it: the root span's content, else the previews. */
export function readRootContent(trace: ExportedTrace, view: ViewSpan): RootContent {
  const { info } = trace
  const root = findRoot(trace)
  const content = root === undefined ? undefined : view(root.span, root.logs)
  return {
    inputs: content?.inputs ?? messagesOrNothing(content?.inputMessages) ?? info.inputPreview,
    outputs: content?.outputs ?? messagesOrNothing(content?.outputMessages) ?? info.outputPreview,
  }
}

function findRoot(trace: ExportedTrace): StoredSpan | undefined {
  let first: StoredSpan | undefined
  for (const span of trace.spans()) {
    if (span.span.parentSpanId === undefined) return span
    first ??= span
  }
  return first
}

function messagesOrNothing(messages: SpanView['inputMessages'] | undefined): Json | undefined {
  return messages === undefined || messages.length === 0 ? undefined : (messages as unknown as Json)
}

/** The id as the interface shows it and MLflow writes it, so that a copied one finds its row. */
export function toShownTraceId(traceId: string): string {
  return `tr-${traceId}`
}

/** Text for a cell: strings as they are, everything else as JSON. */
export function toCellText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** RFC 3339 with microseconds, UTC. */
export function toIsoTime(us: number): string {
  const ms = Math.floor(us / 1000)
  const rest = String(us - ms * 1000).padStart(3, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`
}
