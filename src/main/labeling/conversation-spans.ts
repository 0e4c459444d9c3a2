/** A trace as an expert reads it, written as the fewest spans that read the same: one for question and answer, one for documents, one a tool call. */
import type { Json } from '../../shared/model/json.ts'
import type { ReadableTrace } from '../../shared/model/label-work.ts'
import type { KeyValue, OtlpSpan } from '../../shared/model/otlp.ts'
import type { ChatMessage, MessagePart, RetrievedDocument } from '../../shared/model/view.ts'
import { emptyResource, emptyScope } from '../formats/any-value.ts'

export interface TraceTimes {
  startNano: bigint
  endNano: bigint
  isError: boolean
}

type Attributes = Record<string, Json>

/** In the terms of OTel GenAI (messages) and MLflow (values that are no messages). */
export function toConversationSpans(readable: ReadableTrace, times: TraceTimes): OtlpSpan[] {
  const taken = new Set(readable.toolCalls.map(({ spanId }) => spanId))
  const free = freeIds(taken)
  const rootId = free()
  const make = (
    spanId: string,
    name: string,
    attributes: Attributes,
    isError: boolean,
    offsetNano: bigint,
  ): OtlpSpan => ({
    traceId: readable.traceId,
    spanId,
    parentSpanId: spanId === rootId ? undefined : rootId,
    traceState: '',
    flags: 0,
    name,
    kind: 1,
    // After one another, so that they are read in their order.
    startNano: times.startNano + offsetNano,
    endNano: times.endNano,
    attributes: toAttributes(attributes),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: isError ? 2 : 0,
    statusMessage: '',
    resource: emptyResource,
    scope: emptyScope,
  })
  const spans = [make(rootId, readable.name, contentOf(readable), times.isError, 0n)]
  if (readable.documents.length > 0) {
    const documents = readable.documents.map(toDocumentJson)
    const attributes = { 'mlflow.spanType': 'RETRIEVER', 'gen_ai.retrieval.documents': JSON.stringify(documents) }
    spans.push(make(free(), 'documents', attributes, false, 1n))
  }
  for (const [index, call] of readable.toolCalls.entries()) {
    const attributes = {
      'mlflow.spanType': 'TOOL',
      'gen_ai.tool.name': call.name,
      ...(call.arguments === undefined ? {} : { 'gen_ai.tool.call.arguments': JSON.stringify(call.arguments) }),
      ...(call.result === undefined ? {} : { 'gen_ai.tool.call.result': JSON.stringify(call.result) }),
    }
    spans.push(make(call.spanId, call.name, attributes, call.isError, BigInt(index + 2)))
  }
  return spans
}

function contentOf(readable: ReadableTrace): Attributes {
  const { messages, outputMessages, input, output } = readable
  return {
    'mlflow.spanType': 'CHAIN',
    ...(messages.length === 0 ? {} : { 'gen_ai.input.messages': JSON.stringify(messages.map(toMessageJson)) }),
    ...(outputMessages.length === 0
      ? {}
      : { 'gen_ai.output.messages': JSON.stringify(outputMessages.map(toMessageJson)) }),
    ...(input === undefined ? {} : { 'mlflow.spanInputs': JSON.stringify(input) }),
    ...(output === undefined ? {} : { 'mlflow.spanOutputs': JSON.stringify(output) }),
  }
}

function toAttributes(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: String(value) } }))
}

function toMessageJson({ role, name, parts, finishReason }: ChatMessage): Json {
  return {
    role,
    ...(name === undefined ? {} : { name }),
    parts: parts.map(toPartJson),
    ...(finishReason === undefined ? {} : { finish_reason: finishReason }),
  }
}

/** The parts of OTel GenAI's message schema. */
function toPartJson(part: MessagePart): Json {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: part.type, content: part.text }
    case 'toolCall':
      return { type: 'tool_call', ...idOf(part), name: part.name, arguments: part.arguments }
    case 'toolResult':
      return {
        type: 'tool_call_response',
        ...idOf(part),
        ...(part.name === undefined ? {} : { name: part.name }),
        response: part.result,
      }
    case 'image':
    case 'file': {
      const about = {
        modality: part.type,
        ...(part.mimeType === undefined ? {} : { mime_type: part.mimeType }),
        ...('name' in part && part.name !== undefined ? { filename: part.name } : {}),
        ...('fileId' in part && part.fileId !== undefined ? { file_id: part.fileId } : {}),
      }
      if (part.url !== undefined) return { type: 'uri', ...about, uri: part.url }
      if (part.data !== undefined) return { type: 'blob', ...about, content: part.data }
      return { type: 'file', ...about }
    }
    case 'other':
      return part.value
  }
}

const idOf = ({ id }: { id?: string | undefined }) => (id === undefined ? {} : { id })

function toDocumentJson({ id, text, score, source, metadata }: RetrievedDocument): Json {
  return {
    ...(id === undefined ? {} : { id }),
    content: text,
    ...(score === undefined ? {} : { score }),
    ...(source === undefined ? {} : { source }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

/** Span ids that no tool call has. */
function freeIds(taken: ReadonlySet<string>): () => string {
  let last = 0
  return () => {
    let id: string
    do {
      last++
      id = last.toString(16).padStart(16, '0')
    } while (taken.has(id))
    return id
  }
}
