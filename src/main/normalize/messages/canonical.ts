/**
 * Messages as plain JSON, for `SpanView.inputs` and `outputs`: the chat completions shape that datasets, judges and
 * MLflow know. The same conversation gives the same JSON, whichever convention brought it.
 */
import type { Json } from '../../../shared/model/json.ts'
import type { ChatMessage, MessagePart } from '../../../shared/model/view.ts'
import type { JsonObject } from '../values.ts'

/** `{messages: [...]}`. */
export function toChatJson(messages: ChatMessage[]): JsonObject {
  return { messages: messages.flatMap(toMessages) }
}

/** One message; a tool message of several results becomes several. */
function toMessages(message: ChatMessage): JsonObject[] {
  const results = message.parts.filter((part) => part.type === 'toolResult')
  const others = message.parts.filter((part) => part.type !== 'toolResult')
  const list: JsonObject[] = results.map((result) => ({
    role: 'tool',
    ...(result.id === undefined ? {} : { tool_call_id: result.id }),
    ...(result.name === undefined ? {} : { name: result.name }),
    content: result.result,
  }))
  if (others.length > 0 || results.length === 0) list.push(toMessage(message, others))
  return list
}

function toMessage(message: ChatMessage, parts: MessagePart[]): JsonObject {
  const json: JsonObject = { role: message.role }
  if (message.name !== undefined) json.name = message.name
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : []))
  if (reasoning.length > 0) json.reasoning_content = reasoning.join('\n\n')
  json.content = toContentJson(parts.filter((part) => part.type !== 'toolCall' && part.type !== 'reasoning'))
  const calls = parts.filter((part) => part.type === 'toolCall')
  if (calls.length > 0) {
    json.tool_calls = calls.map((call) => ({
      ...(call.id === undefined ? {} : { id: call.id }),
      type: 'function',
      function: { name: call.name, arguments: call.arguments },
    }))
  }
  return json
}

function toContentJson(parts: MessagePart[]): Json {
  if (parts.length === 0) return null
  const [only] = parts
  if (parts.length === 1 && only?.type === 'text') return only.text
  return parts.map((part): Json => {
    if (part.type === 'text') return { type: 'text', text: part.text }
    if (part.type === 'image') {
      const url = part.url ?? `data:${part.mimeType ?? 'image/png'};base64,${part.data ?? ''}`
      return { type: 'image_url', image_url: { url } }
    }
    if (part.type === 'other') return part.value
    return Object.fromEntries(Object.entries(part)) as JsonObject
  })
}
