/** What a raw chat request or response says beside its messages, and whether the view then says it all. */
import type { Json } from '../../shared/model/json.ts'
import type { ChatMessage, TokenUsage } from '../../shared/model/view.ts'
import { usageOf } from './usage.ts'
import { isObject, type JsonObject, pick, setOwn, textOf } from './values.ts'

const parameterNames = new Set([
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'n',
  'stop',
  'stop_sequences',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'response_format',
  'reasoning_effort',
  'tool_choice',
])

const requestKeys = new Set([
  ...parameterNames,
  'messages',
  'contents',
  'model',
  'tools',
  'system',
  'instructions',
  'stream',
  'stream_options',
  'parallel_tool_calls',
  'user',
])
const responseKeys = new Set(
  `id object created created_at model choices usage system_fingerprint service_tier role content text finish_reason
  stop_reason stop_sequence type candidates usage_metadata model_version response_id parts refusal annotations
  tool_calls messages`.split(/\s+/),
)

/** Whether a raw input says nothing that the messages, tools, model and parameters of the view don't say. */
export function isPlainRequest(input: Json | undefined, messages: ChatMessage[]): boolean {
  return isRepresented(input, messages, requestKeys, ['messages', 'contents'])
}

/** The same for a raw output. */
export function isPlainResponse(output: Json | undefined, messages: ChatMessage[]): boolean {
  return isRepresented(output, messages, responseKeys, [
    'choices',
    'content',
    'candidates',
    'text',
    'parts',
    'messages',
  ])
}

function isRepresented(value: Json | undefined, messages: ChatMessage[], keys: Set<string>, needed: string[]): boolean {
  if (value === undefined) return true
  if (typeof value === 'string') {
    return messages.some((message) => message.parts.some((part) => part.type === 'text' && part.text.includes(value)))
  }
  if (Array.isArray(value)) return value.every((item) => isObject(item) && textOf(item.role) !== undefined)
  if (!isObject(value)) return false
  return needed.some((key) => Object.hasOwn(value, key)) && Object.keys(value).every((key) => keys.has(key))
}

/** Model parameters of a raw request. */
export function requestParameters(input: Json | undefined): JsonObject {
  const found: JsonObject = {}
  if (!isObject(input)) return found
  for (const [key, value] of Object.entries(input)) {
    if (parameterNames.has(key) && value !== null) setOwn(found, key, value)
  }
  return found
}

/** The model that answered, else the one that was asked. */
export function requestModel(input: Json | undefined, output: Json | undefined): string | undefined {
  for (const value of [output, input]) {
    const model = isObject(value) ? textOf(pick(value, 'model', 'model_version')) : undefined
    if (model !== undefined) return model
  }
  return undefined
}

/** Token usage of a raw response. */
export function responseUsage(output: Json | undefined): TokenUsage | undefined {
  const stated = isObject(output) ? pick(output, 'usage', 'usage_metadata', 'usageMetadata') : undefined
  if (!isObject(stated)) return undefined
  const usage = usageOf(stated)
  if (usage.total === undefined && usage.input !== undefined && usage.output !== undefined) {
    usage.total = usage.input + usage.output
  }
  return Object.keys(usage).length === 0 ? undefined : usage
}
