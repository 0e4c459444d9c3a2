import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/model/json.ts'
import type { SpanView } from '../../../shared/model/view.ts'
import { viewSpan } from '../../normalize/view.ts'
import { getStoredSpan } from '../../store/stored-span.ts'
import { findTextSpans } from '../../store/text-spans.ts'
import { getTrace, readTree } from '../../store/trace-read.ts'

/** What went into a trace and came out of it: the content of the spans that speak for it, else its previews. Throws NOT_FOUND. */
export function readTraceContent(
  db: Database,
  traceId: string,
): { inputs: Json | undefined; outputs: Json | undefined } {
  const info = getTrace(db, traceId)
  const { inputSpanId, outputSpanId } = findTextSpans(db, traceId)
  const rootId = readTree(db, traceId).spanIds[0]
  const view = (spanId: string | undefined): SpanView | undefined => {
    if (spanId === undefined) return undefined
    const { span, logs } = getStoredSpan(db, traceId, spanId)
    return viewSpan(span, logs)
  }
  const input = view(inputSpanId ?? rootId)
  const outputId = outputSpanId ?? rootId
  const output = outputId === (inputSpanId ?? rootId) ? input : view(outputId)
  return {
    inputs: input?.inputs ?? messagesOf(input?.inputMessages) ?? info.inputPreview,
    outputs: output?.outputs ?? messagesOf(output?.outputMessages) ?? info.outputPreview,
  }
}

function messagesOf(messages: SpanView['inputMessages'] | undefined): Json | undefined {
  return messages === undefined || messages.length === 0 ? undefined : (messages as unknown as Json)
}
