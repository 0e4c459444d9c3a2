/** Pages and counts of traces. */
import type { Database } from 'better-sqlite3'
import type { TraceFilter, TraceRow, TraceSort } from '../../shared/model/trace.ts'
import { searchTraces } from './search-query.ts'
import { allOf, type Sql, sql } from './sql.ts'
import { preparedPluck } from './statements.ts'
import { translating } from './store-error.ts'
import { type Condition, conditionsOf } from './trace-filter.ts'
import { fromCursor, reversed, segmentsOf, toCursor, trashSegmentsOf } from './trace-order.ts'
import { countUpTo, findPage } from './trace-plan.ts'
import { readTraceRows } from './trace-rows.ts'

export interface ListInput {
  filter: TraceFilter
  sort: TraceSort
  cursor?: string | undefined
  direction?: 'after' | 'before' | undefined
  fromEnd?: boolean | undefined
  limit: number
}

export interface TracePage {
  rows: TraceRow[]
  previousCursor?: string
  nextCursor?: string
  isIndexComplete?: boolean
}

/**
 * One page in sort order. Beyond the side that a cursor or the start of the list stands for nothing is looked up:
 * with a cursor there is its row, at the start there is nothing.
 * Errors: INVALID_INPUT for a cursor of another list.
 */
export function listTraces(db: Database, input: ListInput): TracePage {
  return translating(() => {
    const { filter, sort, limit } = input
    const ordered = filter.deleted ? trashSegmentsOf(sort) : segmentsOf(sort)
    const after = input.cursor === undefined ? undefined : fromCursor(sort, input.cursor, ordered)
    const isBackward = after === undefined ? input.fromEnd === true : input.direction === 'before'
    const numbered = ordered.map((_segment, number) => number)
    const walking = isBackward ? reversed(ordered) : ordered
    if (isBackward) numbered.reverse()
    const search = filter.search === undefined ? undefined : searchTraces(db, filter.search)
    const found = findPage(db, {
      segments: walking.map((segment, index) => ({ segment, number: numbered[index] as number })),
      conditions: conditionsOf(filter),
      matches: search?.matches,
      after,
      limit: limit + 1,
      canDrive: !filter.deleted,
    })
    const hasMore = found.length > limit
    const keys = found.slice(0, limit)
    if (isBackward) keys.reverse()
    const page: TracePage = {
      rows: readTraceRows(
        db,
        keys.map((key) => key.tracePk),
      ),
    }
    const first = keys[0]
    const last = keys.at(-1)
    if (first !== undefined && (isBackward ? hasMore : after !== undefined))
      page.previousCursor = toCursor(sort, first.position)
    if (last !== undefined && (isBackward ? after !== undefined : hasMore))
      page.nextCursor = toCursor(sort, last.position)
    if (search !== undefined) page.isIndexComplete = search.isIndexComplete
    return page
  })
}

/** How many match; stops counting at `atMost`. */
export function countTraces(
  db: Database,
  input: { filter: TraceFilter; atMost?: number | undefined },
): { count: number; isExact: boolean } {
  return translating(() => {
    const { query, isIndexComplete } = selectionOf(db, input.filter)
    const count = countUpTo(db, query, input.atMost === undefined ? -1 : input.atMost + 1)
    const isCut = input.atMost !== undefined && count > input.atMost
    return { count: isCut ? (input.atMost as number) : count, isExact: !isCut && isIndexComplete }
  })
}

/**
 * Keys of all traces of a filter, for actions on everything selected. One list of numbers: 8 MB a million traces,
 * and the action may then change what the filter looks at.
 */
export function selectTracePks(db: Database, filter: TraceFilter): number[] {
  return translating(() => {
    const { query } = selectionOf(db, filter)
    return preparedPluck(db, query.text).all(...query.params) as number[]
  })
}

/** Above this a condition is not counted further to compare it with another. */
const comparedRows = 50_000

/** Query for the keys of all traces of a filter in any order, by the most selective condition. */
function selectionOf(db: Database, filter: TraceFilter): { query: Sql; isIndexComplete: boolean } {
  const search = filter.search === undefined ? undefined : searchTraces(db, filter.search)
  const isIndexComplete = search?.isIndexComplete ?? true
  const conditions = conditionsOf(filter)
  const tests = conditions.map((condition) => condition.test)
  const select = (from: Sql, where: Sql) => ({
    query: sql(`SELECT t.trace_pk FROM ${from.text} WHERE ${where.text}`, ...from.params, ...where.params),
    isIndexComplete,
  })
  const inTrash = sql(filter.deleted ? 't.deleted_at_ms IS NOT NULL' : 't.deleted_at_ms IS NULL')
  if (search?.matches !== undefined) {
    const from = sql('json_each(?) d CROSS JOIN traces t ON t.trace_pk = d.value', JSON.stringify(search.matches.keys))
    return select(from, allOf([inTrash, ...tests]))
  }
  if (filter.deleted) return select(sql('traces t INDEXED BY traces_in_trash'), allOf([inTrash, ...tests]))
  let best: Condition | undefined
  let fewest = comparedRows
  for (const condition of conditions) {
    if (condition.driver === undefined) continue
    const rows = conditions.length === 1 ? 0 : countUpTo(db, condition.driver.probe, fewest)
    if (rows < fewest) {
      fewest = rows
      best = condition
    }
  }
  const remaining = conditions.filter((condition) => !(condition === best && best.isDriverExact))
  return select(
    best?.driver?.from ?? sql('traces t INDEXED BY traces_by_start'),
    allOf([inTrash, ...remaining.map((condition) => condition.test)]),
  )
}
