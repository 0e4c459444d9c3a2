/** Values of records on one line, and where a record's source leads. Pure. */
import type { DatasetRecord } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'

/** Longer than any column shows; the rest is in the details. */
const lineLength = 400
/** MLflow's client wraps outputs that are no object under this key (`dataset_record.py`). */
export const wrapperKey = 'mlflow_wrapped'

/** The value that a client's wrapper holds; others as they are. */
export function unwrap(value: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const keys = Object.keys(value)
  return keys.length === 1 && keys[0] === wrapperKey ? value[wrapperKey] : value
}

function text(value: Json): string {
  const shown = lastMessage(value) ?? value
  return typeof shown === 'string' ? shown.replaceAll(/\s+/g, ' ') : JSON.stringify(shown)
}

/** What was said last in a conversation in OpenAI's form; the rest is in the details. */
function lastMessage(value: Json): string | undefined {
  const last = Array.isArray(value) ? value.at(-1) : undefined
  if (typeof last !== 'object' || last === null || Array.isArray(last)) return undefined
  return typeof last.role === 'string' && typeof last.content === 'string' ? last.content : undefined
}

/** `question: Why?, language: en`; an object of one member shows its value alone. Empty for nothing. */
export function lineText(value: Json | undefined): string {
  const inner = unwrap(value)
  if (inner === undefined || inner === null) return ''
  const entries = typeof inner === 'object' && !Array.isArray(inner) ? Object.entries(inner) : undefined
  const [first] = entries ?? []
  let line: string
  if (entries === undefined) line = text(inner)
  else if (first === undefined) line = ''
  else if (entries.length === 1) line = text(first[1])
  else line = entries.map(([key, each]) => `${key}: ${text(each)}`).join(', ')
  return line.length > lineLength ? `${line.slice(0, lineLength)}…` : line
}

/** The trace that a record was made from, as the trace page wants its id; undefined for other sources. */
export function findSourceTrace(record: DatasetRecord): string | undefined {
  if (record.sourceType !== 'TRACE' || record.sourceId === undefined) return undefined
  const hex = /^(?:tr-)?([0-9a-f]{32})$/i.exec(record.sourceId)?.[1]
  return hex?.toLowerCase()
}
