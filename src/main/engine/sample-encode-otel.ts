/** Sample spans as OpenTelemetry GenAI (1.37 and later) has them; every few traces with content in log records. */
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue } from '../../shared/model/otlp.ts'
import type { ChatMessage, MessagePart } from '../../shared/model/view.ts'
import { type EncodeContext, type EncodedSpan, type SampleEncoder, toKeyValues } from './sample-encode.ts'
import type { ChatWork, SampleWork } from './sample-work.ts'

export const otelEncoder: SampleEncoder = {
  convention: 'otel',
  scopeName: 'opentelemetry.instrumentation.openai_v2',
  scopeVersion: '2.4b0',
  encode: (work, context) => encode(work, context, false),
}

/** The form up to 1.36: messages travel as log records. */
export const otelLogEncoder: SampleEncoder = {
  convention: 'otel',
  scopeName: 'opentelemetry.instrumentation.openai_v2',
  scopeVersion: '2.1b0',
  encode: (work, context) => encode(work, context, true),
}

function encode(work: SampleWork, context: EncodeContext, asLogs: boolean): EncodedSpan {
  const about = { 'gen_ai.conversation.id': context.sessionId, 'user.id': context.userId }
  switch (work.kind) {
    case 'chat':
      return encodeChat(work, about, asLogs)
    case 'agent':
    case 'chain':
      return span(`${work.kind === 'agent' ? 'invoke_agent' : 'invoke_workflow'} ${context.name}`, {
        'gen_ai.operation.name': work.kind === 'agent' ? 'invoke_agent' : 'invoke_workflow',
        'gen_ai.agent.name': context.name,
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: work.question }] }]),
        'gen_ai.output.messages':
          work.answer === undefined
            ? undefined
            : JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: work.answer }] }]),
        ...about,
      })
    case 'task':
      return span(context.name, {
        'gen_ai.operation.name': 'plan',
        input: JSON.stringify(work.inputs),
        output: work.outputs === undefined ? undefined : JSON.stringify(work.outputs),
        ...about,
      })
    case 'retrieval':
      return span('retrieval knowledge-base', {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.data_source.id': 'knowledge-base',
        'gen_ai.retrieval.query.text': work.query,
        'gen_ai.retrieval.documents':
          work.documents === undefined
            ? undefined
            : JSON.stringify(work.documents.map(({ text, ...rest }) => ({ ...rest, content: text }))),
        ...about,
      })
    case 'tool':
      return span(`execute_tool ${work.name}`, {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': work.name,
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': work.callId,
        'gen_ai.tool.call.arguments': JSON.stringify(work.arguments),
        'gen_ai.tool.call.result': work.result === undefined ? undefined : JSON.stringify(work.result),
        ...about,
      })
    case 'embedding':
      return span(`embeddings ${work.model}`, {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': work.model,
        'gen_ai.usage.input_tokens': work.tokens,
        ...about,
      })
  }
}

function span(name: string, values: Parameters<typeof toKeyValues>[0]): EncodedSpan {
  return { name, attributes: toKeyValues(values), logs: [] }
}

function encodeChat(work: ChatWork, about: Record<string, string | undefined>, asLogs: boolean): EncodedSpan {
  const { model, usage, answer } = work
  const [first, ...rest] = work.messages
  const system = first?.role === 'system' ? first : undefined
  const facts = {
    'gen_ai.operation.name': 'chat',
    [asLogs ? 'gen_ai.system' : 'gen_ai.provider.name']: model.provider,
    'gen_ai.request.model': model.name.replace(/-20\d\d-\d\d-\d\d$/, ''),
    'gen_ai.response.model': model.name,
    'gen_ai.request.temperature': work.temperature,
    'gen_ai.request.stream': work.isStreamed ? true : undefined,
    'gen_ai.usage.input_tokens': usage?.input,
    'gen_ai.usage.output_tokens': usage?.output,
    'gen_ai.usage.cache_read.input_tokens': usage?.cacheRead,
    'gen_ai.usage.reasoning.output_tokens': usage?.reasoning,
    'gen_ai.response.finish_reasons': answer === undefined ? undefined : [answer.finishReason ?? 'stop'],
    'gen_ai.tool.definitions':
      work.tools.length === 0 ? undefined : JSON.stringify(work.tools.map((tool) => ({ type: 'function', ...tool }))),
    ...about,
  }
  const name = `chat ${facts['gen_ai.request.model']}`
  if (asLogs) return { name, attributes: toKeyValues(facts), logs: toLogs(work) }
  return span(name, {
    ...facts,
    'gen_ai.system_instructions': system === undefined ? undefined : JSON.stringify(system.parts.map(toPart)),
    'gen_ai.input.messages': JSON.stringify((system === undefined ? work.messages : rest).map(toMessage)),
    'gen_ai.output.messages':
      answer === undefined
        ? undefined
        : JSON.stringify([{ ...toMessage(answer), finish_reason: answer.finishReason ?? 'stop' }]),
  })
}

function toMessage({ role, parts }: ChatMessage): { role: string; parts: Json[] } {
  return { role, parts: parts.map(toPart) }
}

function toPart(part: MessagePart): Json {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: part.type, content: part.text }
    case 'toolCall':
      return { type: 'tool_call', id: part.id ?? '', name: part.name, arguments: part.arguments }
    case 'toolResult':
      return { type: 'tool_call_response', id: part.id ?? '', response: part.result }
    case 'image':
      return { type: 'uri', modality: 'image', mime_type: part.mimeType ?? 'image/png', uri: part.url ?? '' }
    default:
      return { type: 'generic', value: JSON.stringify(part) }
  }
}

function toLogs(work: ChatWork): EncodedSpan['logs'] {
  const logs = work.messages.map((message) => ({
    eventName: `gen_ai.${message.role}.message`,
    body: toStructured(toEventBody(message)),
  }))
  if (work.answer !== undefined) {
    const body: Json = {
      index: 0,
      finish_reason: work.answer.finishReason ?? 'stop',
      message: { role: 'assistant', ...toEventBody(work.answer) },
    }
    logs.push({ eventName: 'gen_ai.choice', body: toStructured(body) })
  }
  return logs
}

function toEventBody({ parts }: ChatMessage): { [key: string]: Json } {
  const body: { [key: string]: Json } = {}
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  if (text !== '') body.content = text
  const calls = parts.flatMap((part): Json[] =>
    part.type === 'toolCall'
      ? [
          {
            id: part.id ?? '',
            type: 'function',
            function: { name: part.name, arguments: JSON.stringify(part.arguments) },
          },
        ]
      : [],
  )
  if (calls.length > 0) body.tool_calls = calls
  for (const part of parts) {
    if (part.type !== 'toolResult') continue
    body.id = part.id ?? ''
    body.content = typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
  }
  return body
}

function toStructured(value: Json): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (value === null) return {}
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toStructured) } }
  const values = Object.entries(value).map(([key, item]) => ({ key, value: toStructured(item) }))
  return { kvlistValue: { values } }
}
