/** The columns of labeled tables. JSON lines have them as members, CSV and Parquet as texts, numbers and booleans. */
import type { Json } from '../../../shared/model/json.ts'
import type { LabeledShape } from '../../../shared/model/labeled-export.ts'
import { newestOfSources, type Question, questionKey } from '../../store/final-answer.ts'
import type { LabelKind, StoredLabel } from '../../store/labeled-items.ts'
import { toIsoTime } from '../export/exported-trace.ts'
import { type LabeledItem, listQuestions, nameReviewers } from './labeled-item.ts'

/** `json` is any JSON value: nested in JSON lines, a text elsewhere; a text value stays as it is. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'json'

export interface Column {
  name: string
  type: ColumnType
  read(row: TableRow): Json | undefined
}

/** A trace, or one label of it. */
export interface TableRow {
  item: LabeledItem
  label?: StoredLabel
}

export interface Table {
  columns: Column[]
  rowsOf(item: LabeledItem): TableRow[]
}

const traceColumns: readonly Column[] = [
  { name: 'trace_id', type: 'text', read: ({ item }) => item.traceId },
  { name: 'trace_name', type: 'text', read: ({ item }) => item.trace?.name },
  { name: 'state', type: 'text', read: ({ item }) => item.trace?.state },
  { name: 'start_time', type: 'text', read: ({ item }) => item.trace && toIsoTime(item.trace.startUs) },
  {
    name: 'duration_ms',
    type: 'number',
    read: ({ item: { trace } }) => (trace?.durationUs === undefined ? undefined : trace.durationUs / 1000),
  },
  { name: 'model', type: 'text', read: ({ item }) => item.trace?.model },
  { name: 'session_id', type: 'text', read: ({ item }) => item.trace?.sessionId },
  { name: 'user_id', type: 'text', read: ({ item }) => item.trace?.userId },
  { name: 'tags', type: 'json', read: ({ item }) => item.trace?.tags },
  { name: 'inputs', type: 'json', read: ({ item }) => item.inputs },
  { name: 'outputs', type: 'json', read: ({ item }) => item.outputs },
]

const labelColumns: readonly Column[] = [
  { name: 'label', type: 'text', read: ({ label }) => label?.name },
  { name: 'kind', type: 'text', read: ({ label }) => label?.kind },
  { name: 'value', type: 'json', read: ({ label }) => label?.value },
  { name: 'rationale', type: 'text', read: ({ label }) => label?.rationale },
  { name: 'source_type', type: 'text', read: ({ label }) => label?.sourceType },
  { name: 'source', type: 'text', read: ({ label }) => label?.sourceId },
  { name: 'span_id', type: 'text', read: ({ label }) => label?.spanId },
  { name: 'error', type: 'text', read: ({ label }) => label?.error?.code },
  { name: 'is_settled', type: 'boolean', read: ({ label }) => label?.isSettled },
  { name: 'is_unsure', type: 'boolean', read: ({ label }) => label?.isUnsure },
  { name: 'schema_version', type: 'number', read: ({ label }) => label?.schemaVersion },
  { name: 'labelled_at', type: 'text', read: ({ label }) => label && new Date(label.createdAtMs).toISOString() },
  { name: 'label_id', type: 'text', read: ({ label }) => label?.assessmentId },
]

/** The table of a shape, for labels of these kinds. */
export function makeTable(shape: LabeledShape, kinds: readonly LabelKind[], hidesReviewers: boolean): Table {
  if (shape === 'label') {
    return {
      columns: [...traceColumns, ...labelColumns],
      rowsOf: (item) => (item.trace?.labels ?? []).map((label) => ({ item, label })),
    }
  }
  const questions = listQuestions(kinds)
  const columns = questions.flatMap((question) => {
    const prefix = prefixOf(question, questions, traceColumns)
    const type = typeOf(kinds.filter(({ name, kind }) => name === question.name && kind === question.kind))
    return shape === 'trace'
      ? finalColumns(question, prefix, type)
      : reviewerColumns(question, prefix, type, kinds, hidesReviewers)
  })
  return { columns: [...traceColumns, ...columns], rowsOf: (item) => [{ item }] }
}

/** The name of the question, unless another column or question of the other kind has it. */
export function prefixOf({ name, kind }: Question, questions: readonly Question[], others: readonly Column[]): string {
  const isTaken =
    others.some((column) => column.name === name) || questions.some((other) => other.name === name && other.kind < kind)
  return isTaken ? `${kind} ${name}` : name
}

/** One type when all values have it; by the first characters of their JSON. */
export function typeOf(kinds: readonly LabelKind[]): ColumnType {
  const starts = new Set(kinds.flatMap((kind) => [...kind.starts]))
  if (starts.size === 0) return 'json'
  const all = (pattern: RegExp) => [...starts].every((start) => pattern.test(start))
  if (all(/[tf]/)) return 'boolean'
  if (all(/[-\d]/)) return 'number'
  return all(/"/) ? 'text' : 'json'
}

/** The answer that counts, how it came to, who gave it, and why. */
function finalColumns(question: Question, prefix: string, type: ColumnType): Column[] {
  const key = questionKey(question)
  const find = ({ item }: TableRow) => item.finals.get(key)
  return [
    { name: prefix, type, read: (row) => find(row)?.value },
    { name: `${prefix}.decided_by`, type: 'text', read: (row) => find(row)?.decidedBy },
    {
      name: `${prefix}.sources`,
      type: 'json',
      read: (row) => find(row)?.labels.map(({ sourceType, sourceId }) => `${sourceType}:${sourceId}`),
    },
    {
      name: `${prefix}.rationale`,
      type: 'text',
      read(row) {
        let text: string | undefined
        for (const { rationale } of find(row)?.labels ?? []) {
          if (rationale !== undefined) text = text === undefined ? rationale : `${text}\n\n${rationale}`
        }
        return text
      },
    },
  ]
}

/** `question.reviewer`; judges and code by their type too. A settled answer has a column of its own. */
function reviewerColumns(
  question: Question,
  prefix: string,
  type: ColumnType,
  kinds: readonly LabelKind[],
  hidesReviewers: boolean,
): Column[] {
  const nameOf = nameReviewers(kinds, hidesReviewers)
  const own = kinds.filter(({ name, kind }) => name === question.name && kind === question.kind)
  const sources = new Map(
    own.filter(({ isSettled }) => !isSettled).map((kind) => [sourceName(kind.sourceType, nameOf(kind)), kind]),
  )
  const find = ({ item }: TableRow, isMeant: (label: StoredLabel) => boolean) =>
    newestOfSources(
      (item.trace?.labels ?? []).filter(
        (label) =>
          label.name === question.name &&
          label.kind === question.kind &&
          label.spanId === undefined &&
          label.value !== undefined &&
          isMeant(label),
      ),
    ).at(-1)?.value
  const columns = [...sources.keys()].sort().map((source): Column => {
    const isMeant = (label: StoredLabel) => !label.isSettled && sourceName(label.sourceType, label.sourceId) === source
    return { name: `${prefix}.${source}`, type, read: (row) => find(row, isMeant) }
  })
  if (!own.some(({ isSettled }) => isSettled)) return columns
  return [...columns, { name: `${prefix} (settled)`, type, read: (row) => find(row, ({ isSettled }) => isSettled) }]
}

function sourceName(type: string, id: string): string {
  return type === 'HUMAN' ? id : `${type}:${id}`
}
