/**
 * Searches logged models. Facts (`search_logged_model_utils.py`, `search_logged_models` of MLflow 3.17): any logged
 * value of a metric may match; ties come by `creation_timestamp DESC, model_id ASC`.
 */
import type { Database } from 'better-sqlite3'
import { allOf, join, type Sql, sql } from '../../../store/sql.ts'
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
import { parseOrderBy } from './order-by.ts'
import type { OrderKey } from './trace-order-by.ts'

export interface ModelDataset {
  name: string
  digest?: string | undefined
}

export interface ModelOrder {
  field: string
  isAscending: boolean
  dataset?: ModelDataset | undefined
}

export interface ModelSearch extends Omit<EntitySearch, 'orderBy'> {
  experimentIds: readonly string[]
  orderBy?: readonly ModelOrder[] | undefined
  /** Metrics count only where they were measured on one of these. */
  datasets?: readonly ModelDataset[] | undefined
}

const attributes: Readonly<Record<string, { column: string; isNumber: boolean }>> = {
  name: { column: 'm.name', isNumber: false },
  model_id: { column: 'm.model_id', isNumber: false },
  model_type: { column: 'm.model_type', isNumber: false },
  status: { column: 'm.status', isNumber: false },
  source_run_id: { column: 'm.source_run_id', isNumber: false },
  experiment_id: { column: 'CAST(m.experiment_id AS TEXT)', isNumber: false },
  creation_timestamp: { column: 'm.created_at_ms', isNumber: true },
  creation_timestamp_ms: { column: 'm.created_at_ms', isNumber: true },
  creation_time: { column: 'm.created_at_ms', isNumber: true },
  last_updated_timestamp: { column: 'm.updated_at_ms', isNumber: true },
  last_updated_timestamp_ms: { column: 'm.updated_at_ms', isNumber: true },
}

/** Ids of models. Throws INVALID_PARAMETER_VALUE for a filter, order or token that is wrong. */
export function searchModels(db: Database, search: ModelSearch): EntityPage {
  const datasets = search.datasets ?? []
  const clauses = parseFilter(search.filter)
  const where = [
    idsTest('m.experiment_id', search.experimentIds),
    sql('m.deleted_at_ms IS NULL'),
    ...clauses.map((clause) => toTest(clause, datasets)),
  ]
  if (datasets.length > 0 && !clauses.some(({ prefix }) => prefix === 'metrics')) {
    const measured = onDatasets(datasets)
    where.push(
      sql(
        `EXISTS (SELECT 1 FROM run_metrics x WHERE x.model_id = m.model_id AND ${measured.text})`,
        ...measured.params,
      ),
    )
  }
  const order = toOrder(search.orderBy ?? [])
  return findEntities(db, { id: 'm.model_id', from: 'logged_models m', where, order }, search)
}

function onDatasets(datasets: readonly ModelDataset[]): Sql {
  if (datasets.length === 0) return sql('1')
  const tests = datasets.map(({ name, digest }) =>
    digest === undefined
      ? sql('x.dataset_name = ?', name)
      : sql('(x.dataset_name = ? AND x.dataset_digest = ?)', name, digest),
  )
  const any = join(tests, ' OR ')
  return sql(`(${any.text})`, ...any.params)
}

function toTest(clause: Clause, datasets: readonly ModelDataset[]): Sql {
  const { prefix, key, identifier: text } = clause
  switch (prefix) {
    case undefined:
    case 'attributes': {
      const { column, isNumber } = attributeOf({ text, prefix, key })
      return isNumber ? numberTest(sql(column), clause) : textTest(sql(column), clause, { lists: true })
    }
    case 'metrics': {
      assertOperator(clause, numberOperators)
      const test = allOf([
        sql('x.key = ?', key),
        compareNumber(sql('x.value'), clause.operator, numberValue(clause)),
        onDatasets(datasets),
      ])
      return sql(`EXISTS (SELECT 1 FROM run_metrics x WHERE x.model_id = m.model_id AND ${test.text})`, ...test.params)
    }
    case 'params':
    case 'tags':
      return keyedTest(sql(`json_each(m.${prefix}) g WHERE g.key = ?`, key), 'g.value', clause)
    default:
      throw invalid(
        `Invalid entity type ${shown(prefix)} in ${shown(text)}. Valid ones are attributes, metrics, params and tags.`,
      )
  }
}

function attributeOf({ key }: Identifier): { column: string; isNumber: boolean } {
  const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined
  if (attribute !== undefined) return attribute
  throw invalid(`Invalid attribute key ${shown(key)} specified. Valid keys are ${Object.keys(attributes).join(', ')}.`)
}

function toOrder(orderBy: readonly ModelOrder[]): OrderKey[] {
  const keys = orderBy.map(toOrderKey)
  const columns = new Set(keys.map(({ value }) => value.text))
  if (!columns.has('m.created_at_ms')) keys.push({ value: sql('m.created_at_ms'), isAscending: false })
  if (!columns.has('m.model_id')) keys.push({ value: sql('m.model_id'), isAscending: true })
  return keys
}

function toOrderKey({ field, isAscending, dataset }: ModelOrder): OrderKey {
  const [term] = parseOrderBy([field])
  if (term === undefined || term.prefix === undefined || term.prefix === 'attributes')
    return { value: sql(attributeOf(term ?? { text: field, prefix: undefined, key: field }).column), isAscending }
  if (term.prefix !== 'metrics')
    throw invalid(`Invalid order by field name ${shown(field)}. Order by an attribute or a metric.`)
  const measured = onDatasets(dataset === undefined ? [] : [dataset])
  return {
    value: sql(
      `(SELECT x.value FROM run_metrics x WHERE x.model_id = m.model_id AND x.key = ? AND ${measured.text}
        ORDER BY x.timestamp_ms DESC, x.step DESC, x.run_pk LIMIT 1)`,
      term.key,
      ...measured.params,
    ),
    isAscending,
  }
}
