/**
 * Chat messages in the shapes that are met: OTel GenAI parts, OpenAI chat completions and responses, Anthropic,
 * Gemini, Bedrock, LangChain (also serialised constructors), AI SDK, flattened OpenInference and Traceloop.
 */
import type { Json } from '../../../shared/model/json.ts'
import type { ChatMessage, MessagePart } from '../../../shared/model/view.ts'
import { defined, idOf, isObject, type JsonObject, looksLikeJson, parseJson, pick, textOf } from '../values.ts'
import { parseContent, parsePart, readToolCall, toolResultValue } from './parse-parts.ts'

/** Deepest nesting of wrappers (`{output: {choices: [...]}}`) that is followed. */
const maxWrappers = 5

/**
 * The messages that a value holds, undefined when it is not chat-shaped. `bareRole` is the role of messages that
 * name none: `user` for inputs, `assistant` for outputs.
 */
export function parseMessages(value: Json, bareRole: string, depth = 0): ChatMessage[] | undefined {
  if (depth > maxWrappers) return undefined
  if (Array.isArray(value)) return parseList(value, bareRole, depth)
  if (!isObject(value)) return undefined
  const wrapped = parseWrapped(value, bareRole, depth)
  if (wrapped !== undefined) return wrapped
  const message = parseMessage(value, bareRole)
  return message === undefined ? undefined : [message]
}

function parseList(list: Json[], bareRole: string, depth: number): ChatMessage[] | undefined {
  const messages: ChatMessage[] = []
  let loose: ChatMessage | undefined
  const flush = () => {
    if (loose !== undefined) messages.push(loose)
    loose = undefined
  }
  const addPart = (part: MessagePart) => {
    const role = roleOfPart(part, bareRole)
    if (loose?.role !== role) flush()
    loose ??= { role, parts: [] }
    loose.parts.push(part)
  }
  for (const item of list) {
    // LangChain batches: a list of conversations. JSON texts: LangChain and Traceloop entries.
    const entry = typeof item === 'string' && looksLikeJson(item) ? (parseJson(item) ?? item) : item
    const found = isObject(entry)
      ? asMessages(entry, bareRole)
      : Array.isArray(entry)
        ? parseMessages(entry, bareRole, depth + 1)
        : undefined
    if (found !== undefined) {
      flush()
      messages.push(...found)
    } else if (isObject(entry) && isPart(entry)) for (const part of parsePart(entry)) addPart(part)
    else return undefined
  }
  flush()
  return list.length === 0 ? undefined : messages
}

/** Who says a part that stands in a list by itself. */
function roleOfPart(part: MessagePart, bareRole: string): string {
  if (part.type === 'toolResult') return 'tool'
  return part.type === 'toolCall' || part.type === 'reasoning' ? 'assistant' : bareRole
}

function asMessages(entry: JsonObject, bareRole: string): ChatMessage[] | undefined {
  const message = parseMessage(entry, bareRole)
  return message === undefined ? undefined : [message]
}

/** Items that stand in a list without a role: Responses API items, Anthropic blocks, bare parts. */
function isPart(entry: JsonObject): boolean {
  if (typeof entry.type === 'string') return entry.type !== 'message' && partLike.test(entry.type)
  return isObject(entry.message_content) || typeof entry.toolName === 'string'
}

const partLike = /text|image|tool|function|reason|think|file|blob|uri|audio|document|call/

/** Envelopes: requests, responses, framework states. */
function parseWrapped(value: JsonObject, bareRole: string, depth: number): ChatMessage[] | undefined {
  for (const key of listKeys) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined
    if (!Array.isArray(inner) || inner.length === 0) continue
    const messages = parseMessages(inner, bareRole, depth + 1)
    if (messages !== undefined) return withSystem(value, messages)
  }
  for (const key of ['choices', 'candidates']) {
    const choices = value[key]
    if (Array.isArray(choices) && choices.length > 0) return parseChoices(choices, bareRole)
  }
  if (Array.isArray(value.generations)) return parseGenerations(value.generations, bareRole, depth)
  if (typeof value.messages === 'string') return singleText(value, value.messages, bareRole)
  for (const key of objectKeys) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined
    if (!isObject(inner) || typeof value.role === 'string') continue
    const messages = parseMessages(inner, bareRole, depth + 1)
    if (messages !== undefined) return messages
  }
  if (typeof value.role === 'string' || value.content !== undefined) return undefined
  // `{prompt, system}` of the AI SDK, `{instructions, input}` of the Responses API.
  const prompt = textOf(value.prompt) ?? (hasInstructions(value) ? textOf(value.input) : undefined)
  return prompt === undefined ? undefined : singleText(value, prompt, bareRole)
}

const listKeys = [
  'messages',
  'contents',
  'input_messages',
  'output_messages',
  'chat_history',
  'input',
  'output',
  'prompt',
]
const objectKeys = [
  'output',
  'input',
  'inputs',
  'outputs',
  'message',
  'new_message',
  'content',
  'response',
  'data',
  'result',
  'kwargs',
]

function hasInstructions(value: JsonObject): boolean {
  return textOf(value.instructions) !== undefined || textOf(value.system) !== undefined
}

function singleText(value: JsonObject, text: string, bareRole: string): ChatMessage[] {
  return withSystem(value, [{ role: bareRole, parts: [{ type: 'text', text }] }])
}

/** Anthropic, Gemini and the Responses API keep the system text beside the messages. */
function withSystem(value: JsonObject, messages: ChatMessage[]): ChatMessage[] {
  const config = isObject(value.config) ? value.config : {}
  const system =
    pick(value, 'system', 'instructions', 'system_instruction', 'systemInstruction') ??
    pick(config, 'system_instruction', 'systemInstruction')
  if (system === undefined || messages[0]?.role === 'system') return messages
  return [...systemMessages(system), ...messages]
}

/** System instructions as one message: a text, parts, or Gemini's `{parts}`. */
export function systemMessages(value: Json): ChatMessage[] {
  const content = isObject(value) && Array.isArray(value.parts) ? value.parts : value
  const whole = Array.isArray(content) && content.some((item) => isObject(item) && typeof item.role === 'string')
  if (whole) return parseMessages(content, 'system') ?? []
  const parts = parseContent(content)
  return parts.length === 0 ? [] : [{ role: 'system', parts }]
}

/** OpenAI's `choices` and Gemini's `candidates`: one message each. */
function parseChoices(choices: Json[], bareRole: string): ChatMessage[] | undefined {
  const messages: ChatMessage[] = []
  for (const choice of choices) {
    if (!isObject(choice)) return undefined
    const inner = pick(choice, 'message', 'delta', 'content', 'completion') ?? choice
    const body = isObject(inner) ? inner : { content: inner }
    const message = parseMessage(body, bareRole)
    if (message === undefined) return undefined
    const reason = finishOf(choice) ?? message.finishReason
    messages.push(reason === undefined ? message : { ...message, finishReason: reason })
  }
  return messages
}

/** LangChain's `LLMResult`. */
function parseGenerations(generations: Json[], bareRole: string, depth: number): ChatMessage[] | undefined {
  const flat = generations.flat()
  const messages: ChatMessage[] = []
  for (const generation of flat) {
    if (!isObject(generation)) return undefined
    const inner = isObject(generation.message) ? generation.message : generation
    const found = parseMessages(inner, bareRole, depth + 1)
    if (found === undefined) return undefined
    messages.push(...found)
  }
  return messages.length === 0 ? undefined : messages
}

/** One message object, undefined when it does not look like one. */
export function parseMessage(value: JsonObject, bareRole: string): ChatMessage | undefined {
  const body = innerMessage(value)
  const role = roleOf(body) ?? roleOf(value)
  const isMessage = role !== undefined || messageKeys.some((key) => Object.hasOwn(body, key) && body[key] !== undefined)
  if (!isMessage || (role === undefined && typeof body.type === 'string' && partLike.test(body.type))) return undefined
  if (role === undefined && (Array.isArray(body.page_content) || typeof body.page_content === 'string'))
    return undefined
  if (role === undefined && !isBareMessage(body)) return undefined
  const statedRole = role ?? bareRole
  const name = textOf(pick(body, 'name', 'author'))
  const parts = statedRole === 'tool' ? toolParts(body) : messageParts(body)
  // Anthropic and Gemini hand tool results over as the user's.
  const isResult = statedRole === 'user' && parts.length > 0 && parts.every((part) => part.type === 'toolResult')
  const finalRole = isResult ? 'tool' : statedRole
  const message: ChatMessage = { role: finalRole, parts }
  if (name !== undefined && finalRole !== 'tool') message.name = name
  const reason = finishOf(body) ?? finishOf(value)
  if (reason !== undefined) message.finishReason = reason
  return message
}

/** OpenInference's `{message: {...}}`, LangChain's `{lc, id, kwargs}` and `{type, data}`. */
function innerMessage(value: JsonObject): JsonObject {
  for (const key of ['message', 'kwargs', 'data']) {
    const inner = value[key]
    if (!isObject(inner) || typeof value.role === 'string') continue
    if (key !== 'message' && value.lc === undefined && value.id === undefined && roleOf(value) === undefined) continue
    return inner
  }
  return value
}

const messageKeys = ['content', 'parts', 'contents', 'tool_calls', 'function_call', 'text']
/** What may stand beside the text in a message that names no role. */
const bareKeys =
  /^(content|parts|contents|tool_calls|function_call|text|finish_?[rR]eason|stop_reason|type|refusal|annotations|audio|reasoning|reasoning_content|thinking|usage|usage_metadata|additional_kwargs|response_metadata|id|name|generation_info|toolCalls|model|index|logprobs|invalid_tool_calls|example)$/

/** Arbitrary objects have `text` or `content` too: a retrieved document is no message. */
function isBareMessage(body: JsonObject): boolean {
  return Object.keys(body).every((key) => bareKeys.test(key))
}

const roleNames = new Map<string, string>(
  Object.entries({
    human: 'user',
    ai: 'assistant',
    model: 'assistant',
    function: 'tool',
    humanmessage: 'user',
    humanmessagechunk: 'user',
    aimessage: 'assistant',
    aimessagechunk: 'assistant',
    systemmessage: 'system',
    toolmessage: 'tool',
    functionmessage: 'tool',
    chatmessage: 'user',
  }),
)

/** The role as written, or what frameworks write instead of one: LangChain's `type`, `id` path, `kind`. */
function roleOf(value: JsonObject): string | undefined {
  const role = textOf(value.role)
  if (role !== undefined) return roleNames.get(role.toLowerCase()) ?? role.toLowerCase()
  if (Array.isArray(value.id)) {
    const constructorName = value.id.at(-1)
    if (typeof constructorName === 'string') return roleNames.get(constructorName.toLowerCase())
  }
  const type = textOf(value.type)?.toLowerCase()
  if (type === undefined) return undefined
  if (type === 'system' || type === 'tool' || type === 'user' || type === 'assistant') {
    return value.content === undefined && value.data === undefined ? undefined : type
  }
  return type === 'function' ? undefined : roleNames.get(type)
}

function messageParts(body: JsonObject): MessagePart[] {
  const parts: MessagePart[] = []
  const reasoning = pick(body, 'reasoning_content', 'reasoning', 'thinking')
  if (reasoning !== undefined) parts.push(...parsePart({ type: 'reasoning', content: reasoning }))
  parts.push(...parseContent(body.parts), ...parseContent(withoutDuplicateText(body)), ...parseContent(body.contents))
  if (parts.length === 0) parts.push(...parseContent(pick(body, 'text', 'refusal')))
  for (const call of callsOf(body)) {
    const known = readToolCall(call)
    for (const part of known ?? []) if (!holdsCall(parts, part)) parts.push(part)
  }
  return parts
}

/** `parts` and `content` may both be written; the parts then say it all. */
function withoutDuplicateText(body: JsonObject): Json | undefined {
  const both = [body.parts, body.contents].some((list) => Array.isArray(list) && list.length > 0)
  return both && typeof body.content === 'string' ? undefined : body.content
}

/** Anthropic through LangChain names a call in `content` and again in `tool_calls`. */
function holdsCall(parts: MessagePart[], part: MessagePart): boolean {
  if (part.type !== 'toolCall' || part.id === undefined) return false
  return parts.some((other) => other.type === 'toolCall' && other.id === part.id)
}

function callsOf(body: JsonObject): JsonObject[] {
  const extra = isObject(body.additional_kwargs) ? body.additional_kwargs : {}
  const listed = [body.tool_calls, body.toolCalls, extra.tool_calls].find(
    (list) => Array.isArray(list) && list.length > 0,
  )
  const calls = Array.isArray(listed) ? listed.filter(isObject) : []
  if (calls.length === 0 && isObject(body.function_call)) return [body.function_call]
  // OpenInference's older form: the function's name and arguments directly on the message.
  if (calls.length === 0 && typeof body.function_call_name === 'string') {
    return [{ name: body.function_call_name, arguments: body.function_call_arguments_json ?? {} }]
  }
  return calls
}

/** A message of role `tool` is a result, unless its parts already say so. */
function toolParts(body: JsonObject): MessagePart[] {
  const parts = messageParts(body)
  if (parts.some((part) => part.type === 'toolResult')) return parts
  const id = idOf(pick(body, 'tool_call_id', 'toolCallId', 'id'))
  const name = textOf(pick(body, 'name', 'tool_name', 'toolName'))
  const result = pick(body, 'content', 'parts', 'contents', 'text') ?? ''
  return [defined({ type: 'toolResult' as const, id, name, result: toolResultValue(contentsText(result)) })]
}

/** OpenInference's wrapped contents as plain text parts, for `toolResultValue`. */
function contentsText(result: Json): Json {
  if (!Array.isArray(result)) return result
  return result.map((item) => (isObject(item) && isObject(item.message_content) ? item.message_content : item))
}

function finishOf(value: JsonObject): string | undefined {
  const response = isObject(value.response_metadata) ? value.response_metadata : {}
  const reason =
    pick(value, 'finish_reason', 'finishReason', 'stop_reason') ?? pick(response, 'finish_reason', 'stop_reason')
  return finishReason(textOf(reason))
}

const finishReasons = new Map<string, string>(
  Object.entries({
    tool_calls: 'tool_call',
    tool_use: 'tool_call',
    function_call: 'tool_call',
    end_turn: 'stop',
    stop_sequence: 'stop',
    eos: 'stop',
    completed: 'stop',
    max_tokens: 'length',
    safety: 'content_filter',
  }),
)

/** The provider's word as OTel GenAI's (`stop`, `length`, `content_filter`, `tool_call`, `error`) where it has one. */
export function finishReason(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const word = text.toLowerCase().replaceAll('-', '_')
  return finishReasons.get(word) ?? word
}
