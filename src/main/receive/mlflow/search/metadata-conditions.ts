/**
 * Conditions on trace metadata. Session, user, token usage and cost are columns here, whoever said them; MLflow keeps
 * session, usage and cost so, too (`trace_analytics.py` of 3.17), and lets the latter two only be compared as a whole.
 */
import type { Json } from '../../../../shared/model/json.ts'
import { isJsonObject } from '../../../formats/json-text.ts'
import { sourceRunKey } from '../../../store/run-traces.ts'
import { allOf, type Sql, sql } from '../../../store/sql.ts'
import { type Condition, keysCondition, runCondition, valuesCondition } from '../../../store/trace-filter.ts'
import type { Clause } from './clauses.ts'
import { assertOperator, compareText, nullOperators, textOperators, textValue } from './comparisons.ts'

const columnKeys: Readonly<Record<string, { column: string; index: string }>> = {
  'mlflow.trace.session': { column: 'session_id', index: 'traces_by_session' },
  'mlflow.trace.user': { column: 'user_id', index: 'traces_by_user' },
}
const usageKey = 'mlflow.trace.tokenUsage'
const costKey = 'mlflow.trace.cost'
const usageColumns: Readonly<Record<string, string>> = {
  input_tokens: 't.input_tokens',
  output_tokens: 't.output_tokens',
  total_tokens: 't.total_tokens',
  cache_read_input_tokens: 't.cache_read_tokens',
  cache_creation_input_tokens: 't.cache_write_tokens',
}
const costColumns: Readonly<Record<string, string>> = { total_cost: 't.cost' }
/** Keys that have an index (`trace_metadata_by_key`), which applies only where they stand in the SQL. */
const indexedKeys = new Set([sourceRunKey, 'mlflow.modelId'])

/** Throws INVALID_PARAMETER_VALUE for operators and values that do not go with the key. */
export function metadataCondition(key: string, clause: Clause): Condition {
  assertOperator(clause, [...textOperators, ...nullOperators])
  if (key === sourceRunKey && clause.operator === '=') return runCondition(textValue(clause))
  if (key === usageKey) return jsonCondition(key, usageColumns, clause)
  if (key === costKey) return jsonCondition(key, costColumns, clause)
  const own = Object.hasOwn(columnKeys, key) ? columnKeys[key] : undefined
  return own === undefined ? rowCondition(key, clause) : columnCondition(own.column, own.index, clause)
}

/** The text of a key as clients see it, NULL when there is none: for ordering. */
export function metadataText(key: string): Sql | undefined {
  if (key === usageKey || key === costKey) return undefined
  const own = Object.hasOwn(columnKeys, key) ? columnKeys[key] : undefined
  if (own !== undefined) return sql(`t.${own.column}`)
  return sql('(SELECT m.value FROM trace_metadata m WHERE m.trace_pk = t.trace_pk AND m.key = ?)', key)
}

function columnCondition(column: string, index: string, clause: Clause): Condition {
  if (clause.operator === 'IS NULL' || clause.operator === 'IS NOT NULL') {
    return { test: sql(`t.${column} ${clause.operator}`) }
  }
  if (clause.operator === '=') return valuesCondition(column, index, [textValue(clause)]) as Condition
  return { test: compareText(sql(`t.${column}`), clause) }
}

function rowCondition(key: string, clause: Clause): Condition {
  const exists = (match: Sql): Condition => ({
    test: sql(
      `EXISTS (SELECT 1 FROM trace_metadata m WHERE m.trace_pk = t.trace_pk AND ${match.text})`,
      ...match.params,
    ),
  })
  const isKey = sql('m.key = ?', key)
  if (clause.operator === 'IS NOT NULL') return exists(isKey)
  if (clause.operator === 'IS NULL') return negated(exists(isKey))
  const isValue = compareText(sql('m.value'), clause)
  const found = exists(allOf([isKey, isValue]))
  if (!indexedKeys.has(key)) return found
  const keys = sql(
    `SELECT m.trace_pk FROM trace_metadata m INDEXED BY trace_metadata_by_key WHERE m.key = '${key}' AND ${isValue.text}`,
    ...isValue.params,
  )
  return keysCondition(found.test, keys, keys)
}

function negated({ test }: Condition): Condition {
  return { test: sql(`NOT ${test.text}`, ...test.params) }
}

/** Usage and cost: what the source stated, or else the columns, which clients see as JSON of the same shape. */
function jsonCondition(key: string, columns: Readonly<Record<string, string>>, clause: Clause): Condition {
  assertOperator(clause, ['=', '!=', ...nullOperators])
  const stated = 'EXISTS (SELECT 1 FROM trace_metadata m WHERE m.trace_pk = t.trace_pk AND m.key = ?'
  const hasColumn = `(${Object.values(columns)
    .map((column) => `${column} IS NOT NULL`)
    .join(' OR ')})`
  const isThere = sql(`(${stated}) OR ${hasColumn})`, key)
  if (clause.operator === 'IS NOT NULL') return { test: isThere }
  if (clause.operator === 'IS NULL') return negated({ test: isThere })
  const text = textValue(clause)
  const sameColumns = columnsEqual(columns, text)
  const isEqual = sql(
    `(${stated} AND m.value = ?) OR (NOT ${stated}) AND ${sameColumns.text}))`,
    key,
    text,
    key,
    ...sameColumns.params,
  )
  if (clause.operator === '=') return { test: isEqual }
  return { test: sql(`(${isThere.text} AND NOT ${isEqual.text})`, ...isThere.params, ...isEqual.params) }
}

function columnsEqual(columns: Readonly<Record<string, string>>, text: string): Sql {
  const value = parseQuietly(text)
  const isOfColumns =
    isJsonObject(value) &&
    Object.entries(value).length > 0 &&
    Object.entries(value).every(([name, number]) => Object.hasOwn(columns, name) && typeof number === 'number')
  if (!isOfColumns) return sql('0')
  return allOf(Object.entries(columns).map(([name, column]) => sql(`${column} IS ?`, (value[name] as number) ?? null)))
}

function parseQuietly(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
