/** Counts and measures over traces, spans and assessments, by dimension and time: what the overview charts of MLflow's pages ask for. */
import type { Database } from 'better-sqlite3'
import { allOf, type Sql, sql } from '../../../store/sql.ts'
import { preparedRaw } from '../../../store/statements.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { type Clause, parseFilter, unquoteKey } from './clauses.ts'
import { assertOperator, textValue } from './comparisons.ts'
import { idsTest } from './entity-search.ts'
import { invalid, shown } from './invalid.ts'
import { type Aggregation, type Metric, type MetricSource, type MetricView, metricSources } from './metric-sources.ts'
import { prepareSearchFunctions } from './sql-functions.ts'
import { clauseConditions } from './trace-conditions.ts'

export interface MetricsInput {
  experimentIds: readonly string[]
  view: MetricView
  metric: string
  aggregations: readonly { type: Aggregation; percentile?: number | undefined }[]
  dimensions: readonly string[]
  /** One comparison each. */
  filters: readonly string[]
  intervalSeconds?: number | undefined
  startMs?: number | undefined
  endMs?: number | undefined
  maxResults: number
  pageToken?: string | undefined
}

export interface MetricPoint {
  dimensions: Record<string, string>
  values: Record<string, number>
}

/** Ordered by time and dimensions. Throws INVALID_PARAMETER_VALUE for what is not measured so. */
export function measureTraces(db: Database, input: MetricsInput): { points: MetricPoint[]; nextPageToken?: string } {
  prepareSearchFunctions(db)
  const source = metricSources[input.view]
  const metric = readMetric(source, input)
  const dimensions = input.dimensions.map((name) => ({ name, column: source.dimensions[name] as string }))
  const { intervalSeconds, startMs, endMs } = input
  if (intervalSeconds !== undefined && intervalSeconds > 0) {
    if (startMs === undefined || endMs === undefined)
      throw invalid('start_time_ms and end_time_ms are required if time_interval_seconds is set.')
    const size = intervalSeconds * 1000
    dimensions.unshift({ name: 'time_bucket', column: `(${source.time}) / ${size} * ${size}` })
  }
  const where = allOf([
    sql('t.deleted_at_ms IS NULL'),
    idsTest('t.experiment_id', input.experimentIds),
    ...(startMs === undefined ? [] : [sql(`${source.time} >= ?`, startMs)]),
    ...(endMs === undefined ? [] : [sql(`${source.time} <= ?`, endMs)]),
    ...input.filters.map((filter) => filterTest(filter, input.view)),
    ...dimensions.map(({ column }) => sql(`${column} IS NOT NULL`)),
  ])
  const values = input.aggregations.map((aggregation) => toValue(metric, aggregation))
  const columns = dimensions.map(({ column }) => column)
  const group = columns.length === 0 ? '' : `GROUP BY ${columns.map((_column, index) => index + 1).join(', ')}`
  const offset = fromOffsetToken(input.pageToken || undefined)
  const rows = preparedRaw(
    db,
    `SELECT ${[...columns, ...values.map(({ text }) => text)].join(', ')} FROM ${source.from} WHERE ${where.text}
      ${group} ${group.replace('GROUP', 'ORDER')} LIMIT ? OFFSET ?`,
  ).all(...values.flatMap(({ params }) => params), ...where.params, input.maxResults + 1, offset) as unknown[][]
  const names = dimensions.map(({ name }) => name)
  const points = rows.slice(0, input.maxResults).flatMap((row) => toPoint(names, input.aggregations, row))
  return rows.length > input.maxResults
    ? { points, nextPageToken: toOffsetToken(offset + input.maxResults) }
    : { points }
}

function readMetric(source: MetricSource, { view, metric: name, aggregations, dimensions }: MetricsInput): Metric {
  const metric = Object.hasOwn(source.metrics, name) ? source.metrics[name] : undefined
  if (metric === undefined) {
    throw invalid(
      `metric_name ${shown(name)} is not measured over ${view}. Valid ones are ${Object.keys(source.metrics).join(', ')}.`,
    )
  }
  for (const { type, percentile } of aggregations) {
    if (!metric.aggregations.includes(type))
      throw invalid(`${name} has no aggregation ${type}. Supported are ${metric.aggregations.join(', ')}.`)
    if (type === 'PERCENTILE' && !(percentile !== undefined && percentile >= 0 && percentile <= 100))
      throw invalid('PERCENTILE needs a percentile_value between 0 and 100.')
  }
  for (const dimension of dimensions) {
    if (!metric.dimensions.includes(dimension))
      throw invalid(
        `${name} has no dimension ${shown(dimension)}. Supported are: ${metric.dimensions.join(', ') || 'none'}.`,
      )
  }
  return metric
}

function toValue({ value }: Metric, { type, percentile }: MetricsInput['aggregations'][number]): Sql {
  return type === 'PERCENTILE' ? sql(`mlflow_percentile(${value}, ?)`, percentile as number) : sql(`${type}(${value})`)
}

/** `trace.status`, `trace.tag.<key>`, `trace.metadata.<key>`, `span.name`, `assessment.name` and so on, each `= 'value'`. */
function filterTest(filter: string, view: MetricView): Sql {
  const [clause, ...more] = parseFilter(filter)
  if (clause === undefined || more.length > 0)
    throw invalid(`Invalid filter ${shown(filter)}. Write one comparison, such as trace.status = 'OK'.`)
  assertOperator(clause, ['='])
  const value = textValue(clause)
  if (clause.prefix === 'trace') {
    const [condition] = clauseConditions([toTraceClause(clause)], sql('1'))
    return condition?.test ?? sql('1')
  }
  const { dimensions } = metricSources.SPANS
  const column = Object.hasOwn(dimensions, `span_${clause.key}`) ? dimensions[`span_${clause.key}`] : undefined
  if (clause.prefix === 'span' && column !== undefined && clause.key !== 'model_name') {
    if (view === 'SPANS') return sql(`${column} = ?`, value)
    return sql(`EXISTS (SELECT 1 FROM spans s WHERE s.trace_pk = t.trace_pk AND ${column} = ?)`, value)
  }
  if (clause.prefix === 'assessment' && (clause.key === 'name' || clause.key === 'type')) {
    const test = `a.${clause.key === 'type' ? 'kind' : 'name'} = ?`
    if (view === 'ASSESSMENTS') return sql(test, value)
    return sql(
      `EXISTS (SELECT 1 FROM assessments a WHERE a.trace_pk = t.trace_pk AND a.valid = 1 AND a.deleted_at_ms IS NULL AND ${test})`,
      value,
    )
  }
  throw invalid(
    `Invalid filter ${shown(filter)}. Valid fields are trace.status, trace.tag.<key>, trace.metadata.<key>, span.name, span.status, span.type, assessment.name and assessment.type.`,
  )
}

/** As trace filters write it. */
function toTraceClause(clause: Clause): Clause {
  const [entity, ...key] = clause.key.split('.')
  if (entity === 'status' && key.length === 0) return clause
  if ((entity !== 'tag' && entity !== 'metadata') || key.length === 0)
    throw invalid(
      `Invalid filter on ${shown(clause.identifier)}. Use trace.status, trace.tag.<key> or trace.metadata.<key>.`,
    )
  return { ...clause, prefix: entity, key: unquoteKey(key.join('.')) }
}

function toPoint(
  names: readonly string[],
  aggregations: MetricsInput['aggregations'],
  row: readonly unknown[],
): MetricPoint[] {
  const dimensions = names.map((name, index) => [
    name,
    name === 'time_bucket' ? toBucketText(Number(row[index])) : String(row[index]),
  ])
  const values = aggregations.flatMap(({ type, percentile }, index) => {
    const value = row[names.length + index]
    return typeof value === 'number' ? [[type === 'PERCENTILE' ? toPercentileName(percentile) : type, value]] : []
  })
  return values.length === 0 ? [] : [{ dimensions: Object.fromEntries(dimensions), values: Object.fromEntries(values) }]
}

/** As Python writes a float: P95.0, P99.9. */
function toPercentileName(percentile = 0): string {
  return `P${Number.isInteger(percentile) ? percentile.toFixed(1) : percentile}`
}

/** As Python's `isoformat` writes a time in UTC. */
function toBucketText(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('.000Z', '+00:00')
    .replace(/(\.\d{3})Z$/, '$1000+00:00')
}
