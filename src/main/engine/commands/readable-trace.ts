import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/model/json.ts'
import type { ReadableToolCall, ReadableTrace } from '../../../shared/model/label-work.ts'
import type { ChatMessage, MessagePart, RetrievedDocument, SpanView } from '../../../shared/model/view.ts'
import { viewSpan } from '../../normalize/view.ts'
import { getStoredSpan } from '../../store/stored-span.ts'
import { findTextSpans } from '../../store/text-spans.ts'
import { getTrace, readTree } from '../../store/trace-read.ts'

/** Longest text of one part, UTF-16 units; the trace page has the rest. */
const maxText = 100_000
/** Documents and tool calls that are read of one trace; whoever judges an answer does not read more. */
const mostSpans = 100

/**
 * A trace as an expert reads it. Question and answer come from the spans that speak for the trace, documents from its retrievers, tool
 * calls from its tool spans, else from the messages.
 *
 * @throws AppError NOT_FOUND
 */
export function readReadableTrace(db: Database, { traceId }: { traceId: string }): ReadableTrace {
  const info = getTrace(db, traceId)
  const tree = readTree(db, traceId)
  const { inputSpanId, outputSpanId } = findTextSpans(db, traceId)
  const views = new Map<string, SpanView>()
  const view = (spanId: string | undefined): SpanView | undefined => {
    if (spanId === undefined) return undefined
    let found = views.get(spanId)
    if (found === undefined) {
      const { span, logs } = getStoredSpan(db, traceId, spanId)
      found = viewSpan(span, logs)
      views.set(spanId, found)
    }
    return found
  }
  const rootId = tree.spanIds[0]
  const input = view(inputSpanId ?? rootId)
  const output = view(outputSpanId ?? rootId)
  const cutter = new Cutter()
  const documents: RetrievedDocument[] = []
  const toolCalls: ReadableToolCall[] = []
  let read = 0
  tree.spanIds.forEach((spanId, index) => {
    const type = tree.types[tree.typeIndexes[index] as number]
    if (read >= mostSpans || (type !== 'RETRIEVER' && type !== 'RERANKER' && type !== 'TOOL')) return
    read++
    const found = view(spanId)
    if (found === undefined) return
    if (type === 'TOOL') {
      toolCalls.push(
        toToolCall(
          found,
          spanId,
          tree.names[tree.nameIndexes[index] as number] ?? '',
          tree.statusCodes[index] === 2,
          cutter,
        ),
      )
    } else documents.push(...found.documents.map((document) => ({ ...document, text: cutter.text(document.text) })))
  })
  const isTextInput = (input?.inputMessages.length ?? 0) > 0
  const isTextOutput = (output?.outputMessages.length ?? 0) > 0
  const inputValue = isTextInput ? undefined : (input?.inputs ?? info.inputPreview)
  const outputValue = isTextOutput ? undefined : (output?.outputs ?? info.outputPreview)
  return {
    traceId,
    name: info.name,
    messages: (input?.inputMessages ?? []).map((message) => cutter.message(message)),
    ...(inputValue === undefined ? {} : { input: cutter.value(inputValue) }),
    outputMessages: (isTextOutput ? (output?.outputMessages ?? []) : []).map((message) => cutter.message(message)),
    ...(outputValue === undefined ? {} : { output: cutter.value(outputValue) }),
    documents: withoutRepeats(documents),
    toolCalls,
    isTruncated: cutter.hasCut,
  }
}

function toToolCall(view: SpanView, spanId: string, name: string, isError: boolean, cutter: Cutter): ReadableToolCall {
  const given = view.toolCall?.arguments ?? view.inputs
  const result = view.toolCall?.result ?? view.outputs
  return {
    spanId,
    name: view.toolCall?.name ?? name,
    ...(given === undefined ? {} : { arguments: cutter.value(given) }),
    ...(result === undefined ? {} : { result: cutter.value(result) }),
    isError,
  }
}

/** A reranker gives back what its retriever found. */
function withoutRepeats(documents: readonly RetrievedDocument[]): RetrievedDocument[] {
  const seen = new Set<string>()
  return documents.filter(({ id, text }) => {
    const key = JSON.stringify([id ?? null, text])
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Bounds every text, and remembers whether anything was cut. */
class Cutter {
  hasCut = false

  text(text: string): string {
    if (text.length <= maxText) return text
    this.hasCut = true
    return text.slice(0, maxText)
  }

  value(value: Json): Json {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item)]))
  }

  message(message: ChatMessage): ChatMessage {
    return { ...message, parts: message.parts.map((part) => this.part(part)) }
  }

  private part(part: MessagePart): MessagePart {
    if (part.type === 'text' || part.type === 'reasoning') return { ...part, text: this.text(part.text) }
    if (part.type === 'toolResult') return { ...part, result: this.value(part.result) }
    return part
  }
}
