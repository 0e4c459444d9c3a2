/**
 * Searches runs. Facts (`SearchUtils`, `_search_runs` of MLflow 3.17): metrics are compared by their newest value, of
 * which NaN equals nothing; the order ends in `start_time DESC, run_id`; datasets are those that runs took in.
 */
import type { Database } from 'better-sqlite3'
import { newestFirst } from '../../../store/run-metrics.ts'
import { type Sql, sql } from '../../../store/sql.ts'
import { type Clause, type Identifier, parseFilter } from './clauses.ts'
import { assertOperator, compareNumber, numberOperators, numberValue } from './comparisons.ts'
import {
  type EntityPage,
  type EntitySearch,
  findEntities,
  idsTest,
  keyedTest,
  numberTest,
  textTest,
} from './entity-search.ts'
import { invalid, shown } from './invalid.ts'
import { assertDistinct, type OrderTerm, parseOrderBy } from './order-by.ts'
import type { OrderKey } from './trace-order-by.ts'

export type RunView = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'

export interface RunSearch extends EntitySearch {
  experimentIds: readonly string[]
  view: RunView
}

const artifactUri = "'mlflow-artifacts:/' || r.experiment_id || '/' || r.run_id || '/artifacts'"
const attributes: Readonly<Record<string, { column: string; isNumber: boolean }>> = {
  run_id: { column: 'r.run_id', isNumber: false },
  run_name: { column: 'r.name', isNumber: false },
  status: { column: 'r.status', isNumber: false },
  user_id: { column: 'r.user_id', isNumber: false },
  artifact_uri: { column: `(${artifactUri})`, isNumber: false },
  start_time: { column: 'r.start_ms', isNumber: true },
  end_time: { column: 'r.end_ms', isNumber: true },
}
/** As MLflow's own pages write them. */
const aliases: Readonly<Record<string, string>> = {
  created: 'start_time',
  Created: 'start_time',
  'run name': 'run_name',
  'Run name': 'run_name',
  'Run Name': 'run_name',
}
const kinds: Readonly<Record<string, 'attribute' | 'metric' | 'parameter' | 'tag' | 'dataset'>> = {
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  metric: 'metric',
  metrics: 'metric',
  parameter: 'parameter',
  parameters: 'parameter',
  param: 'parameter',
  params: 'parameter',
  tag: 'tag',
  tags: 'tag',
  dataset: 'dataset',
  datasets: 'dataset',
}
const views: Readonly<Record<RunView, string>> = {
  ACTIVE_ONLY: 'r.deleted_at_ms IS NULL',
  DELETED_ONLY: 'r.deleted_at_ms IS NOT NULL',
  ALL: '1',
}
const newestMetric = (column: string) =>
  `(SELECT ${column} FROM run_metrics WHERE run_pk = r.run_pk AND key = ? ORDER BY ${newestFirst} LIMIT 1)`

/** Ids of runs. Throws INVALID_PARAMETER_VALUE for a filter, order or token that is wrong. */
export function searchRuns(db: Database, search: RunSearch): EntityPage {
  const where = [
    idsTest('r.experiment_id', search.experimentIds),
    sql(views[search.view]),
    ...parseFilter(search.filter).map(toTest),
  ]
  return findEntities(db, { id: 'r.run_id', from: 'runs r', where, order: toOrder(search.orderBy ?? []) }, search)
}

function kindOf({ prefix, text }: Pick<Identifier, 'prefix' | 'text'>): (typeof kinds)[string] {
  if (prefix === undefined) return 'attribute'
  const kind = Object.hasOwn(kinds, prefix) ? kinds[prefix] : undefined
  if (kind !== undefined) return kind
  throw invalid(
    `Invalid entity type ${shown(prefix)} in ${shown(text)}. Valid ones are attribute, metrics, params, tags and dataset.`,
  )
}

function attributeOf(key: string): { column: string; isNumber: boolean } {
  const name = Object.hasOwn(aliases, key) ? (aliases[key] as string) : key
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  if (attribute !== undefined) return attribute
  throw invalid(`Invalid attribute key ${shown(key)} specified. Valid keys are ${Object.keys(attributes).join(', ')}.`)
}

function toTest(clause: Clause): Sql {
  const { key } = clause
  switch (kindOf({ prefix: clause.prefix, text: clause.identifier })) {
    case 'attribute': {
      const { column, isNumber } = attributeOf(key)
      return isNumber ? numberTest(sql(column), clause) : textTest(sql(column), clause, { lists: key === 'run_id' })
    }
    case 'metric':
      return metricTest(key, clause)
    case 'parameter':
      return keyedTest(sql('run_params g WHERE g.run_pk = r.run_pk AND g.key = ?', key), 'g.value', clause, {
        nulls: true,
      })
    case 'tag':
      return keyedTest(sql('run_tags g WHERE g.run_pk = r.run_pk AND g.key = ?', key), 'g.value', clause, {
        nulls: true,
      })
    default:
      return datasetTest(key, clause)
  }
}

/** NaN is different from every number and compares with none. */
function metricTest(key: string, clause: Clause): Sql {
  assertOperator(clause, numberOperators)
  const test = compareNumber(sql(newestMetric('value'), key), clause.operator, numberValue(clause))
  if (clause.operator !== '!=') return test
  return sql(`(${test.text} OR ${newestMetric('is_nan')} = 1)`, ...test.params, key)
}

function datasetTest(key: string, clause: Clause): Sql {
  const content = "run_links l WHERE l.run_pk = r.run_pk AND l.kind = 'dataset'"
  if (key === 'name' || key === 'digest') {
    const test = textTest(sql(`json_extract(l.content, '$.dataset.${key}')`), clause, { lists: true })
    return sql(`EXISTS (SELECT 1 FROM ${content} AND ${test.text})`, ...test.params)
  }
  if (key !== 'context')
    throw invalid(`Invalid dataset key ${shown(key)} specified. Valid keys are name, digest and context.`)
  const test = textTest(sql("json_extract(c.value, '$.value')"), clause, { lists: true })
  return sql(
    `EXISTS (SELECT 1 FROM run_links l, json_each(l.content, '$.tags') c WHERE l.run_pk = r.run_pk AND l.kind = 'dataset'
      AND json_extract(c.value, '$.key') = 'mlflow.data.context' AND ${test.text})`,
    ...test.params,
  )
}

function toOrder(orderBy: readonly string[]): OrderKey[] {
  const terms = parseOrderBy(orderBy)
  const names = terms.map((term) => `${kindOf(term)}.${aliases[term.key] ?? term.key}`)
  assertDistinct(names)
  const keys = terms.flatMap(toOrderKeys)
  if (!names.includes('attribute.start_time')) keys.push({ value: sql('r.start_ms'), isAscending: false })
  return [...keys, { value: sql('r.run_id'), isAscending: true }]
}

function toOrderKeys(term: OrderTerm): OrderKey[] {
  const { key, isAscending } = term
  switch (kindOf(term)) {
    case 'attribute':
      return [{ value: sql(attributeOf(key).column), isAscending }]
    case 'metric':
      // First numbers, then NaN, then none at all.
      return [
        { value: sql(newestMetric('is_nan'), key), isAscending: true },
        { value: sql(newestMetric('value'), key), isAscending },
      ]
    case 'parameter':
      return [
        { value: sql('(SELECT g.value FROM run_params g WHERE g.run_pk = r.run_pk AND g.key = ?)', key), isAscending },
      ]
    case 'tag':
      return [
        { value: sql('(SELECT g.value FROM run_tags g WHERE g.run_pk = r.run_pk AND g.key = ?)', key), isAscending },
      ]
    default:
      throw invalid(`Runs cannot be ordered by ${shown(term.text)}. Order by an attribute, metric, param or tag.`)
  }
}
