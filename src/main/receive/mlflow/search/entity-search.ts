/** What searches of runs, experiments, models and datasets have in common: few rows, a page by offset, one row more to see if it goes on. */
import type { Database } from 'better-sqlite3'
import { allOf, type Sql, sql } from '../../../store/sql.ts'
import { preparedPluck } from '../../../store/statements.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import type { Clause } from './clauses.ts'
import {
  assertOperator,
  compareNumber,
  compareText,
  nullOperators,
  numberOperators,
  numberValue,
  textOperators,
} from './comparisons.ts'
import { prepareSearchFunctions } from './sql-functions.ts'
import type { OrderKey } from './trace-order-by.ts'

export interface EntitySearch {
  filter?: string | undefined
  orderBy?: readonly string[] | undefined
  maxResults: number
  pageToken?: string | undefined
}

export interface EntityPage {
  ids: string[]
  nextPageToken?: string
}

/** `id` and `from` are SQL of ours. */
export function findEntities(
  db: Database,
  query: { id: string; from: string; where: readonly Sql[]; order: readonly OrderKey[] },
  { maxResults, pageToken }: Pick<EntitySearch, 'maxResults' | 'pageToken'>,
): EntityPage {
  prepareSearchFunctions(db)
  const offset = fromOffsetToken(pageToken || undefined)
  const where = allOf(query.where)
  // NULLs come last in both directions.
  const order = query.order.map(
    ({ value, isAscending }) => `(${value.text}) IS NULL, ${value.text} ${isAscending ? 'ASC' : 'DESC'}`,
  )
  const ids = preparedPluck(
    db,
    `SELECT ${query.id} FROM ${query.from} WHERE ${where.text} ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`,
  ).all(
    ...where.params,
    ...query.order.flatMap(({ value }) => [...value.params, ...value.params]),
    maxResults + 1,
    offset,
  ) as string[]
  if (ids.length <= maxResults) return { ids }
  return { ids: ids.slice(0, maxResults), nextPageToken: toOffsetToken(offset + maxResults) }
}

/** `list` tests a column against a JSON list of whole-number ids; what is no number is no id. */
export function idsTest(column: string, ids: readonly string[]): Sql {
  const numbers = ids.filter((id) => /^\d{1,15}$/.test(id)).map(Number)
  return sql(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(numbers))
}

/** Compares a text column; `lists`: IN and NOT IN too. MLflow lets RLIKE be used on traces alone. */
export function textTest(column: Sql, clause: Clause, options: { lists?: boolean } = {}): Sql {
  const plain = textOperators.filter((operator) => operator !== 'RLIKE')
  assertOperator(clause, options.lists === true ? [...plain, 'IN', 'NOT IN'] : plain)
  return compareText(column, clause)
}

export function numberTest(column: Sql, clause: Clause): Sql {
  assertOperator(clause, numberOperators)
  return compareNumber(column, clause.operator, numberValue(clause))
}

/** Compares the value of a row of keys and values, such as a tag. `rows`: `table alias WHERE alias.key = ? AND …`. */
export function keyedTest(rows: Sql, valueColumn: string, clause: Clause, options: { nulls?: boolean } = {}): Sql {
  if (options.nulls === true && nullOperators.some((operator) => operator === clause.operator)) {
    return sql(`${clause.operator === 'IS NULL' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${rows.text})`, ...rows.params)
  }
  const plain = textOperators.filter((operator) => operator !== 'RLIKE')
  assertOperator(clause, options.nulls === true ? [...plain, ...nullOperators] : plain)
  const test = compareText(sql(valueColumn), clause)
  return sql(`EXISTS (SELECT 1 FROM ${rows.text} AND ${test.text})`, ...rows.params, ...test.params)
}
