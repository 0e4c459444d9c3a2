/** Searches evaluation datasets. Facts (`SearchEvaluationDatasetsUtils` of MLflow 3.17): the newest come first; ties by id, the larger first. */
import type { Database } from 'better-sqlite3'
import { type Sql, sql } from '../../../store/sql.ts'
import { type Clause, type Identifier, parseFilter } from './clauses.ts'
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
import { assertDistinct, parseOrderBy } from './order-by.ts'
import type { OrderKey } from './trace-order-by.ts'

export interface DatasetSearch extends EntitySearch {
  /** None: datasets of all experiments, and of none. */
  experimentIds: readonly string[]
}

const texts: Readonly<Record<string, string>> = {
  name: 'd.name',
  created_by: 'd.created_by',
  last_updated_by: 'd.updated_by',
}
const times: Readonly<Record<string, string>> = {
  created_time: 'd.created_at_ms',
  last_update_time: 'd.updated_at_ms',
}

/** Ids of datasets. Throws INVALID_PARAMETER_VALUE for a filter, order or token that is wrong. */
export function searchDatasets(db: Database, search: DatasetSearch): EntityPage {
  const where = parseFilter(search.filter).map(toTest)
  if (search.experimentIds.length > 0) {
    const ids = idsTest('x.experiment_id', search.experimentIds)
    where.push(
      sql(
        `EXISTS (SELECT 1 FROM dataset_experiments x WHERE x.dataset_pk = d.dataset_pk AND ${ids.text})`,
        ...ids.params,
      ),
    )
  }
  const order = toOrder(search.orderBy ?? [])
  return findEntities(db, { id: 'd.dataset_id', from: 'datasets d', where, order }, search)
}

function toTest(clause: Clause): Sql {
  const { prefix, key } = clause
  if (prefix === 'tags' || prefix === 'tag') {
    return keyedTest(sql('json_each(d.tags) g WHERE g.key = ?', key), 'g.value', clause)
  }
  const identifier = { text: clause.identifier, prefix, key }
  if (Object.hasOwn(times, key)) return numberTest(sql(columnOf(identifier)), clause)
  return textTest(sql(columnOf(identifier)), clause, { lists: key === 'name' })
}

function columnOf({ text, prefix, key }: Identifier): string {
  if (prefix !== undefined && prefix !== 'attribute' && prefix !== 'attributes')
    throw invalid(`Invalid entity type ${shown(prefix)} in ${shown(text)}. Valid ones are attribute and tags.`)
  const columns = { ...texts, ...times }
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined
  if (column !== undefined) return column
  throw invalid(`Invalid attribute key ${shown(key)} specified. Valid keys are ${Object.keys(columns).join(', ')}.`)
}

function toOrder(orderBy: readonly string[]): OrderKey[] {
  const terms = parseOrderBy(orderBy.length === 0 ? ['created_time DESC'] : orderBy)
  assertDistinct(terms.map(({ key }) => key))
  for (const { key, text } of terms) {
    if (key !== 'name' && !Object.hasOwn(times, key))
      throw invalid(`Datasets cannot be ordered by ${shown(text)}. Order by name, created_time or last_update_time.`)
  }
  const keys = terms.map((term) => ({ value: sql(columnOf(term)), isAscending: term.isAscending }))
  return [...keys, { value: sql('d.dataset_id'), isAscending: false }]
}
