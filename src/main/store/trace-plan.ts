/**
 * Finds the traces of one page.
 *
 * Two ways to get them. *Walk*: follow the index of the sort order from the position and test each row; fast when
 * matches are common. *Collect*: take every row of the most selective condition's index range, test the rest, keep
 * the first few in order; fast when matches are rare. Which one is told by counting each condition's range up to a
 * small limit, and where all are common by walking a bounded stretch first. Both give the same rows.
 */
import type { Database } from 'better-sqlite3'
import { allOf, type Sql, type SqlValue, sql } from './sql.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import type { Condition, Driver } from './trace-filter.ts'
import { beyond, orderBy, type Position, type Segment } from './trace-order.ts'

/** Ranges up to this many rows are collected without a look at alternatives (a few milliseconds). */
const collectRows = 3_000
/** A stretch walked before falling back to collecting, and the most that is walked in stretches. */
const firstWindow = 2_000
const maxWalked = 16_000

export interface FoundKey {
  tracePk: number
  position: Position
}

export interface PageRequest {
  /** In walking order, with their numbers in list order. */
  segments: { segment: Segment; number: number }[]
  conditions: Condition[]
  /** Rows strictly beyond it. */
  after: Position | undefined
  limit: number
  /** False in the trash, whose rows are in none of the drivers' indexes. */
  canDrive: boolean
}

export function findPage(db: Database, request: PageRequest): FoundKey[] {
  const { segments, conditions, after, limit } = request
  const start = after === undefined ? 0 : segments.findIndex((item) => item.number === after.segment)
  const found: FoundKey[] = []
  const strategy = chooseStrategy(db, conditions, request.canDrive)
  for (const item of segments.slice(Math.max(0, start))) {
    const position = item.number === after?.segment ? after.keys : undefined
    for (const keys of findInSegment(db, item.segment, conditions, strategy, position, limit - found.length)) {
      found.push({ tracePk: keys.at(-1) as number, position: { segment: item.number, keys } })
    }
    if (found.length >= limit) break
  }
  return found
}

type Strategy = { kind: 'walk' } | { kind: 'collect'; condition: Condition } | { kind: 'try'; drivers: Condition[] }

function chooseStrategy(db: Database, conditions: readonly Condition[], canDrive: boolean): Strategy {
  const drivers = canDrive ? conditions.filter((condition) => condition.driver !== undefined) : []
  if (drivers.length === 0) return { kind: 'walk' }
  let best: Condition | undefined
  let fewest = collectRows + 1
  for (const condition of drivers) {
    const rows = countUpTo(db, (condition.driver as Driver).probe, fewest)
    if (rows < fewest) {
      fewest = rows
      best = condition
    }
  }
  return best === undefined ? { kind: 'try', drivers } : { kind: 'collect', condition: best }
}

export function countUpTo(db: Database, probe: Sql, limit: number): number {
  return preparedPluck(db, `SELECT count(*) FROM (${probe.text} LIMIT ?)`).get(...probe.params, limit) as number
}

function findInSegment(
  db: Database,
  segment: Segment,
  conditions: readonly Condition[],
  strategy: Strategy,
  after: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  if (strategy.kind === 'collect') return collect(db, segment, conditions, strategy.condition, after, limit)
  const walks = strategy.kind === 'try' ? timeOrderedWalks(segment, conditions) : undefined
  if (walks !== undefined) return mergeWalks(db, walks.segments, walks.conditions, strategy, after, limit)
  return walk(db, segment, conditions, strategy, after, limit)
}

/**
 * Under the time sort, an equality condition's own index is in time order too: walking that skips all rows of
 * other values.
 */
function timeOrderedWalks(
  segment: Segment,
  conditions: readonly Condition[],
): { segments: Segment[]; conditions: Condition[] } | undefined {
  if (segment.keys[0] !== 't.start_us' || segment.keyFrom !== 'traces t INDEXED BY traces_by_start') return undefined
  const aligned = conditions.find((condition) => condition.driver?.ranges !== undefined)
  const ranges = aligned?.driver?.ranges
  if (ranges === undefined) return undefined
  return {
    segments: ranges.conditions.map((range) => ({
      ...segment,
      keyFrom: ranges.from,
      condition: allOf([segment.condition, range]),
    })),
    conditions: conditions.filter((condition) => condition !== aligned),
  }
}

function mergeWalks(
  db: Database,
  segments: readonly Segment[],
  conditions: readonly Condition[],
  strategy: Strategy,
  after: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  const drivers = conditions.filter((condition) => condition.driver !== undefined)
  const inner: Strategy = strategy.kind === 'try' && drivers.length > 0 ? { kind: 'try', drivers } : { kind: 'walk' }
  const rows = segments.flatMap((segment) => walk(db, segment, conditions, inner, after, limit))
  const sign = segments[0]?.direction === 'ASC' ? 1 : -1
  rows.sort((a, b) => {
    for (let i = 0; i < a.length; i++) {
      const difference = (a[i] as number) - (b[i] as number)
      if (difference !== 0) return sign * difference
    }
    return 0
  })
  return rows.slice(0, limit)
}

/** Follows the run's own index; with alternatives at hand only as far as that is likely to be the faster way. */
function walk(
  db: Database,
  segment: Segment,
  conditions: readonly Condition[],
  strategy: Strategy,
  after: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  const tests = conditions.map((condition) => condition.test)
  if (strategy.kind !== 'try') return runWalk(db, segment, tests, after, undefined, limit)
  const rows: SqlValue[][] = []
  let from = after
  let walked = 0
  for (let size = firstWindow; walked < maxWalked; size *= 2) {
    const bound = windowEnd(db, segment, from, size)
    rows.push(...runWalk(db, segment, tests, from, bound, limit - rows.length))
    if (rows.length >= limit || bound === undefined) return rows
    from = bound
    walked += size
  }
  // Matches are rare along this order although each condition alone is common.
  const driver = fewestRows(db, strategy.drivers)
  rows.push(...collect(db, segment, conditions, driver, from, limit - rows.length))
  return rows
}

function fewestRows(db: Database, drivers: readonly Condition[]): Condition {
  let best = drivers[0] as Condition
  let fewest = Number.MAX_SAFE_INTEGER
  for (const condition of drivers) {
    const rows = countUpTo(db, (condition.driver as Driver).probe, Math.min(fewest, 100_000))
    if (rows >= fewest) continue
    fewest = rows
    best = condition
  }
  return best
}

function runWalk(
  db: Database,
  segment: Segment,
  tests: readonly Sql[],
  after: readonly SqlValue[] | undefined,
  upTo: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  const join = tests.length > 0 || segment.keyJoin !== '' ? ` ${segment.keyJoin}` : ''
  const where = allOf([
    segment.condition,
    ...(after === undefined ? [] : [beyond(segment, after)]),
    ...(upTo === undefined ? [] : [beyond(segment, upTo, true)]),
    ...tests,
  ])
  const text = `SELECT ${segment.keys.join(', ')} FROM ${segment.keyFrom}${join} WHERE ${where.text} ORDER BY ${orderBy(segment)} LIMIT ?`
  return preparedRaw(db, text).all(...where.params, limit) as SqlValue[][]
}

/** Position of the last row of a stretch; undefined when the run ends before. */
function windowEnd(
  db: Database,
  segment: Segment,
  after: readonly SqlValue[] | undefined,
  size: number,
): SqlValue[] | undefined {
  const where = allOf([segment.condition, ...(after === undefined ? [] : [beyond(segment, after)])])
  // OFFSET over index entries alone, a bounded number of them: it measures the stretch, it does not page.
  const text = `SELECT ${segment.keys.join(', ')} FROM ${segment.keyFrom} WHERE ${where.text} ORDER BY ${orderBy(segment)}
    LIMIT 1 OFFSET ?`
  return preparedRaw(db, text).get(...where.params, size - 1) as SqlValue[] | undefined
}

function collect(
  db: Database,
  segment: Segment,
  conditions: readonly Condition[],
  by: Condition,
  after: readonly SqlValue[] | undefined,
  limit: number,
): SqlValue[][] {
  const driver = by.driver as Driver
  const tests = conditions
    .filter((condition) => !(condition === by && by.isDriverExact))
    .map((condition) => condition.test)
  const where = allOf([
    sql('t.deleted_at_ms IS NULL'),
    segment.condition,
    ...(after === undefined ? [] : [beyond(segment, after)]),
    ...tests,
  ])
  const text = `SELECT ${segment.keys.join(', ')} FROM ${driver.from.text} ${segment.rowJoin} WHERE ${where.text}
    ORDER BY ${orderBy(segment)} LIMIT ?`
  return preparedRaw(db, text).all(...driver.from.params, ...where.params, limit) as SqlValue[][]
}
