/** Records of a dataset as items of an export, and as rows of its tables. */
import type { Database } from 'better-sqlite3'
import type { DatasetRecord } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { linkToolResults } from '../../normalize/messages/link-tools.ts'
import { parseMessages } from '../../normalize/messages/parse-messages.ts'
import type { JsonObject } from '../../store/dataset-rows.ts'
import { iterateRecords, type RecordSet } from '../../store/exported-records.ts'
import { type Question, questionKey } from '../../store/final-answer.ts'
import type { LabelKind } from '../../store/labeled-items.ts'
import { setOwn } from '../../store/trace-rows.ts'
import { toShownTraceId } from '../export/exported-trace.ts'
import { type Column, prefixOf, type Table, typeOf } from './columns.ts'
import { type CountedAnswer, type ItemSource, type LabeledItem, listQuestions } from './labeled-item.ts'

/** In the order in which records were made. */
export function openRecordItems(db: Database, set: RecordSet, asMessages: boolean): ItemSource {
  return function* read(isWanted) {
    for (const whole of iterateRecords(db, set)) {
      const { finals, record } = takeAnswers(whole)
      yield isWanted(finals) ? toItem(record, finals, asMessages) : undefined
    }
  }
}

/** Expectations are answers, and tags that its lineage names. */
function takeAnswers(record: DatasetRecord) {
  const finals = new Map<string, CountedAnswer>()
  const add = (name: string, kind: Question['kind'], value: Json) =>
    finals.set(questionKey({ name, kind }), { name, kind, value, labels: [] })
  for (const [name, value] of Object.entries(record.expectations ?? {})) add(name, 'expectation', value)
  const asked = new Set(record.lineage?.schemas?.map(({ name }) => name))
  const { tags: all, ...rest } = record
  const tags: JsonObject = {}
  for (const [name, value] of Object.entries(all ?? {})) {
    if (asked.has(name)) add(name, 'feedback', value)
    else setOwn(tags, name, value)
  }
  return { finals, record: Object.keys(tags).length === 0 ? rest : { ...rest, tags } }
}

function toItem(record: DatasetRecord, finals: Map<string, CountedAnswer>, asMessages: boolean): LabeledItem {
  const { inputs, outputs, lineage, sourceType, sourceId } = record
  const messages = asMessages && isConversation(inputs) ? linkToolResults(parseMessages(inputs, 'user') ?? []) : []
  const outputMessages = asMessages && isConversation(outputs) ? (parseMessages(outputs, 'assistant') ?? []) : []
  const own = lineage?.traceId === undefined ? undefined : toShownTraceId(lineage.traceId)
  return {
    traceId: own ?? (sourceType === 'TRACE' ? sourceId : undefined),
    trace: undefined,
    record,
    inputs: messages.length > 0 ? undefined : inputs,
    outputs: outputMessages.length > 0 ? undefined : outputs,
    messages,
    outputMessages,
    finals,
  }
}

/** `{"messages": […]}` and nothing that a conversation would lose. */
function isConversation(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Array.isArray(value.messages) &&
    Object.keys(value).length === 1
  )
}

/** What is answered in a set, as `listLabelKinds` says it of traces; and who labelled. */
export function listRecordKinds(db: Database, set: RecordSet): { kinds: LabelKind[]; labelers: string[] } {
  const kinds = new Map<string, LabelKind>()
  const labelers = new Set<string>()
  for (const record of iterateRecords(db, set)) {
    for (const name of record.lineage?.labelers ?? []) labelers.add(name)
    for (const [key, { name, kind, value }] of takeAnswers(record).finals) {
      let known = kinds.get(key)
      if (known === undefined) {
        known = { name, kind, sourceType: 'HUMAN', sourceId: '', starts: new Set(), isSettled: false }
        kinds.set(key, known)
      }
      known.starts.add(JSON.stringify(value)[0] as string)
    }
  }
  return { kinds: [...kinds.values()], labelers: [...labelers] }
}

const recordColumns: readonly Column[] = [
  { name: 'record_id', type: 'text', read: ({ item }) => item.record?.recordId },
  { name: 'split', type: 'text', read: ({ item }) => item.record?.split },
  { name: 'trace_id', type: 'text', read: ({ item }) => item.traceId },
  { name: 'source_type', type: 'text', read: ({ item }) => item.record?.sourceType },
  { name: 'source_id', type: 'text', read: ({ item }) => item.record?.sourceId },
  { name: 'labelers', type: 'json', read: ({ item }) => item.record?.lineage?.labelers },
  { name: 'tags', type: 'json', read: ({ item }) => item.record?.tags },
  { name: 'inputs', type: 'json', read: ({ item }) => item.inputs },
  { name: 'outputs', type: 'json', read: ({ item }) => item.outputs },
]

/** One row a record, with a column for each question. */
export function makeRecordTable(kinds: readonly LabelKind[]): Table {
  const questions = listQuestions(kinds)
  const answers = questions.map(
    (question): Column => ({
      name: prefixOf(question, questions, recordColumns),
      type: typeOf(kinds.filter(({ name, kind }) => name === question.name && kind === question.kind)),
      read: ({ item }) => item.finals.get(questionKey(question))?.value,
    }),
  )
  return { columns: [...recordColumns, ...answers], rowsOf: (item) => [{ item }] }
}
