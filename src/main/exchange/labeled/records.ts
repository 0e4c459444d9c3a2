/** The forms that are no tables: what one item becomes in each, as lines of JSON. */
import type { Json } from '../../../shared/model/json.ts'
import { expectedResponse, type LabeledFormat } from '../../../shared/model/labeled-export.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { findCandidates } from '../../../shared/model/pairwise.ts'
import { toCellText, toShownTraceId } from '../export/exported-trace.ts'
import { answerOf, answerTextOf, promptOf, toAnswer } from './chat-texts.ts'
import { type LabeledItem, questionKey } from './labeled-item.ts'

type JsonObject = { [key: string]: Json }
type PairwiseInput = Extract<LabelSchemaInput, { type: 'pairwise' }>

export interface RecordOptions {
  /** Questions of the source. */
  schemas: readonly Pick<LabelSchema, 'name' | 'input'>[]
  /** The question whose answer is what the output should have been. */
  corrections: string
}

export type RecordFormat = Exclude<LabeledFormat, 'jsonl' | 'csv' | 'parquet' | 'huggingface'>

/** Lines of one item: none when nothing can be made of it. */
export function toRecords(format: RecordFormat, item: LabeledItem, options: RecordOptions): JsonObject[] {
  switch (format) {
    case 'mlflow':
      return toMlflowRecord(item)
    case 'openaiChat':
      return toChatExample(item, options)
    case 'openaiEvals':
      return toEvalItem(item, options)
    case 'preference':
      return listPairs(item, options).map(({ prompt, chosen, rejected, origin, question }) => ({
        prompt,
        chosen: [toAnswer(chosen)],
        rejected: [toAnswer(rejected)],
        origin,
        question,
        trace_id: toShownTraceId(item.trace.traceId),
      }))
    case 'openaiPreference':
      return listPairs(item, options).map(({ prompt, chosen, rejected }) => ({
        input: { messages: prompt },
        preferred_output: [toAnswer(chosen)],
        non_preferred_output: [toAnswer(rejected)],
      }))
  }
}

/**
 * A record for `merge_records`: inputs are an object (a value that is none becomes its `input`), expectations are the answers that count,
 * feedback stands in the tags as text.
 */
function toMlflowRecord(item: LabeledItem): JsonObject[] {
  const { inputs, outputs, trace } = item
  if (inputs === undefined) return []
  const isObject = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)
  const expectations = finalsOf(item, 'expectation')
  const tags = Object.entries(finalsOf(item, 'feedback')).map(([name, value]) => [name, toCellText(value) ?? ''])
  return [
    {
      inputs: isObject ? inputs : { input: inputs },
      ...(outputs === undefined ? {} : { outputs }),
      ...(Object.keys(expectations).length === 0 ? {} : { expectations }),
      ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags) as JsonObject }),
      source: { source_type: 'TRACE', source_data: { trace_id: toShownTraceId(trace.traceId) } },
    },
  ]
}

/** The conversation, answered as it should have been where somebody said so, else as it was. */
function toChatExample(item: LabeledItem, options: RecordOptions): JsonObject[] {
  const prompt = promptOf(item)
  const correction = correctionOf(item, options)
  const answer = correction === undefined ? answerOf(item) : [toAnswer(correction)]
  return prompt === undefined || answer === undefined ? [] : [{ messages: [...prompt, ...answer] }]
}

/** A line of the data of an OpenAI eval: what its templates call `item.input`, `item.output`, `item.ideal`, `item.labels.…`. */
function toEvalItem(item: LabeledItem, options: RecordOptions): JsonObject[] {
  const input = promptOf(item)
  if (input === undefined) return []
  const output = answerTextOf(item)
  const ideal = correctionOf(item, options)
  return [
    {
      item: {
        input,
        ...(output === undefined ? {} : { output }),
        ...(ideal === undefined ? {} : { ideal }),
        labels: { ...finalsOf(item, 'expectation'), ...finalsOf(item, 'feedback') },
        trace_id: toShownTraceId(item.trace.traceId),
      },
    },
  ]
}

interface Pair {
  prompt: JsonObject[]
  chosen: string
  rejected: string
  /** Two outputs were compared, or one was corrected. */
  origin: 'pairwise' | 'correction'
  question: string
}

/** Ties and both being bad say nothing of which is better; neither does a correction that changes nothing. */
function listPairs(item: LabeledItem, options: RecordOptions): Pair[] {
  const prompt = promptOf(item)
  if (prompt === undefined) return []
  const pairs: Pair[] = []
  for (const { name, input } of options.schemas) {
    if (input.type !== 'pairwise') continue
    const choice = finalOf(item, name)
    if (choice !== 'A' && choice !== 'B') continue
    const found = candidatesOf(item, input)
    if (found === undefined || found.a === found.b) continue
    const [chosen, rejected] = choice === 'A' ? [found.a, found.b] : [found.b, found.a]
    pairs.push({ prompt, chosen, rejected, origin: 'pairwise', question: name })
  }
  const [chosen, rejected] = [correctionOf(item, options), answerTextOf(item)]
  if (chosen !== undefined && rejected !== undefined && chosen.trim() !== rejected.trim()) {
    pairs.push({ prompt, chosen, rejected, origin: 'correction', question: options.corrections })
  }
  return pairs
}

function candidatesOf({ trace, outputs, outputMessages }: LabeledItem, input: PairwiseInput) {
  const { traceId, name } = trace
  const output = outputs === undefined ? {} : { output: outputs }
  return findCandidates(
    { traceId, name, messages: [], ...output, outputMessages, documents: [], toolCalls: [], isTruncated: false },
    input.paths,
  )
}

function correctionOf(item: LabeledItem, { corrections = expectedResponse }: RecordOptions): string | undefined {
  const value = finalOf(item, corrections)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function finalOf({ finals }: LabeledItem, name: string): Json | undefined {
  return (finals.get(questionKey({ name, kind: 'expectation' })) ?? finals.get(questionKey({ name, kind: 'feedback' })))
    ?.value
}

/** Answers that count, by question. */
function finalsOf({ finals }: LabeledItem, kind: 'feedback' | 'expectation'): JsonObject {
  const prefix = questionKey({ name: '', kind })
  return Object.fromEntries(
    [...finals]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { value }]): [string, Json] => [key.slice(prefix.length), value])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
