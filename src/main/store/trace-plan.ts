/**
 * Finds the traces of one page.
 *
 * Two ways to get them. *Walk*: follow the index of the sort order from the position and test each row; fast when
 * matches are common. *Collect*: take every row of the most selective condition's index range, test the rest, keep
 * the first few in order; fast when matches are rare. How many rows either would touch is estimated by counting each
 * condition's range up to a limit, taking conditions as independent. A walk that turns out longer than expected is
 * given up for collecting. Both give the same rows.
 */
import type { Database } from 'better-sqlite3'
import { allOf, type Sql, type SqlValue, sql } from './sql.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import type { Bounds, Condition, Driver } from './trace-filter.ts'
import { beyond, orderBy, type Position, pastTies, type Segment, tiesOf } from './trace-order.ts'

/** Ranges up to this many rows are collected without further thought (a few milliseconds). */
const fewRows = 2_000
/** Ranges are counted this far (under a millisecond); one that goes beyond is taken for three times as long. */
const countedRows = 20_000
/** Rows tested between two looks at whether to give up. */
const firstStretch = 1_000

export interface FoundKey {
  tracePk: number
  position: Position
}

/** Traces that a search has found: known by key, tested outside SQL. */
export interface Matches {
  keys: readonly number[]
  has(tracePk: number): boolean
}

export interface PageRequest {
  /** In walking order, with their numbers in list order. */
  segments: { segment: Segment; number: number }[]
  conditions: Condition[]
  matches: Matches | undefined
  /** Rows strictly beyond it. */
  after: Position | undefined
  limit: number
  /** False in the trash, whose rows are in none of the conditions' indexes. */
  canDrive: boolean
}

export function findPage(db: Database, request: PageRequest): FoundKey[] {
  const { segments, after, limit } = request
  const start = after === undefined ? 0 : segments.findIndex((item) => item.number === after.segment)
  const query: Query = {
    db,
    conditions: request.conditions,
    matches: request.matches,
    options: request.canDrive ? driversOf(request.conditions, request.matches) : [],
    total: (preparedPluck(db, 'SELECT max(trace_pk) FROM traces').get() as number | null) ?? 0,
    rows: new Map(),
  }
  const found: FoundKey[] = []
  for (const item of segments.slice(Math.max(0, start))) {
    const position = item.number === after?.segment ? after.keys : undefined
    for (const keys of findInSegment(query, item.segment, position, limit - found.length)) {
      found.push({ tracePk: keys.at(-1) as number, position: { segment: item.number, keys } })
    }
    if (found.length >= limit) break
  }
  return found
}

interface Query {
  db: Database
  conditions: readonly Condition[]
  matches: Matches | undefined
  /** Conditions that can supply their rows, the search among them. */
  options: Option[]
  total: number
  /** Estimated rows, as they become known. */
  rows: Map<Option, number>
}

/** A condition, or the search (then `condition` is undefined). */
interface Option {
  condition: Condition | undefined
  driver: Driver
}

function driversOf(conditions: readonly Condition[], matches: Matches | undefined): Option[] {
  const options: Option[] = []
  for (const condition of conditions)
    if (condition.driver !== undefined) options.push({ condition, driver: condition.driver })
  if (matches !== undefined) {
    const keys = sql('SELECT value AS trace_pk FROM json_each(?)', JSON.stringify(matches.keys))
    const from = sql(`(${keys.text}) d CROSS JOIN traces t ON t.trace_pk = d.trace_pk`, ...keys.params)
    options.push({ condition: undefined, driver: { probe: keys, from } })
  }
  return options
}

/** Counts the rows of `probe` (a SELECT without LIMIT) up to a limit. */
export function countUpTo(db: Database, probe: Sql, limit: number): number {
  return preparedPluck(db, `SELECT count(*) FROM (${probe.text} LIMIT ?)`).get(...probe.params, limit) as number
}

function estimate(query: Query, option: Option): number {
  let rows = query.rows.get(option)
  if (rows === undefined) {
    rows =
      option.condition === undefined
        ? (query.matches?.keys.length ?? 0)
        : countUpTo(query.db, option.driver.probe, countedRows)
    if (rows === countedRows && option.condition !== undefined) rows *= 3
    query.rows.set(option, rows)
  }
  return rows
}

/** What a walk follows: a run, cut to a range of the column that leads it. */
interface Path {
  segment: Segment
  bounds: Bounds
}

function findInSegment(
  query: Query,
  segment: Segment,
  after: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  // No value is in no range.
  if (query.conditions.some((condition) => condition.column !== undefined && condition.column === segment.nullColumn))
    return []
  // A range of the very column that is walked is where the walk goes; the index skips all else.
  const native = query.conditions.find(
    (condition) => condition.bounds !== undefined && condition.column === segment.keys[0],
  )
  const path = { segment, bounds: native?.bounds ?? {} }
  const others = query.conditions.filter((condition) => condition !== native)
  const options = query.options.filter((option) => option.condition === undefined || option.condition !== native)
  if (options.length === 0) return runWalk(query.db, path, others.map(testOf), after, undefined, limit)

  const aligned = chooseAligned(query, segment, options)
  const paths = aligned === undefined ? [path] : alignedPaths(path, aligned)
  const rest = others.filter((condition) => condition !== aligned?.condition)
  const restOptions = options.filter((option) => option !== aligned)
  if (restOptions.length === 0) {
    return merge(paths, limit, (part) => runWalk(query.db, part, rest.map(testOf), after, undefined, limit))
  }
  const few = query.options.find((option) => rowsUpTo(query, option, fewRows) < fewRows)
  if (few !== undefined) return collect(query, segment, few, after, limit)

  let fraction = 1
  for (const option of restOptions) fraction *= Math.min(1, estimate(query, option) / Math.max(1, query.total))
  const toWalk = fraction === 0 ? Number.MAX_SAFE_INTEGER : limit / fraction
  const fewest = query.options.reduce((a, b) => (estimate(query, b) < estimate(query, a) ? b : a))
  if (estimate(query, fewest) <= toWalk) return collect(query, segment, fewest, after, limit)
  // Conditions that hang together make the estimate wrong; then collecting must not come much later than at once.
  const budget = Math.max(2 * firstStretch, Math.min(3 * toWalk, estimate(query, fewest)))
  return merge(paths, limit, (part) => {
    const stretch = walkAsFarAs(query, part, rest, after, limit, budget)
    if (stretch.end === undefined) return stretch.rows
    return [...stretch.rows, ...collect(query, part.segment, fewest, stretch.end, limit - stretch.rows.length)]
  })
}

const testOf = (condition: Condition): Sql => condition.test

/** The exact count when it is below `limit`, else something not below it. */
function rowsUpTo(query: Query, option: Option, limit: number): number {
  const known = query.rows.get(option)
  if (known !== undefined || option.condition === undefined) return known ?? estimate(query, option)
  const rows = countUpTo(query.db, option.driver.probe, limit)
  if (rows < limit) query.rows.set(option, rows)
  return rows
}

/**
 * Under the time sort, an equality condition's own index is in time order too: walking that skips all rows of other
 * values. Of several the rarest.
 */
function chooseAligned(query: Query, segment: Segment, options: readonly Option[]): Option | undefined {
  if (segment.keyFrom !== 'traces t INDEXED BY traces_by_start') return undefined
  const candidates = options.filter((option) => option.driver.ranges !== undefined)
  if (candidates.length <= 1) return candidates[0]
  return candidates.reduce((a, b) => (estimate(query, b) < estimate(query, a) ? b : a))
}

function alignedPaths(path: Path, option: Option): Path[] {
  return (option.driver.ranges ?? []).map((range) => ({
    ...path,
    segment: { ...path.segment, keyFrom: option.driver.from.text, condition: allOf([path.segment.condition, range]) },
  }))
}

/** Reads the first rows of each part and puts them into one order. */
function merge(parts: readonly Path[], limit: number, read: (part: Path) => SqlValue[][]): SqlValue[][] {
  if (parts.length === 1) return read(parts[0] as Path)
  // Only parts in time order are ever several: their keys are numbers.
  const sign = parts[0]?.segment.direction === 'ASC' ? 1 : -1
  const rows = parts.flatMap(read)
  rows.sort((a, b) => {
    const byStart = (a[0] as number) - (b[0] as number)
    return sign * (byStart !== 0 ? byStart : (a[1] as number) - (b[1] as number))
  })
  return rows.slice(0, limit)
}

/** Walks in growing stretches. `end` is where it gave up; undefined when the page is full or the run at its end. */
function walkAsFarAs(
  query: Query,
  path: Path,
  conditions: readonly Condition[],
  after: readonly SqlValue[] | undefined,
  limit: number,
  budget: number,
): { rows: SqlValue[][]; end: readonly SqlValue[] | undefined } {
  const { db, matches } = query
  const tests = conditions.map(testOf)
  const rows: SqlValue[][] = []
  let from = after
  for (let size = firstStretch, walked = 0; walked < budget; walked += size, size *= 2) {
    const end = stretchEnd(db, path, from, size)
    const wanted = matches === undefined ? limit - rows.length : -1
    for (const row of runWalk(db, path, tests, from, end, wanted)) {
      if (matches !== undefined && !matches.has(row.at(-1) as number)) continue
      rows.push(row)
      if (rows.length === limit) return { rows, end: undefined }
    }
    if (end === undefined) return { rows, end: undefined }
    from = end
  }
  return { rows, end: from }
}

/**
 * Rows of a path that pass the tests, in order. `limit` -1: all up to `upTo`.
 *
 * Rows that share all keys but the last with the position come from a range of their own: SQLite does not seek by
 * the row key after a row value, and thousands of traces may have one start time.
 */
function runWalk(
  db: Database,
  path: Path,
  tests: readonly Sql[],
  after: readonly SqlValue[] | undefined,
  upTo: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  const { segment } = path
  const read = (position: readonly Sql[], count: number): SqlValue[][] => {
    const end = upTo === undefined ? [] : [beyond(segment, upTo, true)]
    const where = allOf([...position, ...end, ...rangeOf(path, after !== undefined, upTo !== undefined), ...tests])
    const text = `SELECT ${segment.keys.join(', ')} FROM ${segment.keyFrom} ${segment.keyJoin} WHERE ${where.text}
      ORDER BY ${orderBy(segment)} LIMIT ?`
    return preparedRaw(db, text).all(...where.params, count) as SqlValue[][]
  }
  if (after === undefined) return read([], limit)
  const ties = read([tiesOf(segment, after)], limit)
  if (limit >= 0 && ties.length >= limit) return ties
  return [...ties, ...read([pastTies(segment, after)], limit < 0 ? limit : limit - ties.length)]
}

/** Conditions of the path; an end of its range that the position or the end of a stretch implies is left out. */
function rangeOf({ segment, bounds }: Path, hasAfter: boolean, hasEnd: boolean): Sql[] {
  const [near, far] = segment.direction === 'ASC' ? [bounds.lower, bounds.upper] : [bounds.upper, bounds.lower]
  const conditions = [segment.condition]
  if (near !== undefined && !hasAfter) conditions.push(near)
  if (far !== undefined && !hasEnd) conditions.push(far)
  return conditions
}

/** Position of the last row of a stretch; undefined when the run ends before. */
function stretchEnd(
  db: Database,
  path: Path,
  after: readonly SqlValue[] | undefined,
  size: number,
): SqlValue[] | undefined {
  const { segment } = path
  const where = allOf([
    ...(after === undefined ? [] : [beyond(segment, after)]),
    ...rangeOf(path, after !== undefined, false),
  ])
  // OFFSET over index entries alone, a bounded number of them: it measures the stretch, it does not page.
  const text = `SELECT ${segment.keys.join(', ')} FROM ${segment.keyFrom} WHERE ${where.text} ORDER BY ${orderBy(segment)}
    LIMIT 1 OFFSET ?`
  return preparedRaw(db, text).get(...where.params, size - 1) as SqlValue[] | undefined
}

/** Takes the rows of one condition, tests all others and sorts. `segment` may be narrowed by conditions tested again. */
function collect(
  query: Query,
  segment: Segment,
  by: Option,
  after: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  const { conditions, matches, db } = query
  const tests = conditions.filter((condition) => !(condition === by.condition && condition.isDriverExact)).map(testOf)
  const where = allOf([
    sql('t.deleted_at_ms IS NULL'),
    segment.condition,
    ...(after === undefined ? [] : [beyond(segment, after)]),
    ...tests,
  ])
  const { from } = by.driver
  const text = `SELECT ${segment.keys.join(', ')} FROM ${from.text} ${segment.rowJoin} WHERE ${where.text}
    ORDER BY ${orderBy(segment)} LIMIT ?`
  const statement = preparedRaw(db, text)
  if (matches === undefined || by.condition === undefined) {
    return statement.all(...from.params, ...where.params, limit) as SqlValue[][]
  }
  const rows = statement.all(...from.params, ...where.params, -1) as SqlValue[][]
  return rows.filter((row) => matches.has(row.at(-1) as number)).slice(0, limit)
}
