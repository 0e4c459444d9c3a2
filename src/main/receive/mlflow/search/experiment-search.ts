/**
 * Searches experiments. Facts (`SearchExperimentsUtils` of MLflow 3.17): without an order the newest come first, then
 * the smaller id; with one, ties come by id, the larger first.
 */
import type { Database } from 'better-sqlite3'
import { type Sql, sql } from '../../../store/sql.ts'
import { type Clause, type Identifier, parseFilter } from './clauses.ts'
import { assertOperator } from './comparisons.ts'
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
import type { RunView } from './run-search.ts'
import type { OrderKey } from './trace-order-by.ts'

export interface ExperimentSearch extends EntitySearch {
  view: RunView
}

const columns: Readonly<Record<string, string>> = {
  name: 'e.name',
  experiment_id: 'e.experiment_id',
  creation_time: 'e.created_at_ms',
  last_update_time: 'coalesce(e.updated_at_ms, e.created_at_ms)',
}
const views: Readonly<Record<RunView, string>> = {
  ACTIVE_ONLY: 'e.deleted_at_ms IS NULL',
  DELETED_ONLY: 'e.deleted_at_ms IS NOT NULL',
  ALL: '1',
}

/** Ids of experiments, as texts. Throws INVALID_PARAMETER_VALUE for a filter, order or token that is wrong. */
export function searchExperiments(db: Database, search: ExperimentSearch): EntityPage {
  const where = [sql(views[search.view]), ...parseFilter(search.filter).map(toTest)]
  const order = toOrder(search.orderBy ?? [])
  return findEntities(db, { id: 'CAST(e.experiment_id AS TEXT)', from: 'experiments e', where, order }, search)
}

function toTest(clause: Clause): Sql {
  const { prefix, key } = clause
  if (prefix === 'tag' || prefix === 'tags') {
    const rows = sql('experiment_tags g WHERE g.experiment_id = e.experiment_id AND g.key = ?', key)
    return keyedTest(rows, 'g.value', clause, { nulls: true })
  }
  const column = sql(columnOf({ text: clause.identifier, prefix, key }))
  if (key === 'experiment_id') return idTest(clause)
  return key === 'name' ? textTest(column, clause) : numberTest(column, clause)
}

function idTest(clause: Clause): Sql {
  assertOperator(clause, ['=', '!=', 'IN', 'NOT IN'])
  const { value } = clause
  const ids = value.kind === 'list' ? value.texts : value.kind === 'text' ? [value.text] : []
  if (ids.length === 0 || !ids.every((id) => /^\d{1,15}$/.test(id)))
    throw invalid("Experiment ids are whole numbers in quotes, such as experiment_id = '1'.")
  const test = idsTest('e.experiment_id', ids)
  return clause.operator === '!=' || clause.operator === 'NOT IN' ? sql(`NOT ${test.text}`, ...test.params) : test
}

function columnOf({ text, prefix, key }: Identifier): string {
  if (prefix !== undefined && prefix !== 'attribute' && prefix !== 'attributes')
    throw invalid(`Invalid entity type ${shown(prefix)} in ${shown(text)}. Valid ones are attribute, tag and tags.`)
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined
  if (column !== undefined) return column
  throw invalid(`Invalid attribute key ${shown(key)} specified. Valid keys are ${Object.keys(columns).join(', ')}.`)
}

function toOrder(orderBy: readonly string[]): OrderKey[] {
  if (orderBy.length === 0) {
    return [
      { value: sql('e.created_at_ms'), isAscending: false },
      { value: sql('e.experiment_id'), isAscending: true },
    ]
  }
  const terms = parseOrderBy(orderBy)
  assertDistinct(terms.map(({ key }) => key))
  const keys = terms.map((term) => ({ value: sql(columnOf(term)), isAscending: term.isAscending }))
  return [...keys, { value: sql('e.experiment_id'), isAscending: false }]
}
