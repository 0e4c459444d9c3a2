/**
 * Searches traces. Facts (`search_traces` of MLflow 3.17): the order ends in `timestamp_ms DESC, request_id ASC`; NULLs
 * come last; a page as long as asked for has a token, also when nothing follows.
 */
import type { Database } from 'better-sqlite3'
import { allOf, type Sql, sql } from '../../../store/sql.ts'
import { preparedPluck, preparedRaw } from '../../../store/statements.ts'
import { type Condition, equalsCondition, experimentCondition, rangeCondition } from '../../../store/trace-filter.ts'
import { type Position, segmentsOf } from '../../../store/trace-order.ts'
import { countUpTo, findPage } from '../../../store/trace-plan.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { prepareSearchFunctions } from './sql-functions.ts'
import { traceConditions } from './trace-conditions.ts'
import { readTraceOrder, type TraceOrder } from './trace-order-by.ts'

export interface TraceSearch {
  /** Ids that no experiment has find nothing. */
  experimentIds: readonly string[]
  filter?: string | undefined
  orderBy?: readonly string[] | undefined
  /** From 1; the caller says up to what. */
  maxResults: number
  pageToken?: string | undefined
}

export interface TraceSearchPage {
  /** 32 hex digits each. */
  traceIds: string[]
  nextPageToken?: string
}

/** Throws INVALID_PARAMETER_VALUE for a filter, order or token that is wrong. Traces in the trash are never found. */
export function searchTraces(db: Database, search: TraceSearch): TraceSearchPage {
  prepareSearchFunctions(db)
  const { maxResults } = search
  const order = readTraceOrder(search.orderBy ?? [])
  const conditions = searchConditions(search.experimentIds, search.filter)
  const offset = fromOffsetToken(search.pageToken || undefined)
  const traceIds =
    order.byTime === undefined
      ? sortAll(db, conditions, order, offset, maxResults)
      : walkTime(db, conditions, order.byTime, offset, maxResults)
  return { traceIds, ...(traceIds.length === maxResults ? { nextPageToken: toOffsetToken(offset + maxResults) } : {}) }
}

/** Keys of all traces that a filter finds, in any order. */
export function findTracePks(db: Database, experimentIds: readonly string[], filter: string | undefined): number[] {
  prepareSearchFunctions(db)
  const query = selection(db, searchConditions(experimentIds, filter))
  return preparedPluck(db, `SELECT t.trace_pk FROM ${query.text}`).all(...query.params) as number[]
}

function searchConditions(experimentIds: readonly string[], filter: string | undefined): Condition[] {
  const ids = JSON.stringify([...new Set(experimentIds.filter((id) => /^\d{1,15}$/.test(id)).map(Number))])
  const scope = sql('o.experiment_id IN (SELECT value FROM json_each(?))', ids)
  const conditions = traceConditions(filter, scope)
  return [...conditions, experimentsCondition(JSON.parse(ids) as number[], ids)]
}

function experimentsCondition(ids: readonly number[], list: string): Condition {
  const [only] = ids
  if (ids.length === 1 && only !== undefined) return experimentCondition(String(only))
  const test = sql('t.experiment_id IN (SELECT value FROM json_each(?))', list)
  // The default experiment, which holds nearly everything, is in no index.
  if (ids.length === 0 || ids.includes(0)) return { test }
  const each = ids.map((id) => sql('t.experiment_id = ? AND t.experiment_id <> 0', id))
  return equalsCondition(
    't.experiment_id',
    'traces_by_experiment',
    each,
    sql(`${test.text} AND t.experiment_id <> 0`, list),
  )
}

/**
 * In order of time: the trace list's plan finds the first microseconds; those that share the last one's millisecond
 * are added, as ids order within it.
 */
function walkTime(
  db: Database,
  conditions: readonly Condition[],
  { isAscending, isIdAscending }: NonNullable<TraceOrder['byTime']>,
  offset: number,
  limit: number,
): string[] {
  const segments = segmentsOf({ column: 'start', direction: isAscending ? 'asc' : 'desc' }).map((segment, number) => ({
    segment,
    number,
  }))
  const find = (more: readonly Condition[], after: Position | undefined, count: number) =>
    findPage(db, {
      segments,
      conditions: [...more, ...conditions],
      matches: undefined,
      after,
      limit: count,
      canDrive: true,
    })
  const found = find([], undefined, offset + limit)
  if (found.length <= offset) return []
  const last = found.at(-1)
  if (last !== undefined && found.length === offset + limit) {
    const ms = toMs(last.position.keys[0])
    const sameMs = rangeCondition('start_us', 'traces_by_start', { min: ms * 1000, max: ms * 1000 + 999 }) as Condition
    found.push(...find([sameMs], last.position, Number.MAX_SAFE_INTEGER))
  }
  const rows = found.map(({ tracePk, position }) => ({ tracePk, ms: toMs(position.keys[0]) }))
  const first = rows[offset]?.ms
  const end = rows[Math.min(offset + limit, rows.length) - 1]?.ms
  // Only milliseconds that the page is of need to be put in order.
  const from = rows.findIndex((row) => row.ms === first)
  const until = rows.findLastIndex((row) => row.ms === end) + 1
  const direction = (ascending: boolean) => (ascending ? 'ASC' : 'DESC')
  const ids = preparedPluck(
    db,
    `SELECT t.trace_id FROM json_each(?) j CROSS JOIN traces t ON t.trace_pk = j.value
      ORDER BY t.start_us / 1000 ${direction(isAscending)}, t.trace_id ${direction(isIdAscending)}`,
  ).all(JSON.stringify(rows.slice(from, until).map((row) => row.tracePk))) as string[]
  return ids.slice(offset - from, offset - from + limit)
}

function toMs(startUs: unknown): number {
  return Math.floor(Number(startUs) / 1000)
}

function sortAll(
  db: Database,
  conditions: readonly Condition[],
  order: TraceOrder,
  offset: number,
  limit: number,
): string[] {
  const query = selection(db, conditions)
  const columns = order.keys.map(({ value }, index) => `${value.text} AS k${index}`)
  const keys = order.keys.map(
    ({ isAscending }, index) => `k${index} IS NULL, k${index} ${isAscending ? 'ASC' : 'DESC'}`,
  )
  const rows = preparedRaw(
    db,
    `SELECT t.trace_id, ${columns.join(', ')} FROM ${query.text} ORDER BY ${keys.join(', ')} LIMIT ? OFFSET ?`,
  ).all(...order.keys.flatMap(({ value }) => value.params), ...query.params, limit, offset) as [string][]
  return rows.map(([traceId]) => traceId)
}

/** Above this a condition is not counted further to compare it with another. */
const comparedRows = 50_000

/** FROM and WHERE for all traces of the conditions, by the most selective of them. */
function selection(db: Database, conditions: readonly Condition[]): Sql {
  let best: Condition | undefined
  let fewest = comparedRows
  for (const condition of conditions) {
    if (condition.driver === undefined) continue
    const rows = countUpTo(db, condition.driver.probe, fewest)
    if (rows < fewest) {
      fewest = rows
      best = condition
    }
  }
  const rest = conditions.filter((condition) => !(condition === best && best.isDriverExact))
  const where = allOf([sql('t.deleted_at_ms IS NULL'), ...rest.map((condition) => condition.test)])
  const from = best?.driver?.from ?? sql('traces t')
  return sql(`${from.text} WHERE ${where.text}`, ...from.params, ...where.params)
}
