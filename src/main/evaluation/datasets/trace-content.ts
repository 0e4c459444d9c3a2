import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpSpan } from '../../../shared/model/otlp.ts'
import type { SpanView } from '../../../shared/model/view.ts'
import { toContent } from '../../normalize/values.ts'
import { viewSpan } from '../../normalize/view.ts'
import { getStoredSpan, type StoredSpan } from '../../store/stored-span.ts'
import { findTextSpans } from '../../store/text-spans.ts'
import { getTrace, readTree } from '../../store/trace-read.ts'

/**
 * What went into a trace and came out of it: the arguments and the result that MLflow's client wrote down, as the app was called with them;
 * else the content of the spans that speak for the trace, else its previews. Throws NOT_FOUND.
 */
export function readTraceContent(
  db: Database,
  traceId: string,
): { inputs: Json | undefined; outputs: Json | undefined } {
  const info = getTrace(db, traceId)
  const { inputSpanId, outputSpanId } = findTextSpans(db, traceId)
  const rootId = readTree(db, traceId).spanIds[0]
  const read = new Map<string, StoredSpan>()
  const spanOf = (spanId: string | undefined): StoredSpan | undefined => {
    if (spanId === undefined) return undefined
    const stored = read.get(spanId) ?? getStoredSpan(db, traceId, spanId)
    read.set(spanId, stored)
    return stored
  }
  const root = spanOf(rootId)
  const input = spanOf(inputSpanId) ?? root
  const output = spanOf(outputSpanId) ?? root
  const raw = (key: string, stored: StoredSpan | undefined) => rawValue(root, key) ?? rawValue(stored, key)
  const inputs = raw('mlflow.spanInputs', input)
  const outputs = raw('mlflow.spanOutputs', output)
  const views = new Map<StoredSpan, SpanView>()
  const viewOf = (stored: StoredSpan | undefined): SpanView | undefined => {
    if (stored === undefined) return undefined
    const view = views.get(stored) ?? viewSpan(stored.span, stored.logs)
    views.set(stored, view)
    return view
  }
  return {
    inputs: inputs ?? viewOf(input)?.inputs ?? messagesOf(viewOf(input)?.inputMessages) ?? info.inputPreview,
    outputs: outputs ?? viewOf(output)?.outputs ?? messagesOf(viewOf(output)?.outputMessages) ?? info.outputPreview,
  }
}

function rawValue(stored: { span: OtlpSpan } | undefined, key: string): Json | undefined {
  const value = stored?.span.attributes.find((attribute) => attribute.key === key)?.value
  return value === undefined ? undefined : toContent(value)
}

function messagesOf(messages: SpanView['inputMessages'] | undefined): Json | undefined {
  return messages === undefined || messages.length === 0 ? undefined : (messages as unknown as Json)
}
