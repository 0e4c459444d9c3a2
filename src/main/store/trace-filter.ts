/** Turns a `TraceFilter` into conditions on `traces t`, and into the index ranges that can supply their rows. */
import type { AssessmentFilter, TraceFilter } from '../../shared/model/trace.ts'
import { canonicalJson, valueKeyOf } from './assessment-rows.ts'
import { isInRun, runTraceKeys } from './run-traces.ts'
import { allOf, type Sql, type SqlValue, sql } from './sql.ts'

/** An index range that holds every trace of a condition. */
export interface Driver {
  /** Counts up to a limit: `SELECT 1 FROM … LIMIT ?` without the limit. */
  probe: Sql
  /** FROM clause with the trace as `t`. */
  from: Sql
  /**
   * Set for `column = value` conditions on an index that goes on with the start time: each range is in time order.
   */
  ranges?: Sql[]
}

export interface Bounds {
  lower?: Sql | undefined
  upper?: Sql | undefined
}

export interface Condition {
  test: Sql
  /** The only column that the test looks at. */
  column?: string
  /** The two ends of a range, where the test is one. */
  bounds?: Bounds
  driver?: Driver
  /** The driver's rows need not be tested again. */
  isDriverExact?: boolean
}

const alive = 't.deleted_at_ms IS NULL'
/** More values than this are collected and sorted, not merged range by range. */
const maxRanges = 8

/** Conditions without `search` and `deleted`, which the list handles itself. */
export function conditionsOf(filter: TraceFilter): Condition[] {
  const conditions: Condition[] = []
  const add = (condition: Condition | undefined): void => {
    if (condition !== undefined) conditions.push(condition)
  }
  if (filter.experimentId !== undefined) add(experimentCondition(filter.experimentId))
  if (filter.runId !== undefined) add(runCondition(filter.runId))
  add(valuesCondition('state', 'traces_by_state', filter.states))
  add(rangeCondition('start_us', 'traces_by_start', filter.startUs))
  add(valuesCondition('name', 'traces_by_name', filter.names))
  add(valuesCondition('model', 'traces_by_model', filter.models))
  add(valuesCondition('session_id', 'traces_by_session', filter.sessionIds))
  add(valuesCondition('user_id', 'traces_by_user', filter.userIds))
  for (const tag of filter.tags ?? []) add(tagCondition(tag))
  for (const assessment of filter.assessments ?? []) add(assessmentCondition(assessment))
  add(rangeCondition('duration_us', 'traces_by_duration', filter.durationUs))
  add(rangeCondition('total_tokens', 'traces_by_tokens', filter.totalTokens))
  add(rangeCondition('cost', 'traces_by_cost', filter.cost))
  if (filter.hasErrors === true) add(rangeCondition('error_count', 'traces_by_errors', { min: 1 }))
  if (filter.hasErrors === false) add(equalsCondition('t.error_count', 'traces_by_errors', [sql('t.error_count = 0')]))
  if (filter.traceIds !== undefined) add(traceIdsCondition(filter.traceIds))
  return conditions
}

export function columnCondition(column: string, index: string, test: Sql): Condition {
  const from = `traces t INDEXED BY ${index}`
  return {
    test,
    column,
    driver: { probe: sql(`SELECT 1 FROM ${from} WHERE ${alive} AND ${test.text}`, ...test.params), from: sql(from) },
  }
}

export function equalsCondition(
  column: string,
  index: string,
  conditions: Sql[],
  test = conditions[0] as Sql,
): Condition {
  const condition = columnCondition(column, index, test)
  if (condition.driver !== undefined && conditions.length <= maxRanges) {
    condition.driver.ranges = conditions
  }
  return condition
}

export function valuesCondition(
  column: string,
  index: string,
  values: readonly string[] | undefined,
): Condition | undefined {
  if (values === undefined) return undefined
  const distinct = [...new Set(values)]
  if (distinct.length === 0) return never
  const equals = distinct.map((value) => sql(`t.${column} = ?`, value))
  if (distinct.length === 1) return equalsCondition(`t.${column}`, index, equals)
  return equalsCondition(
    `t.${column}`,
    index,
    equals,
    sql(`t.${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(distinct)),
  )
}

export function rangeCondition(
  column: string,
  index: string,
  range: { min?: number | undefined; max?: number | undefined } | undefined,
): Condition | undefined {
  const lower = range?.min === undefined ? undefined : sql(`t.${column} >= ?`, range.min)
  const upper = range?.max === undefined ? undefined : sql(`t.${column} <= ?`, range.max)
  const tests = [lower, upper].filter((test) => test !== undefined)
  if (tests.length === 0) return undefined
  return { ...columnCondition(`t.${column}`, index, allOf(tests)), bounds: { lower, upper } }
}

export function experimentCondition(experimentId: string): Condition {
  const id = /^\d{1,15}$/.test(experimentId) ? Number(experimentId) : -1
  // The default experiment holds nearly everything and has no index.
  if (id === 0) return { test: sql('t.experiment_id = 0') }
  return equalsCondition('t.experiment_id', 'traces_by_experiment', [
    sql('t.experiment_id = ? AND t.experiment_id <> 0', id),
  ])
}

/** Rows supplied by a query for trace keys. `keys` selects `trace_pk`, each once. */
export function keysCondition(test: Sql, probe: Sql, keys: Sql): Condition {
  const from = sql(`(${keys.text}) d CROSS JOIN traces t ON t.trace_pk = d.trace_pk`, ...keys.params)
  return { test, driver: { probe, from }, isDriverExact: true }
}

/** Of an empty list of values. Not `WHERE 0`: SQLite then no longer finds the index it is told to use. */
const never = keysCondition(
  sql('t.trace_pk < 0'),
  sql('SELECT 1 FROM (SELECT 1) WHERE 0'),
  sql('SELECT trace_pk FROM (SELECT 0 AS trace_pk) WHERE 0'),
)

function tagCondition(tag: { key: string; value?: string | undefined }): Condition {
  const match: Sql[] = [sql('g.key = ?', tag.key)]
  if (tag.value !== undefined) match.push(sql('g.value = ?', tag.value))
  const { text, params } = allOf(match)
  const keys = sql(`SELECT g.trace_pk FROM trace_tags g INDEXED BY trace_tags_by_key WHERE ${text}`, ...params)
  const test = sql(`EXISTS (SELECT 1 FROM trace_tags g WHERE g.trace_pk = t.trace_pk AND ${text})`, ...params)
  return keysCondition(test, keys, keys)
}

/** Tests valid assessments one by one: with several reviewers, any of them may be the one that matches. */
function assessmentCondition(filter: AssessmentFilter): Condition {
  const match: Sql[] = []
  let index = 'assessments_by_value'
  if (filter.sourceType !== undefined || filter.sourceId !== undefined) index = 'assessments_by_source'
  if (filter.sourceType !== undefined) match.push(sql('a.source_type = ?', filter.sourceType))
  if (filter.sourceId !== undefined) match.push(sql('a.source_id = ?', filter.sourceId))
  if (filter.min !== undefined || filter.max !== undefined) index = 'assessments_by_number'
  if (filter.min !== undefined) match.push(sql('a.value_number >= ?', filter.min))
  if (filter.max !== undefined) match.push(sql('a.value_number <= ?', filter.max))
  if (filter.value !== undefined) {
    match.push(sql('a.value_key = ?', valueKeyOf(canonicalJson(filter.value))))
    index = 'assessments_by_value'
  }
  const isAbsent = filter.presence === 'absent'
  const not = isAbsent ? 'NOT ' : ''
  if (match.length === 0) {
    const cell = sql(
      `${not}EXISTS (SELECT 1 FROM assessment_cells p WHERE p.trace_pk = t.trace_pk AND p.name = ?)`,
      filter.name,
    )
    return isAbsent ? { test: cell } : withAssessmentDriver(cell, index, filter.name, match)
  }
  const { text, params } = allOf(match)
  const test = sql(
    `${not}EXISTS (SELECT 1 FROM assessments a INDEXED BY assessments_by_trace WHERE a.trace_pk = t.trace_pk AND a.name = ?
      AND a.valid = 1 AND a.deleted_at_ms IS NULL AND ${text})`,
    filter.name,
    ...params,
  )
  return isAbsent ? { test } : withAssessmentDriver(test, index, filter.name, match)
}

function withAssessmentDriver(test: Sql, index: string, name: string, match: readonly Sql[]): Condition {
  const where = allOf([
    sql('a.name = ? AND a.valid = 1 AND a.deleted_at_ms IS NULL', name),
    // Lets SQLite see that the partial index applies.
    ...(index === 'assessments_by_number' ? [sql('a.value_number IS NOT NULL')] : []),
    ...match,
  ])
  const from = `FROM assessments a INDEXED BY ${index} WHERE ${where.text}`
  return keysCondition(
    test,
    sql(`SELECT 1 ${from}`, ...where.params),
    sql(`SELECT DISTINCT a.trace_pk ${from}`, ...where.params),
  )
}

export function runCondition(runId: string): Condition {
  const keys = runTraceKeys(runId)
  return keysCondition(isInRun(runId), keys, keys)
}

function traceIdsCondition(traceIds: readonly string[]): Condition {
  const list: SqlValue = JSON.stringify([...new Set(traceIds.map(toTraceId))])
  const test = sql('t.trace_id IN (SELECT value FROM json_each(?))', list)
  const keys = sql('SELECT i.trace_pk FROM json_each(?) j CROSS JOIN traces i ON i.trace_id = j.value', list)
  return keysCondition(test, keys, keys)
}

/** `tr-` in front, as it is shown, is optional. */
export function toTraceId(given: string): string {
  return given.replace(/^tr-/, '').toLowerCase()
}
