/**
 * What the identifiers of trace filters and orders mean. Facts: `SearchTraceUtils` of MLflow 3.17.
 *
 * Unlike there, a tag, metadata key or assessment that happens to be called `name`, `text`, `prompt` or `run_id` is
 * that tag, key or assessment, not the trace's name and so on.
 */
import { traceNameTag } from '../trace-json.ts'
import { type Identifier, unquoteKey } from './clauses.ts'
import { invalid, shown } from './invalid.ts'

export type TraceField =
  | { kind: 'startMs' }
  | { kind: 'durationMs' }
  | { kind: 'endMs' }
  | { kind: 'status' | 'traceId' | 'clientRequestId' | 'name' | 'experimentId' }
  | { kind: 'prompt' | 'issue' }
  | { kind: 'tag' | 'metadata'; key: string }
  | { kind: 'spanText'; column: 'name' | 'type' | 'status' | 'content' }
  | { kind: 'spanAttribute'; key: string }
  | { kind: 'assessment'; type: 'feedback' | 'expectation'; name: string }

export const sourceRunField: TraceField = { kind: 'metadata', key: 'mlflow.sourceRun' }

const attributes: Readonly<Record<string, TraceField>> = {
  timestamp: { kind: 'startMs' },
  timestamp_ms: { kind: 'startMs' },
  execution_time: { kind: 'durationMs' },
  execution_time_ms: { kind: 'durationMs' },
  end_time: { kind: 'endMs' },
  end_time_ms: { kind: 'endMs' },
  status: { kind: 'status' },
  request_id: { kind: 'traceId' },
  client_request_id: { kind: 'clientRequestId' },
  name: { kind: 'name' },
  run_id: sourceRunField,
  prompt: { kind: 'prompt' },
  text: { kind: 'spanText', column: 'content' },
}

const orderOnly: Readonly<Record<string, TraceField>> = { experiment_id: { kind: 'experimentId' } }
const noOrder = new Set(['prompt', 'text', 'client_request_id'])

const prefixes =
  'trace, attribute, attributes, tag, tags, metadata, request_metadata, span, feedback, expectation, issue'

/** Throws INVALID_PARAMETER_VALUE for a field that traces are not filtered by. */
export function toTraceField({ text, prefix, key }: Identifier): TraceField {
  switch (prefix) {
    case undefined:
    case 'trace':
    case 'attribute':
    case 'attributes':
      return toAttribute(key)
    case 'tag':
    case 'tags':
      return toTag(key)
    case 'metadata':
    case 'request_metadata':
      return { kind: 'metadata', key: named(key, text) }
    case 'span':
      return toSpanField(key)
    case 'feedback':
    case 'expectation':
      return { kind: 'assessment', type: prefix, name: named(key, text) }
    case 'issue':
      if (key !== 'id') throw invalid(`Invalid issue attribute ${shown(key)}. Issues are found by issue.id.`)
      return { kind: 'issue' }
    default:
      throw invalid(`Invalid entity type ${shown(prefix)} in ${shown(text)}. Valid ones are ${prefixes}.`)
  }
}

/** Throws INVALID_PARAMETER_VALUE for a field that does not order traces. */
export function toTraceOrderField(identifier: Identifier): TraceField {
  const { prefix, key } = identifier
  const isAttribute = prefix === undefined || prefix === 'trace' || prefix === 'attribute' || prefix === 'attributes'
  if (isAttribute && Object.hasOwn(orderOnly, key)) return orderOnly[key] as TraceField
  if (isAttribute && (noOrder.has(key) || !Object.hasOwn(attributes, key))) {
    const names = [...Object.keys(attributes).filter((name) => !noOrder.has(name)), ...Object.keys(orderOnly)]
    throw invalid(`Invalid attribute key ${shown(key)} in order_by. Valid keys are ${names.join(', ')}.`)
  }
  const field = toTraceField(identifier)
  if (
    field.kind === 'spanText' ||
    field.kind === 'spanAttribute' ||
    field.kind === 'assessment' ||
    field.kind === 'issue'
  )
    throw invalid(`Traces cannot be ordered by ${shown(identifier.text)}. Order by an attribute, a tag or metadata.`)
  return field
}

function toAttribute(key: string): TraceField {
  if (Object.hasOwn(attributes, key)) return attributes[key] as TraceField
  throw invalid(
    `Invalid attribute key ${shown(key)} specified. Valid keys are ${Object.keys(attributes).join(', ')}. Tags are written tags.${unquoted(key)}, metadata metadata.${unquoted(key)}.`,
  )
}

function toTag(key: string): TraceField {
  if (key === traceNameTag) return { kind: 'name' }
  if (key === 'mlflow.linkedPrompts') return { kind: 'prompt' }
  return { kind: 'tag', key }
}

function toSpanField(key: string): TraceField {
  if (key === 'name' || key === 'type' || key === 'status' || key === 'content')
    return { kind: 'spanText', column: key }
  if (key.startsWith('attributes.')) {
    const name = unquoteKey(key.slice('attributes.'.length))
    if (name !== '') return { kind: 'spanAttribute', key: name }
    throw invalid('A span attribute needs a name, such as span.attributes.model.')
  }
  throw invalid(
    `Invalid span attribute ${shown(key)}. Valid ones are name, type, status, content and attributes.<attribute name>.`,
  )
}

function named(key: string, text: string): string {
  if (key !== '') return key
  throw invalid(`${shown(text)} needs a name after the dot.`)
}

function unquoted(key: string): string {
  return /^[\w.]+$/.test(key) ? key : '`…`'
}
