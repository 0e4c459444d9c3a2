/**
 * Inputs, outputs and messages of a span from its facts. The summary (bounded) and the view (whole) read the same way
 * and differ only in the `ContentReader`, so that a list row and the page behind it agree.
 */
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue } from '../../shared/model/otlp.ts'
import type { ChatMessage, MessagePart, SpanType } from '../../shared/model/view.ts'
import type { Field } from './convention.ts'
import { type EventMessages, readEventList } from './events.ts'
import { type Facts, first, flattenedOf } from './facts.ts'
import { finishReason, parseMessages, systemMessages } from './messages/parse-messages.ts'
import { parsePart } from './messages/parse-parts.ts'
import { isObject, type JsonObject, pick, textOf, toText } from './values.ts'

export interface ContentReader {
  /** False for previews, which need no finish reasons. */
  wantsAll: boolean
  /** A value's content, JSON texts unpacked; undefined when empty. */
  read(value: AnyValue): Json | undefined
  /** A value that is declared to be text. */
  readPlain(value: AnyValue): Json | undefined
  /** A family of flattened keys as a tree. */
  tree(entries: [path: string, value: AnyValue][], field: Field): Json
}

export interface Content {
  /** In the sender's own shape. */
  input: Json | undefined
  output: Json | undefined
  inputMessages: ChatMessage[]
  outputMessages: ChatMessage[]
}

/** The same, each read when asked for: a summary seldom needs the raw inputs. */
export interface ContentSource {
  input(): Json | undefined
  output(): Json | undefined
  inputMessages(): ChatMessage[]
  outputMessages(): ChatMessage[]
}

/** Span types whose bare text input is a user's message and bare text output an assistant's. */
export function isModelCall(type: SpanType): boolean {
  return type === 'LLM' || type === 'CHAT_MODEL'
}

const rolesOfText = new Set<SpanType>(['LLM', 'CHAT_MODEL', 'AGENT'])
/** Types whose inputs and outputs are data even where they look like messages. */
const neverChat = new Set<SpanType>(['TOOL', 'RETRIEVER', 'RERANKER', 'EMBEDDING'])

export function isChatType(type: SpanType): boolean {
  return !neverChat.has(type)
}

export function contentSource(
  facts: Facts,
  type: SpanType,
  events: EventMessages,
  reader: ContentReader,
): ContentSource {
  const isChat = isChatType(type)
  const input = once(() => rawValue(facts, 'input', 'inputMimeType', reader))
  const output = once(() => rawValue(facts, 'output', 'outputMimeType', reader))
  const whole = once(() => readConversation(facts, reader))
  const rawAnswer = once(() => (isChat ? rawMessages(output(), type, 'assistant') : []))
  const inputMessages = once(() => {
    const found = firstFilled(
      () => readMessages(facts, 'inputMessages', 'user', reader),
      () => events.input,
      () => whole().input,
      () => (isChat ? rawMessages(input(), type, 'user') : []),
    )
    return withSystem(facts, found, reader)
  })
  const outputMessages = once(() => {
    const found = firstFilled(
      () => readMessages(facts, 'outputMessages', 'assistant', reader),
      () => events.output,
      () => whole().output,
      () => piecedMessage(facts, reader),
      rawAnswer,
    )
    const answer = found.length > 1 ? withoutHistory(found, inputMessages()) : found
    return withFinishReasons(facts, answer, rawAnswer, reader)
  })
  return {
    input,
    output: () => output() ?? first(facts, 'outputText', reader.readPlain),
    inputMessages,
    outputMessages,
  }
}

export function readContent(facts: Facts, type: SpanType, events: EventMessages, reader: ContentReader): Content {
  const source = contentSource(facts, type, events, reader)
  return {
    input: source.input(),
    output: source.output(),
    inputMessages: source.inputMessages(),
    outputMessages: source.outputMessages(),
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function firstFilled(...sources: (() => ChatMessage[])[]): ChatMessage[] {
  for (const source of sources) {
    const messages = source()
    if (messages.length > 0) return messages
  }
  return []
}

/** The best ranked whole value; flattened ones (`llm.prompts.0.…`) stand among the others. */
function rawValue(facts: Facts, field: Field, mimeField: Field, reader: ContentReader): Json | undefined {
  const isPlain = first(facts, mimeField, toText)?.toLowerCase().startsWith('text/plain') === true
  const value = first(facts, field, isPlain ? reader.readPlain : reader.read)
  if (value !== undefined) return value
  const flattened = flattenedOf(facts, field)[0]
  return flattened === undefined ? undefined : reader.tree(flattened.entries, field)
}

/** Structured messages: attribute lists and flattened families by rank, the first that reads as messages. */
function readMessages(facts: Facts, field: Field, bareRole: string, reader: ContentReader): ChatMessage[] {
  const families = flattenedOf(facts, field)
  const tryFamilies = (below: number): ChatMessage[] => {
    while (families[0] !== undefined && families[0].rule.rank < below) {
      const family = families.shift()
      const found = family === undefined ? [] : usable(reader.tree(family.entries, field), bareRole)
      if (found.length > 0) return found
    }
    return []
  }
  for (const candidate of facts.fields.get(field) ?? []) {
    const better = tryFamilies(candidate.rank)
    if (better.length > 0) return better
    const value = reader.read(candidate.value)
    const found = value === undefined ? [] : usable(value, bareRole)
    if (found.length > 0) return found
  }
  return tryFamilies(Number.POSITIVE_INFINITY)
}

function usable(value: Json, bareRole: string): ChatMessage[] {
  const messages = parseMessages(value, bareRole) ?? []
  return messages.some((message) => message.parts.length > 0) ? messages : []
}

/** Whole conversations: what the assistant says at the end is the output. */
function readConversation(facts: Facts, reader: ContentReader): { input: ChatMessage[]; output: ChatMessage[] } {
  const list = first(facts, 'conversation', reader.read)
  const whole = list === undefined ? [] : usable(list, 'user')
  if (whole.length > 0) return splitConversation(whole)
  const events = first(facts, 'eventList', reader.read)
  if (events === undefined) return { input: [], output: [] }
  const { input, output } = readEventList(events)
  return output.length > 0 ? { input, output } : splitConversation(input)
}

function splitConversation(messages: ChatMessage[]): { input: ChatMessage[]; output: ChatMessage[] } {
  const end = messages.findLastIndex((message) => message.role !== 'assistant') + 1
  return end === 0 ? { input: messages, output: [] } : { input: messages.slice(0, end), output: messages.slice(end) }
}

/** Messages in a raw input or output; bare text counts for model calls and agents only. */
function rawMessages(value: Json | undefined, type: SpanType, bareRole: string): ChatMessage[] {
  if (value === undefined) return []
  if (typeof value === 'string')
    return rolesOfText.has(type) ? [{ role: bareRole, parts: [{ type: 'text', text: value }] }] : []
  if (Array.isArray(value) && isModelCall(type) && value.every((item) => typeof item === 'string')) {
    return value.map((text) => ({ role: bareRole, parts: [{ type: 'text', text: text as string }] }))
  }
  const found = usable(value, bareRole)
  if (found.length > 0 || !isModelCall(type) || !isObject(value)) return found
  const text = completionText(value)
  return text === undefined ? [] : [{ role: bareRole, parts: [{ type: 'text', text }] }]
}

/** Text completions: OpenInference's `{prompt: {text}}` and `{completion: {text}}`, `{prompts: [...]}`. */
function completionText(value: JsonObject): string | undefined {
  const inner = pick(value, 'prompt', 'completion', 'prompts', 'text', 'response')
  const only = Array.isArray(inner) && inner.length === 1 ? inner[0] : inner
  return textOf(isObject(only) ? only.text : only)
}

/** An answer that is spread over attributes of its own: text, tool calls, reasoning (Vercel AI SDK). */
function piecedMessage(facts: Facts, reader: ContentReader): ChatMessage[] {
  const parts: MessagePart[] = []
  const reasoning = first(facts, 'outputReasoning', reader.read)
  if (reasoning !== undefined) parts.push(...parsePart({ type: 'reasoning', content: reasoning }))
  const text = textOf(first(facts, 'outputText', reader.readPlain))
  if (text !== undefined) parts.push({ type: 'text', text })
  const calls = first(facts, 'outputToolCalls', reader.read)
  for (const call of Array.isArray(calls) ? calls : []) {
    if (isObject(call))
      parts.push(...parsePart({ ...call, type: 'tool_call' }).filter((part) => part.type === 'toolCall'))
  }
  return parts.length === 0 ? [] : [{ role: 'assistant', parts }]
}

function withSystem(facts: Facts, messages: ChatMessage[], reader: ContentReader): ChatMessage[] {
  const system = first(facts, 'systemInstructions', reader.read)
  if (system === undefined || messages[0]?.role === 'system') return messages
  return [...systemMessages(system), ...messages]
}

/** Frameworks return the whole state: what the input already said is no output. */
function withoutHistory(output: ChatMessage[], input: ChatMessage[]): ChatMessage[] {
  if (input.length === 0 || output.length <= input.length) return output
  const isRepeated = input.every((message, index) => JSON.stringify(message) === JSON.stringify(output[index]))
  return isRepeated ? output.slice(input.length) : output
}

/** Finish reasons that stand beside the messages: in an attribute, or only in the raw response. */
function withFinishReasons(
  facts: Facts,
  messages: ChatMessage[],
  rawAnswer: () => ChatMessage[],
  reader: ContentReader,
): ChatMessage[] {
  if (!reader.wantsAll || messages.length === 0) return messages
  if (messages.some((message) => message.finishReason !== undefined)) return messages
  const value = first(facts, 'finishReasons', reader.read)
  const list = Array.isArray(value) ? value : [value]
  const raw = rawAnswer()
  return messages.map((message, index) => {
    const stated =
      finishReason(textOf(list[index])) ?? (raw.length === messages.length ? raw[index]?.finishReason : undefined)
    return stated === undefined || message.role !== 'assistant' ? message : { ...message, finishReason: stated }
  })
}
