/** What a trace was asked, what it answered, and what it should have answered. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/model/json.ts'
import type { ChatMessage, SpanView } from '../../../shared/model/view.ts'
import { viewSpan } from '../../normalize/view.ts'
import { listAssessments } from '../../store/assessments.ts'
import type { RowMeasures } from '../../store/evaluation-runs.ts'
import { getStoredSpan } from '../../store/stored-span.ts'
import { findTextSpans } from '../../store/text-spans.ts'
import { getTrace, readTree } from '../../store/trace-read.ts'

export interface TraceContent extends RowMeasures {
  inputs: Record<string, Json>
  /** Absent where the trace ended without an answer. */
  outputs: Json | undefined
  /** By name; of several the newest. */
  expectations: Record<string, Json>
}

/**
 * Reads the spans that speak for the trace. Inputs that are no object become one: messages under `messages`,
 * everything else under `input`.
 *
 * @throws AppError NOT_FOUND
 */
export function readTraceContent(db: Database, traceId: string): TraceContent {
  const trace = getTrace(db, traceId)
  const { inputSpanId, outputSpanId } = findTextSpans(db, traceId)
  const rootId = inputSpanId !== undefined && outputSpanId !== undefined ? undefined : readTree(db, traceId).spanIds[0]
  const view = (spanId: string | undefined): SpanView | undefined => {
    if (spanId === undefined) return undefined
    const { span, logs } = getStoredSpan(db, traceId, spanId)
    return viewSpan(span, logs)
  }
  const input = view(inputSpanId ?? rootId)
  const output = outputSpanId === inputSpanId ? input : view(outputSpanId ?? rootId)
  const expectations: Record<string, Json> = {}
  for (const { kind, name, value } of listAssessments(db, { traceId })) {
    if (kind === 'expectation' && value !== undefined) Object.assign(expectations, { [name]: value })
  }
  return {
    inputs: toInputs(input, trace.inputPreview),
    outputs: toOutputs(output) ?? trace.outputPreview,
    expectations,
    durationMs: trace.durationUs === undefined ? undefined : trace.durationUs / 1000,
    inputTokens: trace.inputTokens,
    outputTokens: trace.outputTokens,
    costUsd: trace.cost,
  }
}

function toInputs(view: SpanView | undefined, preview: string | undefined): Record<string, Json> {
  const { inputs, inputMessages = [] } = view ?? {}
  if (typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)) return inputs
  if (inputMessages.length > 0) return { messages: inputMessages.map(toPlainMessage) }
  return { input: inputs ?? preview ?? null }
}

function toOutputs(view: SpanView | undefined): Json | undefined {
  const last = view?.outputMessages.at(-1)
  const text = last === undefined ? '' : textOf(last)
  return text === '' ? view?.outputs : text
}

function toPlainMessage(message: ChatMessage): Json {
  return { role: message.role, content: textOf(message) }
}

function textOf(message: ChatMessage): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')
}
