/** Chat messages in OpenAI's shape, from rows that hold a `messages` list, as OTel GenAI messages with parts. */
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject, parseEmbeddedJson } from '../../formats/json-text.ts'

/** The list when the value is one of messages: objects with a role. */
export function findMessages(value: Json | undefined): { [key: string]: Json }[] | undefined {
  const parsed = typeof value === 'string' ? parseEmbeddedJson(value) : value
  const list = isJsonObject(parsed) && Array.isArray(parsed.messages) ? parsed.messages : parsed
  if (!Array.isArray(list) || list.length === 0) return undefined
  const messages = list.filter(isJsonObject)
  return messages.length === list.length && messages.every((message) => typeof message.role === 'string')
    ? messages
    : undefined
}

/** `choices[].message` of a chat completion, or the messages themselves. */
export function findAnswerMessages(value: Json | undefined): { [key: string]: Json }[] | undefined {
  const parsed = typeof value === 'string' ? parseEmbeddedJson(value) : value
  const choices = isJsonObject(parsed) ? parsed.choices : parsed
  if (Array.isArray(choices)) {
    const messages = choices.flatMap((choice) =>
      isJsonObject(choice) && isJsonObject(choice.message) ? [choice.message] : [],
    )
    if (messages.length > 0) return messages
  }
  return findMessages(parsed)
}

/** The trailing assistant messages are the answer when the row has no column for it. */
export function splitConversation(messages: { [key: string]: Json }[]): {
  input: { [key: string]: Json }[]
  output: { [key: string]: Json }[]
} {
  const last = messages.at(-1)
  if (messages.length < 2 || last?.role !== 'assistant') return { input: messages, output: [] }
  return { input: messages.slice(0, -1), output: [last] }
}

/** One message as the GenAI conventions write it (`gen_ai.input.messages`). */
export function toGenAiMessage(message: { [key: string]: Json }): Json {
  const { role = 'user', content, tool_calls: toolCalls, tool_call_id: toolCallId } = message
  const parts: Json[] = []
  if (role === 'tool' || role === 'function') {
    parts.push({
      type: 'tool_call_response',
      ...(typeof toolCallId === 'string' ? { id: toolCallId } : {}),
      response: content ?? null,
    })
  } else if (typeof content === 'string') {
    if (content !== '') parts.push({ type: 'text', content })
  } else if (Array.isArray(content)) parts.push(...content.map(toPart))
  else if (content !== null && content !== undefined) parts.push({ type: 'text', content: JSON.stringify(content) })
  if (Array.isArray(toolCalls)) parts.push(...toolCalls.filter(isJsonObject).map(toToolCall))
  return { role, parts }
}

function toPart(part: Json): Json {
  if (typeof part === 'string') return { type: 'text', content: part }
  if (isJsonObject(part) && typeof part.text === 'string') return { type: 'text', content: part.text }
  if (isJsonObject(part) && isJsonObject(part.image_url) && typeof part.image_url.url === 'string') {
    return { type: 'uri', modality: 'image', uri: part.image_url.url }
  }
  return part
}

function toToolCall(call: { [key: string]: Json }): Json {
  const target = isJsonObject(call.function) ? call.function : call
  return {
    type: 'tool_call',
    ...(typeof call.id === 'string' ? { id: call.id } : {}),
    name: target.name ?? '',
    arguments: target.arguments ?? null,
  }
}
