/** A naive model of trace search: tests every raw trace, sorts with a comparator. It parses nothing. */
import type { Json } from '../../../../../src/shared/model/json.ts'
import type { RawAssessment, RawSpan, RawTrace } from './seed-traces.ts'

/** A condition as its parts; how it is written is the generator's business. */
export interface Wanted {
  field: string
  key?: string
  operator: string
  value?: string | number | readonly string[]
}

export interface WantedOrder {
  field: string
  key?: string
  isAscending: boolean
}

export function findNaively(
  raws: readonly RawTrace[],
  experimentIds: readonly string[],
  conditions: readonly Wanted[],
  order: readonly WantedOrder[],
): string[] {
  const living = raws.filter((raw) => !raw.isDeleted && experimentIds.includes(raw.experimentId))
  const spanConditions = conditions.filter(({ field }) => field.startsWith('span.'))
  const others = conditions.filter(({ field }) => !field.startsWith('span.'))
  return living
    .filter((raw) => others.every((wanted) => matches(raw, wanted, living)))
    .filter(
      (raw) =>
        spanConditions.length === 0 ||
        raw.spans.some((span) => spanConditions.every((wanted) => compare(spanValue(span, wanted), wanted))),
    )
    .sort((a, b) => compareTraces(a, b, order))
    .map((raw) => raw.traceId)
}

const toMs = (us: number) => Math.floor(us / 1000)

function readField(raw: RawTrace, field: string, key = ''): string | number | undefined {
  switch (field) {
    case 'timestamp_ms':
      return toMs(raw.startUs)
    case 'execution_time_ms':
      return raw.durationUs === undefined ? undefined : toMs(raw.durationUs)
    case 'end_time_ms':
      return toMs(raw.startUs) + toMs(raw.durationUs ?? 0)
    case 'status':
      return raw.state
    case 'request_id':
      return `tr-${raw.traceId}`
    case 'client_request_id':
      return raw.clientRequestId
    case 'name':
      return raw.name
    case 'experiment_id':
      return Number(raw.experimentId)
    case 'run_id':
      return raw.metadata['mlflow.sourceRun']
    case 'tags':
      return raw.tags[key]
    case 'metadata':
      return raw.metadata[key]
    default:
      throw new Error(`no such field: ${field}`)
  }
}

function spanValue(span: RawSpan, { field, key = '' }: Wanted): string | undefined {
  if (field === 'span.name') return span.name
  if (field === 'span.type') return span.type
  if (field === 'span.status') return span.status
  if (field === 'span.attributes') return span.attributes[key]?.toString()
  // Content: a single word, looked for anywhere.
  return JSON.stringify([span.name, span.attributes])
}

function matches(raw: RawTrace, wanted: Wanted, living: readonly RawTrace[]): boolean {
  const { field, key, operator, value } = wanted
  if (field === 'feedback' || field === 'expectation') return matchesAssessment(raw, wanted, living)
  if (field === 'run_id' && operator === '=') {
    return raw.metadata['mlflow.sourceRun'] === value || raw.linkedRunIds.includes(String(value))
  }
  return compare(readField(raw, field, key), wanted)
}

function matchesAssessment(raw: RawTrace, wanted: Wanted, living: readonly RawTrace[]): boolean {
  const isMatch = (assessment: RawAssessment) =>
    assessment.isValid &&
    assessment.kind === wanted.field &&
    assessment.name === wanted.key &&
    (wanted.operator.startsWith('IS ') || compareAssessment(assessment.value, wanted))
  const isCovered =
    raw.assessments.some(isMatch) ||
    (raw.sessionId !== undefined &&
      living.some(
        (other) =>
          other.sessionId === raw.sessionId &&
          other.assessments.some((assessment) => assessment.isOfSession && isMatch(assessment)),
      ))
  return wanted.operator === 'IS NULL' ? !isCovered : isCovered
}

function compareAssessment(value: Json | undefined, wanted: Wanted): boolean {
  const text = pythonJson(value ?? null)
  switch (wanted.operator) {
    case '=':
      return text === wanted.value || text === pythonJson(String(wanted.value))
    case '!=':
      return text !== wanted.value && text !== pythonJson(String(wanted.value))
    case '>':
    case '>=':
    case '<':
    case '<=':
      return typeof value === 'number' && compare(value, wanted)
    default:
      return compare(text, wanted)
  }
}

export function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}: ${pythonJson(inner)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

/** Nothing on the left is never a match, but for IS NULL. */
function compare(left: string | number | undefined, { operator, value }: Wanted): boolean {
  if (operator === 'IS NULL') return left === undefined
  if (operator === 'IS NOT NULL') return left !== undefined
  if (left === undefined || value === undefined) return false
  if (Array.isArray(value)) return value.includes(String(left)) === (operator === 'IN')
  switch (operator) {
    case '=':
      return left === value
    case '!=':
      return left !== value
    case '>':
      return Number(left) > Number(value)
    case '>=':
      return Number(left) >= Number(value)
    case '<':
      return Number(left) < Number(value)
    case '<=':
      return Number(left) <= Number(value)
    case 'LIKE':
      return like(String(left), String(value))
    case 'ILIKE':
      return like(asciiLower(String(left)), asciiLower(String(value)))
    case 'RLIKE':
      return new RegExp(String(value), 'u').test(String(left))
    default:
      throw new Error(`no such operator: ${operator}`)
  }
}

const asciiLower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

function like(text: string, pattern: string): boolean {
  const source = [...pattern].map((char) =>
    char === '%' ? '[\\s\\S]*' : char === '_' ? '[\\s\\S]' : char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
  )
  return new RegExp(`^${source.join('')}$`, 'u').test(text)
}

function compareTraces(a: RawTrace, b: RawTrace, order: readonly WantedOrder[]): number {
  const ties = [
    { field: 'timestamp_ms', isAscending: false },
    { field: 'request_id', isAscending: true },
  ].filter((tie) => !order.some(({ field }) => field === tie.field))
  for (const { field, key, isAscending } of [...order, ...ties] as WantedOrder[]) {
    const left = readField(a, field, key)
    const right = readField(b, field, key)
    if (left === right) continue
    if (left === undefined) return 1
    if (right === undefined) return -1
    const sign =
      typeof left === 'number'
        ? left - (right as number)
        : Buffer.compare(Buffer.from(left), Buffer.from(String(right)))
    if (sign !== 0) return isAscending ? sign : -sign
  }
  return 0
}
