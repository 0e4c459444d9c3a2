/**
 * Chat content that travels as events: span events or log records named `gen_ai.user.message`, `gen_ai.choice` and so
 * on, with the content in the body, in attributes, or as JSON in `gen_ai.event.content`.
 */
import type { Json } from '../../shared/model/json.ts'
import type { KeyValue, OtlpLogRecord, OtlpSpan } from '../../shared/model/otlp.ts'
import type { ChatMessage, RetrievedDocument } from '../../shared/model/view.ts'
import { parseDocument } from './documents.ts'
import { finishReason, parseMessage, parseMessages } from './messages/parse-messages.ts'
import { eventRules } from './registry.ts'
import { isObject, type JsonObject, parseLayers, setOwn, textOf, toJson } from './values.ts'

export interface EventContent {
  name: string
  attributes: KeyValue[]
  body: Json | undefined
}

export interface EventMessages {
  input: ChatMessage[]
  output: ChatMessage[]
  documents: RetrievedDocument[]
}

/** The span's own events and its log records, in time order within each. A structured body also counts as attributes. */
export function contentEvents(span: Pick<OtlpSpan, 'events'>, logs: OtlpLogRecord[]): EventContent[] {
  const events: EventContent[] = []
  for (const event of span.events) {
    if (eventRules.has(event.name)) events.push({ name: event.name, attributes: event.attributes, body: undefined })
  }
  for (const log of logs) {
    if (!eventRules.has(log.eventName)) continue
    const body = log.body ?? {}
    const entries = 'kvlistValue' in body ? (body.kvlistValue.values ?? []) : []
    const json = 'stringValue' in body ? parseLayers(body.stringValue) : toJson(body)
    events.push({ name: log.eventName, attributes: [...log.attributes, ...entries], body: json })
  }
  return events
}

/** The messages and documents that events carry one by one. */
export function readEvents(events: EventContent[]): EventMessages {
  const found: EventMessages = { input: [], output: [], documents: [] }
  for (const event of events) {
    const rule = eventRules.get(event.name)?.rule
    if (rule === undefined || rule.as === 'attributes') continue
    const content = eventContent(event)
    if (rule.as === 'document') {
      const document = parseDocument(content)
      if (document !== undefined) found.documents.push(document)
    } else if (rule.as === 'message') found.input.push(...roleMessages(content, rule.role))
    else found.output.push(...choiceMessages(content))
  }
  return found
}

/** A list of events as JSON, each naming itself in `event.name` (Pydantic AI's `events`). */
export function readEventList(list: Json): EventMessages {
  const events: EventContent[] = []
  for (const item of Array.isArray(list) ? list : []) {
    if (!isObject(item)) continue
    const name = typeof item['event.name'] === 'string' ? item['event.name'] : roleEvent(item)
    events.push({ name, attributes: [], body: item })
  }
  return readEvents(events)
}

/** Older Pydantic AI writes whole messages without an event name. */
function roleEvent(item: JsonObject): string {
  return typeof item.role === 'string' ? `gen_ai.${item.role}.message` : ''
}

function eventContent(event: EventContent): JsonObject {
  const content: JsonObject = {}
  for (const { key, value } of event.attributes) {
    const json = toJson(value)
    const inner = typeof json === 'string' ? parseLayers(json) : json
    if (key === 'gen_ai.event.content' && isObject(inner)) Object.assign(content, inner)
    else setOwn(content, key, key === 'content' && !isObject(inner) && !Array.isArray(inner) ? json : inner)
  }
  if (isObject(event.body)) Object.assign(content, event.body)
  else if (typeof event.body === 'string' && event.body !== '') content.content ??= event.body
  return content
}

const messageKeys = ['role', 'content', 'parts', 'tool_calls', 'name', 'id', 'tool_call_id', 'function_call', 'message']

/** Only what makes a message: events repeat span attributes such as `gen_ai.system`. */
function messageOf(content: JsonObject): JsonObject {
  const message: JsonObject = {}
  for (const key of messageKeys) if (content[key] !== undefined) message[key] = content[key] as Json
  return message
}

function roleMessages(content: JsonObject, role: string): ChatMessage[] {
  const message = messageOf(content)
  const own = typeof message.role === 'string' ? message.role : role
  const parsed = parseMessage({ ...message, role: own }, role)
  return parsed === undefined || parsed.parts.length === 0 ? [] : [parsed]
}

function choiceMessages(content: JsonObject): ChatMessage[] {
  const inner = content.message
  const body = isObject(inner) ? inner : typeof inner === 'string' ? { content: inner } : messageOf(content)
  const reason = finishReason(textOf(content.finish_reason))
  const messages = parseMessages({ role: 'assistant', ...body }, 'assistant') ?? []
  return messages.map((message) => (reason === undefined ? message : { ...message, finishReason: reason }))
}
