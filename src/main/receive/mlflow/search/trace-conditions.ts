/** A filter for traces as conditions of the trace list (`store/trace-filter.ts`), so that it is planned like the list. */
import { type Sql, type SqlValue, sql } from '../../../store/sql.ts'
import {
  type Condition,
  keysCondition,
  rangeCondition,
  toTraceId,
  valuesCondition,
} from '../../../store/trace-filter.ts'
import { artifactLocationTag, spansLocationTag } from '../trace-json.ts'
import { type Clause, parseFilter } from './clauses.ts'
import {
  assertOperator,
  compareNumber,
  compareText,
  nullOperators,
  numberOperators,
  numberValue,
  textOperators,
  textValue,
} from './comparisons.ts'
import { invalid, shown } from './invalid.ts'
import { metadataCondition } from './metadata-conditions.ts'
import { assessmentCondition, issueCondition } from './trace-assessments.ts'
import { type TraceField, toTraceField } from './trace-fields.ts'
import { type SpanClause, spansCondition } from './trace-spans.ts'

const listOperators = ['IN', 'NOT IN'] as const

/** Milliseconds are cut from microseconds, as clients see them. */
export const startMs = 't.start_us / 1000'
export const durationMs = 't.duration_us / 1000'
export const endMs = `(${startMs} + coalesce(${durationMs}, 0))`
/** A trace without a name has no name tag. */
export const traceName = "nullif(t.name, '')"
export const mlflowTraceId = "('tr-' || t.trace_id)"

/** Tags that the server answers without storing them (`trace-json.ts`). */
const servedTags: Readonly<Record<string, string>> = {
  [spansLocationTag]: "CASE WHEN t.span_count > 0 THEN 'TRACKING_STORE' END",
  [artifactLocationTag]: "'mlflow-artifacts:/' || t.experiment_id || '/traces/tr-' || t.trace_id || '/artifacts'",
}

/**
 * All conditions of a filter. `scope`: a test on `o.experiment_id` for the experiments searched.
 * Throws INVALID_PARAMETER_VALUE for a filter that is wrong.
 */
export function traceConditions(filter: string | undefined, scope: Sql): Condition[] {
  return clauseConditions(parseFilter(filter), scope)
}

/** The same of a filter that is read already. */
export function clauseConditions(clauses: readonly Clause[], scope: Sql): Condition[] {
  const conditions: Condition[] = []
  const spans: SpanClause[] = []
  const ranges: Record<RangeColumn, Range> = { start_us: {}, duration_us: {} }
  for (const clause of clauses) {
    const field = toTraceField({ text: clause.identifier, prefix: clause.prefix, key: clause.key })
    if (field.kind === 'spanText' || field.kind === 'spanAttribute') spans.push({ field, clause })
    else if (field.kind === 'startMs') addTime(conditions, ranges.start_us, startMs, clause)
    else if (field.kind === 'durationMs') addTime(conditions, ranges.duration_us, durationMs, clause)
    else conditions.push(toCondition(field, clause, scope))
  }
  const start = rangeCondition('start_us', 'traces_by_start', ranges.start_us)
  const duration = rangeCondition('duration_us', 'traces_by_duration', ranges.duration_us)
  if (start !== undefined) conditions.unshift(start)
  if (duration !== undefined) conditions.push(duration)
  if (spans.length > 0) conditions.push(spansCondition(spans))
  return conditions
}

type RangeColumn = 'start_us' | 'duration_us'
interface Range {
  min?: number
  max?: number
}

/** Whole milliseconds as ranges of microseconds; several bounds become one range of an index. */
function addTime(conditions: Condition[], range: Range, column: string, clause: Clause): void {
  assertOperator(clause, numberOperators)
  const number = numberValue(clause, true)
  const atLeast = (ms: number) => {
    range.min = Math.max(range.min ?? Number.NEGATIVE_INFINITY, ms * 1000)
  }
  const atMost = (ms: number) => {
    range.max = Math.min(range.max ?? Number.POSITIVE_INFINITY, ms * 1000 + 999)
  }
  switch (clause.operator) {
    case '!=':
      conditions.push({ test: compareNumber(sql(column), '!=', number) })
      return
    case '>':
      atLeast(Math.floor(number) + 1)
      return
    case '>=':
      atLeast(Math.ceil(number))
      return
    case '<':
      atMost(Math.ceil(number) - 1)
      return
    case '<=':
      atMost(Math.floor(number))
      return
    default:
      atLeast(Math.ceil(number))
      atMost(Math.floor(number))
  }
}

type PlainField = Exclude<TraceField, { kind: 'spanText' | 'spanAttribute' | 'startMs' | 'durationMs' }>

function toCondition(field: PlainField, clause: Clause, scope: Sql): Condition {
  switch (field.kind) {
    case 'endMs':
      assertOperator(clause, numberOperators)
      return { test: compareNumber(sql(endMs), clause.operator, numberValue(clause, true)) }
    case 'experimentId':
      throw invalid('Experiments are chosen by the locations of a search, not by its filter.')
    case 'status':
      assertOperator(clause, [...textOperators, ...listOperators])
      return equality('state', 'traces_by_state', clause) ?? { test: compareText(sql('t.state'), clause) }
    case 'traceId':
      return traceIdCondition(clause)
    case 'clientRequestId':
      assertOperator(clause, [...textOperators, ...listOperators])
      return { test: compareText(sql('t.client_request_id'), clause) }
    case 'name':
      return nameCondition(clause)
    case 'tag':
      return tagCondition(field.key, clause)
    case 'metadata':
      return metadataCondition(field.key, clause)
    case 'prompt':
      return promptCondition(clause)
    case 'assessment':
      return assessmentCondition(field, clause, scope)
    case 'issue':
      return issueCondition(clause)
  }
}

/** `=` and IN on a column with an index. */
function equality(column: string, index: string, clause: Clause): Condition | undefined {
  if (clause.operator === '=') return valuesCondition(column, index, [textValue(clause)])
  if (clause.operator !== 'IN' || clause.value.kind !== 'list') return undefined
  return valuesCondition(column, index, clause.value.texts)
}

function traceIdCondition(clause: Clause): Condition {
  assertOperator(clause, [...textOperators, ...listOperators])
  const { operator, value } = clause
  if (operator !== '=' && operator !== 'IN') return { test: compareText(sql(mlflowTraceId), clause) }
  const ids = value.kind === 'list' ? value.texts : [textValue(clause)]
  const list: SqlValue = JSON.stringify([...new Set(ids.map(toTraceId))])
  const test = sql('t.trace_id IN (SELECT value FROM json_each(?))', list)
  const keys = sql('SELECT i.trace_pk FROM json_each(?) j CROSS JOIN traces i ON i.trace_id = j.value', list)
  return keysCondition(test, keys, keys)
}

function nameCondition(clause: Clause): Condition {
  assertOperator(clause, [...textOperators, ...nullOperators])
  if (clause.operator === 'IS NULL') return { test: sql("t.name = ''") }
  if (clause.operator === 'IS NOT NULL') return { test: sql("t.name <> ''") }
  if (clause.operator === '=' && textValue(clause) !== '') {
    return equality('name', 'traces_by_name', clause) as Condition
  }
  return { test: compareText(sql(traceName), clause) }
}

function tagCondition(key: string, clause: Clause): Condition {
  assertOperator(clause, [...textOperators, ...nullOperators])
  if (Object.hasOwn(servedTags, key)) return servedTagCondition(sql(`(${servedTags[key]})`), clause)
  const exists = 'EXISTS (SELECT 1 FROM trace_tags g WHERE g.trace_pk = t.trace_pk AND g.key = ?'
  if (clause.operator === 'IS NULL') return { test: sql(`NOT ${exists})`, key) }
  const value = clause.operator === 'IS NOT NULL' ? sql('1') : compareText(sql('g.value'), clause)
  const keys = sql(
    `SELECT g.trace_pk FROM trace_tags g INDEXED BY trace_tags_by_key WHERE g.key = ? AND ${value.text}`,
    key,
    ...value.params,
  )
  return keysCondition(sql(`${exists} AND ${value.text})`, key, ...value.params), keys, keys)
}

function servedTagCondition(column: Sql, clause: Clause): Condition {
  if (clause.operator === 'IS NULL' || clause.operator === 'IS NOT NULL')
    return { test: sql(`${column.text} ${clause.operator}`) }
  return { test: compareText(column, clause) }
}

/** Traces linked to a prompt version: the tag that links are kept in is a JSON list of names and versions. */
function promptCondition(clause: Clause): Condition {
  assertOperator(clause, ['='])
  const text = textValue(clause)
  const [name, version, ...more] = text.split('/')
  if (version === undefined || more.length > 0)
    throw invalid(`Invalid prompt ${shown(text)}. Write name and version, such as prompt = 'greeting/1'.`)
  const match = `g.key = 'mlflow.linkedPrompts' AND EXISTS (SELECT 1
    FROM json_each(CASE WHEN json_valid(g.value) THEN g.value ELSE '[]' END) p
    WHERE CASE WHEN p.type = 'object' THEN json_extract(p.value, '$.name') = ?
      AND CAST(json_extract(p.value, '$.version') AS TEXT) = ? ELSE 0 END)`
  const keys = sql(
    `SELECT g.trace_pk FROM trace_tags g INDEXED BY trace_tags_by_key WHERE ${match}`,
    name as string,
    version,
  )
  const test = `EXISTS (SELECT 1 FROM trace_tags g WHERE g.trace_pk = t.trace_pk AND ${match})`
  return keysCondition(sql(test, name as string, version), keys, keys)
}
