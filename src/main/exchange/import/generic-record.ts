/**
 * One row of a generic file as a trace: a root span with the attributes that the GenAI and OpenInference
 * conventions have for it, a retriever span below it when the row has contexts, and assessments for what was
 * expected and how it was judged.
 */
import { AssessmentName } from '../../../shared/model/assessment.ts'
import type { IngestAssessment, IngestTrace } from '../../../shared/model/ingest.ts'
import type { ColumnMapping, ColumnTarget } from '../../../shared/model/job.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { AnyValue, KeyValue, OtlpSpan } from '../../../shared/model/otlp.ts'
import { emptyResource, emptyScope, setOwn } from '../../formats/any-value.ts'
import { isJsonObject, parseEmbeddedJson } from '../../formats/json-text.ts'
import { canonicalJson, hashAssessmentId, hashSpanId, hashTraceId, parseTraceId } from '../../formats/stable-id.ts'
import { parseDurationUs, parseTimeNano } from '../../formats/time-text.ts'
import { findAnswerMessages, findMessages, splitConversation, toGenAiMessage } from './chat-messages.ts'
import { toNumber } from './column-guess.ts'
import { listColumns, readColumn } from './generic-columns.ts'
import type { Found } from './ingest-feed.ts'
import { parsePythonLiteral } from './python-literal.ts'
import type { SkipLog } from './skip-log.ts'

type Row = { [key: string]: Json }

/** Ids of this length are practically unique (ULIDs, `chatcmpl-…`); shorter ones are row numbers. */
const uniqueIdLength = 20

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export interface GenericOptions {
  mapping: ColumnMapping
  /** Time for rows without one, in nanoseconds; the same for the same file. */
  defaultStartNano: bigint
}

/** The columns of each target, in order. */
type Columns = Partial<Record<ColumnTarget, string[]>>

export function groupColumns(mapping: ColumnMapping): Columns {
  const columns: Columns = {}
  for (const [name, target] of Object.entries(mapping)) columns[target] = [...(columns[target] ?? []), name]
  return columns
}

/** Converts one row; a row without input and output is skipped. */
export function convertGenericRecord(
  row: Row,
  place: number,
  columns: Columns,
  options: GenericOptions,
  skips: SkipLog,
): Found {
  const read = (target: ColumnTarget): Json | undefined => {
    for (const name of columns[target] ?? []) {
      const value = readColumn(row, name)
      if (value !== undefined && value !== null && value !== '') return value
    }
    return undefined
  }
  const input = readCombined(row, columns.input)
  const output = readCombined(row, columns.output)
  if (input === undefined && output === undefined && read('error') === undefined) {
    skips.add('missingInput', place)
    return {}
  }
  const id = toPlainText(read('traceId'))
  const traceId = toTraceId(id, row, columns)
  const rootId = hashSpanId(`${traceId} root`)
  const startNano = parseTimeNano(read('time')) ?? options.defaultStartNano
  const durationUs = parseDurationUs(toDuration(read('durationMs'))) ?? 0
  const error = toPlainText(read('error'))
  const documents = toDocuments(readCombined(row, columns.context))
  const root: OtlpSpan = {
    ...emptySpan(traceId, rootId, startNano, startNano + BigInt(durationUs) * 1000n),
    name: toPlainText(read('name')) ?? 'imported row',
    attributes: toRootAttributes(input, output, read),
    statusCode: error === undefined ? 1 : 2,
    statusMessage: error ?? '',
  }
  const spans = [root]
  if (documents.length > 0) spans.push(toRetrieverSpan(root, input, documents))
  return {
    spans,
    // Stated, as a span without times looks as if it were still running.
    traces: [{ ...toFacts(row, traceId, id, columns, options.mapping), state: error === undefined ? 'OK' : 'ERROR' }],
    assessments: toAssessments(row, traceId, columns),
  }
}

function emptySpan(traceId: string, spanId: string, startNano: bigint, endNano: bigint): OtlpSpan {
  return {
    traceId,
    spanId,
    parentSpanId: undefined,
    traceState: '',
    flags: 0,
    name: '',
    kind: 1,
    startNano,
    endNano,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: 0,
    statusMessage: '',
    resource: emptyResource,
    scope: emptyScope,
  }
}

/** One column's value, or an object of several columns' values by name. */
function readCombined(row: Row, names: readonly string[] | undefined): Json | undefined {
  const found: Row = {}
  for (const name of names ?? []) {
    const value = readColumn(row, name)
    if (value !== undefined && value !== null && value !== '') setOwn(found, name, value)
  }
  const values = Object.values(found)
  if (values.length === 0) return undefined
  return values.length === 1 ? values[0] : found
}

/**
 * A UUID is taken as it is. Other ids are hashed, trace ids of other systems among them: a table that was exported
 * from traces must not put a second root into those traces when it comes back. An id that looks unique is hashed. Anything else (row numbers) says little
 * alone: the row's content counts too, so that row 1 of one file never replaces row 1 of another. Judgements are
 * left out of that: a file that comes back with more of them is still the same traces.
 */
function toTraceId(id: string | undefined, row: Row, columns: Columns): string {
  if (id !== undefined) {
    const exact = uuid.test(id) ? parseTraceId(id) : undefined
    if (exact !== undefined) return exact
    if (id.length >= uniqueIdLength && !/\s/.test(id)) return hashTraceId(id)
  }
  const content: Row = {}
  for (const target of ['input', 'output', 'context', 'time', 'name', 'model', 'session', 'user', 'error'] as const) {
    for (const name of columns[target] ?? []) setOwn(content, `${target} ${name}`, readColumn(row, name) ?? null)
  }
  return hashTraceId(`${id ?? ''}\0${canonicalJson(content)}`)
}

function toPlainText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** CSV durations are texts: a bare number is milliseconds. */
function toDuration(value: Json | undefined): Json | undefined {
  return typeof value === 'string' ? (toNumber(value) ?? value) : value
}

function toRootAttributes(
  input: Json | undefined,
  output: Json | undefined,
  read: (target: ColumnTarget) => Json | undefined,
): KeyValue[] {
  const attributes: KeyValue[] = []
  const add = (key: string, value: AnyValue | undefined): void => {
    if (value !== undefined) attributes.push({ key, value })
  }
  const addText = (key: string, text: string | undefined): void =>
    add(key, text === undefined ? undefined : { stringValue: text })
  const addCount = (key: string, value: Json | undefined): void => {
    const number = toNumber(value)
    if (number !== undefined && number >= 0) add(key, { intValue: String(Math.round(number)) })
  }
  const model = toPlainText(read('model'))
  const messages = findMessages(input)
  const isModelCall =
    model !== undefined ||
    messages !== undefined ||
    read('inputTokens') !== undefined ||
    read('outputTokens') !== undefined
  addText('openinference.span.kind', isModelCall ? 'LLM' : 'CHAIN')
  addValue('input', input, addText)
  if (messages === undefined) addValue('output', output, addText)
  else {
    const conversation =
      output === undefined ? splitConversation(messages) : { input: messages, output: findAnswerMessages(output) ?? [] }
    addText('gen_ai.input.messages', JSON.stringify(conversation.input.map(toGenAiMessage)))
    if (conversation.output.length > 0) {
      addText('gen_ai.output.messages', JSON.stringify(conversation.output.map(toGenAiMessage)))
    }
    addValue('output', output ?? conversation.output[0]?.content, addText)
  }
  addText('gen_ai.request.model', model)
  addCount('gen_ai.usage.input_tokens', read('inputTokens'))
  addCount('gen_ai.usage.output_tokens', read('outputTokens'))
  const cost = toNumber(read('cost'))
  if (cost !== undefined) add('llm.cost.total', { doubleValue: cost })
  addText('session.id', toPlainText(read('session')))
  addText('user.id', toPlainText(read('user')))
  return attributes
}

/** OpenInference's `input.value` and `output.value` with the type that says how to read them. */
function addValue(
  side: 'input' | 'output',
  value: Json | undefined,
  addText: (key: string, text: string | undefined) => void,
): void {
  if (value === undefined || value === null) return
  const isText = typeof value === 'string'
  const isJson = !isText || parseEmbeddedJson(value) !== undefined
  addText(`${side}.value`, isText ? value : JSON.stringify(value))
  addText(`${side}.mime_type`, isJson ? 'application/json' : 'text/plain')
}

interface Document {
  text: string
  id?: string | undefined
  score?: number | undefined
  metadata?: Json | undefined
}

/** Contexts as a list, as JSON or Python text of one, as one text, or as objects in the usual shapes. */
function toDocuments(value: Json | undefined): Document[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') {
    const parsed = parseEmbeddedJson(value) ?? (/^\s*[[({]/.test(value) ? parsePythonLiteral(value) : undefined)
    return parsed === undefined ? [{ text: value }] : toDocuments(parsed)
  }
  const list = Array.isArray(value)
    ? value
    : isJsonObject(value) && Array.isArray(value.documents)
      ? value.documents
      : [value]
  return list.flatMap((item): Document[] => {
    if (!isJsonObject(item)) return item === null ? [] : [{ text: toPlainText(item) ?? '' }]
    const text = ['page_content', 'content', 'text', 'document', 'body', 'passage']
      .map((key) => item[key])
      .find((candidate) => typeof candidate === 'string')
    if (typeof text !== 'string') return [{ text: JSON.stringify(item) }]
    return [{ text, id: toPlainText(item.id ?? item.doc_id), score: toNumber(item.score), metadata: item.metadata }]
  })
}

function toRetrieverSpan(root: OtlpSpan, input: Json | undefined, documents: readonly Document[]): OtlpSpan {
  const attributes: KeyValue[] = [{ key: 'openinference.span.kind', value: { stringValue: 'RETRIEVER' } }]
  const query = typeof input === 'string' && findMessages(input) === undefined ? input : undefined
  if (query !== undefined) attributes.push({ key: 'input.value', value: { stringValue: query } })
  documents.forEach(({ text, id, score, metadata }, index) => {
    const prefix = `retrieval.documents.${index}.document`
    attributes.push({ key: `${prefix}.content`, value: { stringValue: text } })
    if (id !== undefined) attributes.push({ key: `${prefix}.id`, value: { stringValue: id } })
    if (score !== undefined) attributes.push({ key: `${prefix}.score`, value: { doubleValue: score } })
    if (metadata !== undefined && metadata !== null)
      attributes.push({ key: `${prefix}.metadata`, value: { stringValue: toPlainText(metadata) ?? '' } })
  })
  const { traceId, spanId, startNano } = root
  return {
    ...emptySpan(traceId, hashSpanId(`${traceId} retriever`), startNano, startNano),
    parentSpanId: spanId,
    name: 'contexts',
    attributes,
    statusCode: 1,
  }
}

/** Columns that the sample had not shown: kept as metadata rather than lost. */
function listUnmapped(row: Row, mapping: ColumnMapping): string[] {
  return listColumns([row]).filter((name) => {
    for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
      if (Object.hasOwn(mapping, name.slice(0, end))) return false
    }
    return true
  })
}

function toFacts(
  row: Row,
  traceId: string,
  id: string | undefined,
  columns: Columns,
  mapping: ColumnMapping,
): IngestTrace {
  const tags: Record<string, string> = {}
  const metadata: Record<string, string> = {}
  for (const name of columns.tag ?? []) addTexts(tags, name, readColumn(row, name))
  for (const name of [...(columns.metadata ?? []), ...listUnmapped(row, mapping)]) {
    addTexts(metadata, name, readColumn(row, name))
  }
  return {
    traceId,
    ...(id === undefined || parseTraceId(id) === traceId ? {} : { clientRequestId: id }),
    tags,
    metadata,
  }
}

/** An object gives its entries, a list of words (or text of one) one entry a word, anything else the column's name. */
function addTexts(texts: Record<string, string>, name: string, value: Json | undefined): void {
  if (value === undefined || value === null || value === '') return
  const parsed = typeof value === 'string' ? (parseEmbeddedJson(value) ?? value) : value
  if (isJsonObject(parsed)) {
    for (const [key, item] of Object.entries(parsed)) {
      const text = toPlainText(item)
      if (text !== undefined) setOwn(texts, key, text)
    }
  } else if (Array.isArray(parsed) && parsed.every((item) => typeof item === 'string' && item.length <= 250)) {
    for (const item of parsed) setOwn(texts, String(item), 'true')
  } else setOwn(texts, name, toPlainText(parsed) ?? '')
}

function toAssessments(row: Row, traceId: string, columns: Columns): IngestAssessment[] {
  const assessments: IngestAssessment[] = []
  const expected = readCombined(row, columns.expected)
  if (expected !== undefined)
    assessments.push(makeAssessment(traceId, 'expected_response', 'expectation', expected, undefined))
  for (const column of columns.feedback ?? []) {
    const value = toJudgement(readColumn(row, column))
    const name = AssessmentName.safeParse(toAssessmentName(column))
    if (value === undefined || !name.success) continue
    assessments.push(makeAssessment(traceId, name.data, 'feedback', value, findRationale(row, column)))
  }
  return assessments
}

/** Names hold no dot; a table of Assay's own puts a word before one that would repeat another column. */
function toAssessmentName(column: string): string {
  return column
    .replace(/^assessment /, '')
    .replaceAll('.', '_')
    .slice(0, 250)
}

const rationaleSuffixes = ['rationale', 'comment', 'reason', 'explanation', 'コメント', '理由']

/** The comment that goes with a feedback column, by the usual names. */
function findRationale(row: Row, column: string): string | undefined {
  for (const suffix of rationaleSuffixes) {
    for (const separator of ['_', '.', ' ', '']) {
      const text = toPlainText(readColumn(row, column + separator + suffix))
      if (text !== undefined) return text
    }
  }
  return undefined
}

function makeAssessment(
  traceId: string,
  name: string,
  kind: 'feedback' | 'expectation',
  value: Json,
  rationale: string | undefined,
): IngestAssessment {
  return {
    assessmentId: hashAssessmentId([traceId, name, kind, JSON.stringify(value), rationale]),
    traceId,
    name,
    kind,
    value,
    rationale,
    // Files do not say who judged; people fill such columns in far more often than code does.
    source: { type: 'HUMAN', id: 'import' },
  }
}

/** Numbers and booleans from their texts; other texts stay, MLflow's "yes" and "no" among them. */
function toJudgement(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') return value
  if (/^true$/i.test(value.trim())) return true
  if (/^false$/i.test(value.trim())) return false
  return toNumber(value) ?? parseEmbeddedJson(value) ?? value
}
