/** The forms that are no tables: what one item becomes in each, as lines of JSON. */
import type { Json } from '../../../shared/model/json.ts'
import { expectedResponse, type LabeledFormat } from '../../../shared/model/labeled-export.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { findCandidates } from '../../../shared/model/pairwise.ts'
import { questionKey } from '../../store/final-answer.ts'
import { setOwn } from '../../store/trace-rows.ts'
import { toCellText } from '../export/exported-trace.ts'
import { answerOf, answerTextOf, promptOf, toAnswer } from './chat-texts.ts'
import type { LabeledItem } from './labeled-item.ts'

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
        ...traceOf(item),
      }))
    case 'openaiPreference':
      return listPairs(item, options).map(({ prompt, chosen, rejected }) => ({
        input: { messages: prompt },
        preferred_output: [toAnswer(chosen)],
        non_preferred_output: [toAnswer(rejected)],
      }))
  }
}

const traceOf = ({ traceId }: LabeledItem): JsonObject => (traceId === undefined ? {} : { trace_id: traceId })

/**
 * A record for `merge_records`: inputs are an object (a value that is none becomes its `input`), expectations are the answers that count,
 * feedback stands in the tags as text, beside those that a record has.
 */
function toMlflowRecord(item: LabeledItem): JsonObject[] {
  const { inputs, outputs } = item
  if (inputs === undefined) return []
  const isObject = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)
  const expectations = finalsOf(item, 'expectation')
  const tags: JsonObject = {}
  for (const [name, value] of Object.entries({ ...item.record?.tags, ...finalsOf(item, 'feedback') })) {
    setOwn(tags, name, toCellText(value) ?? '')
  }
  const source = sourceOf(item)
  return [
    {
      inputs: isObject ? inputs : { input: inputs },
      ...(outputs === undefined ? {} : { outputs }),
      ...(Object.keys(expectations).length === 0 ? {} : { expectations }),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
      ...(source === undefined ? {} : { source }),
    },
  ]
}

function sourceOf({ record, traceId }: LabeledItem): Json | undefined {
  if (record?.source !== undefined) return record.source
  return traceId === undefined ? undefined : { source_type: 'TRACE', source_data: { trace_id: traceId } }
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
        ...traceOf(item),
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

function candidatesOf({ traceId = '', outputs, outputMessages }: LabeledItem, input: PairwiseInput) {
  const output = outputs === undefined ? {} : { output: outputs }
  return findCandidates(
    { traceId, name: '', messages: [], ...output, outputMessages, documents: [], toolCalls: [], isTruncated: false },
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
function finalsOf({ finals }: LabeledItem, wanted: 'feedback' | 'expectation'): JsonObject {
  const found: JsonObject = {}
  for (const { name, kind, value } of [...finals.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (kind === wanted) setOwn(found, name, value)
  }
  return found
}
