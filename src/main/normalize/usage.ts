/** Token counts and costs. Counts are inclusive: the input holds the cached tokens, the output the reasoning ones. */
import type { AnyValue } from '../../shared/model/otlp.ts'
import type { Cost, TokenUsage } from '../../shared/model/view.ts'
import type { Field } from './convention.ts'
import { type Facts, first } from './facts.ts'
import { countOf, isObject, type JsonObject, pick, toContent, toCount } from './values.ts'

const parts = ['input', 'output', 'total', 'cacheRead', 'cacheWrite', 'reasoning'] as const

/** Token usage from single attributes, then from usage objects. A total that nobody gave is the sum. */
export function readUsage(facts: Facts): TokenUsage | undefined {
  const objects = usageObjects(facts)
  const usage: TokenUsage = {}
  let isEmpty = true
  for (const part of parts) {
    const value = countIn(facts, `usage.${part}`) ?? objects.map((object) => object[part]).find(isCount)
    if (value === undefined) continue
    usage[part] = value
    isEmpty = false
  }
  if (isEmpty) return undefined
  if (usage.total === undefined && usage.input !== undefined && usage.output !== undefined) {
    usage.total = usage.input + usage.output
  }
  return usage
}

function isCount(value: number | undefined): value is number {
  return value !== undefined
}

function countIn(facts: Facts, field: Field): number | undefined {
  return facts.fields.has(field) ? first(facts, field, toCount) : undefined
}

function usageObjects(facts: Facts): TokenUsage[] {
  const found: TokenUsage[] = []
  const exclusive = first(facts, 'usageExclusive', toObject)
  if (exclusive !== undefined) found.push(inclusiveUsage(exclusive))
  const inclusive = first(facts, 'usage', toObject)
  if (inclusive !== undefined) found.push(usageOf(inclusive))
  return found
}

function toObject(value: AnyValue): JsonObject | undefined {
  const content = toContent(value)
  return isObject(content) ? content : undefined
}

/** A usage object with inclusive counts: MLflow, OpenAI (both APIs), Anthropic, LangChain, Gemini names. */
export function usageOf(object: JsonObject): TokenUsage {
  const inputDetails = detail(object, 'input_token_details', 'input_tokens_details', 'prompt_tokens_details')
  const outputDetails = detail(object, 'output_token_details', 'output_tokens_details', 'completion_tokens_details')
  return counted({
    input: pick(object, 'input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens', 'prompt_token_count', 'input'),
    output: pick(
      object,
      'output_tokens',
      'completion_tokens',
      'outputTokens',
      'completionTokens',
      'candidates_token_count',
      'output',
    ),
    total: pick(object, 'total_tokens', 'totalTokens', 'total_token_count', 'total'),
    cacheRead:
      pick(object, 'cache_read_input_tokens', 'cached_content_token_count', 'cachedInputTokens') ??
      pick(inputDetails, 'cached_tokens', 'cache_read', 'cacheReadTokens'),
    cacheWrite:
      pick(object, 'cache_creation_input_tokens', 'cache_write_input_tokens') ??
      pick(inputDetails, 'cache_creation', 'cache_write', 'cacheWriteTokens'),
    reasoning:
      pick(object, 'reasoning_tokens', 'thoughts_token_count', 'reasoningTokens') ??
      pick(outputDetails, 'reasoning_tokens', 'reasoning'),
  })
}

function detail(object: JsonObject, ...keys: string[]): JsonObject {
  const value = pick(object, ...keys)
  return isObject(value) ? value : {}
}

function counted(values: Record<(typeof parts)[number], Parameters<typeof countOf>[0]>): TokenUsage {
  const usage: TokenUsage = {}
  for (const part of parts) {
    const count = countOf(values[part])
    if (count !== undefined) usage[part] = count
  }
  return usage
}

const cacheReadKey = /cache_?read|cached/i
const cacheWriteKey = /cache_?(creation|write)/i
const reasoningKey = /reasoning|thought/i

/** Langfuse's usage details: every `input…` entry counts towards the input, every `output…` entry to the output. */
function inclusiveUsage(object: JsonObject): TokenUsage {
  const usage: TokenUsage = {}
  const add = (part: (typeof parts)[number], count: number) => {
    usage[part] = (usage[part] ?? 0) + count
  }
  for (const [key, value] of Object.entries(object)) {
    const count = countOf(value)
    if (count === undefined) continue
    if (/^total/i.test(key)) usage.total = count
    const isCache = cacheReadKey.test(key) || cacheWriteKey.test(key)
    if (/^(input|prompt)/i.test(key) || isCache) add('input', count)
    else if (/^(output|completion)/i.test(key) || reasoningKey.test(key)) add('output', count)
    if (cacheReadKey.test(key)) add('cacheRead', count)
    else if (cacheWriteKey.test(key)) add('cacheWrite', count)
    else if (reasoningKey.test(key)) add('reasoning', count)
  }
  return usage
}

/** US dollars. A total that nobody gave is the sum. */
export function readCost(facts: Facts): Cost | undefined {
  const object = first(facts, 'cost', toObject) ?? {}
  const cost: Cost = {}
  for (const part of ['input', 'output', 'total'] as const) {
    const value = countOf(pick(object, `${part}_cost`, part)) ?? countIn(facts, `cost.${part}`)
    if (value !== undefined) cost[part] = value
  }
  if (cost.total === undefined && (cost.input !== undefined || cost.output !== undefined)) {
    cost.total = (cost.input ?? 0) + (cost.output ?? 0)
  }
  return Object.keys(cost).length === 0 ? undefined : cost
}
