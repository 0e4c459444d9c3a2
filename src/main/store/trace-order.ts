/**
 * The orders in which traces can be listed, as runs of index ranges.
 *
 * A page is read by walking an index from a position (keyset paging). NULLs come last in both directions, so a
 * sort by a nullable column is two runs: the rows with a value by (value, start, key), then the others by
 * (start, key). Each is one range of one index.
 */
import { AppError } from '../../shared/model/error.ts'
import type { TraceSort, TraceSortColumn } from '../../shared/model/trace.ts'
import { allOf, type Sql, type SqlValue, sql } from './sql.ts'

export type Direction = 'ASC' | 'DESC'

/** One run. `t` is the trace, `c` the assessment cell where the sort is by one. */
export interface Segment {
  /** Index range that yields the run in order without touching other rows: for walking and for window bounds. */
  keyFrom: string
  /** What to add so that `t` can be tested. Empty when `keyFrom` is `traces t` itself. */
  keyJoin: string
  /** What to join after `t` when the rows come from elsewhere (a filter's index). */
  rowJoin: string
  /** Restricts to the run, in terms of `keyFrom` alone. */
  condition: Sql
  /** Ordered by these, ending in the trace key; never NULL within the run. */
  keys: string[]
  direction: Direction
  /** The column that is NULL in all rows of this run. */
  nullColumn?: string
}

interface SortColumn {
  column: string
  index: string
  isNullable: boolean
}

const sortColumns: Record<TraceSortColumn, SortColumn> = {
  start: { column: 't.start_us', index: 'traces_by_start', isNullable: false },
  name: { column: 't.name', index: 'traces_by_name', isNullable: false },
  state: { column: 't.state', index: 'traces_by_state', isNullable: false },
  duration: { column: 't.duration_us', index: 'traces_by_duration', isNullable: true },
  tokens: { column: 't.total_tokens', index: 'traces_by_tokens', isNullable: true },
  cost: { column: 't.cost', index: 'traces_by_cost', isNullable: true },
  model: { column: 't.model', index: 'traces_by_model', isNullable: true },
  session: { column: 't.session_id', index: 'traces_by_session', isNullable: true },
  user: { column: 't.user_id', index: 'traces_by_user', isNullable: true },
  spans: { column: 't.span_count', index: 'traces_by_spans', isNullable: false },
  errors: { column: 't.error_count', index: 'traces_by_errors', isNullable: false },
}

const alive = 't.deleted_at_ms IS NULL'

/** The runs of a sort over the traces that are not in the trash. */
export function segmentsOf(sort: TraceSort): Segment[] {
  const direction: Direction = sort.direction === 'asc' ? 'ASC' : 'DESC'
  if (typeof sort.column !== 'string') return assessmentSegments(sort.column.assessment, direction)
  const { column, index, isNullable } = sortColumns[sort.column]
  const keys = column === 't.start_us' ? [column, 't.trace_pk'] : [column, 't.start_us', 't.trace_pk']
  const walk = { keyFrom: `traces t INDEXED BY ${index}`, keyJoin: '', rowJoin: '', direction }
  if (!isNullable) return [{ ...walk, condition: sql(alive), keys }]
  return [
    { ...walk, condition: sql(`${alive} AND ${column} IS NOT NULL`), keys },
    {
      ...walk,
      condition: sql(`${alive} AND ${column} IS NULL`),
      keys: ['t.start_us', 't.trace_pk'],
      nullColumn: column,
    },
  ]
}

function assessmentSegments(name: string, direction: Direction): Segment[] {
  const byStart = { keyFrom: 'traces t INDEXED BY traces_by_start', keyJoin: '', rowJoin: '', direction }
  return [
    {
      keyFrom: 'assessment_cells c INDEXED BY assessment_cells_by_value',
      keyJoin: `CROSS JOIN traces t ON t.trace_pk = c.trace_pk AND ${alive}`,
      rowJoin: 'CROSS JOIN assessment_cells c ON c.trace_pk = t.trace_pk',
      condition: sql('c.name = ? AND c.sort_value IS NOT NULL', name),
      keys: ['c.sort_value', 'c.trace_pk'],
      direction,
    },
    {
      ...byStart,
      condition: sql(
        `${alive} AND NOT EXISTS (SELECT 1 FROM assessment_cells n WHERE n.trace_pk = t.trace_pk AND n.name = ? AND n.sort_value IS NOT NULL)`,
        name,
      ),
      keys: ['t.start_us', 't.trace_pk'],
    },
  ]
}

/** The runs of a sort over the trash: only time has an index there; other orders are sorted. */
export function trashSegmentsOf(sort: TraceSort): Segment[] {
  const inTrash = 't.deleted_at_ms IS NOT NULL'
  return segmentsOf(sort).map((segment) => ({
    ...segment,
    keyFrom: 'traces t INDEXED BY traces_in_trash',
    keyJoin: segment.rowJoin,
    condition: allOf([sql(inTrash), { ...segment.condition, text: segment.condition.text.replace(alive, inTrash) }]),
  }))
}

/** The same runs from the far end. */
export function reversed(segments: readonly Segment[]): Segment[] {
  return segments
    .map((segment) => ({ ...segment, direction: segment.direction === 'ASC' ? 'DESC' : 'ASC' }) as Segment)
    .reverse()
}

export function orderBy(segment: Segment): string {
  return segment.keys.map((key) => `${key} ${segment.direction}`).join(', ')
}

/** Rows beyond a position, or up to and including it. */
export function beyond(segment: Segment, position: readonly SqlValue[], isInclusiveUpTo = false): Sql {
  const forward = segment.direction === 'ASC' ? '>' : '<'
  const operator = isInclusiveUpTo ? (segment.direction === 'ASC' ? '<=' : '>=') : forward
  return sql(`(${segment.keys.join(', ')}) ${operator} (${segment.keys.map(() => '?').join(', ')})`, ...position)
}

/** Rows beyond a position that share all of its keys but the last. */
export function tiesOf(segment: Segment, position: readonly SqlValue[]): Sql {
  const tests = segment.keys.map((key, index) => {
    const operator = index < segment.keys.length - 1 ? '=' : segment.direction === 'ASC' ? '>' : '<'
    return `${key} ${operator} ?`
  })
  return sql(tests.join(' AND '), ...position)
}

/** Rows beyond a position that differ from it in more than the last key. */
export function pastTies(segment: Segment, position: readonly SqlValue[]): Sql {
  const keys = segment.keys.slice(0, -1)
  const operator = segment.direction === 'ASC' ? '>' : '<'
  return sql(`(${keys.join(', ')}) ${operator} (${keys.map(() => '?').join(', ')})`, ...position.slice(0, -1))
}

/** Where a row stands in a listing: its run (counted in list order) and its key values there. */
export interface Position {
  segment: number
  keys: SqlValue[]
}

export function toCursor(sort: TraceSort, position: Position): string {
  return Buffer.from(JSON.stringify([sortName(sort), position.segment, ...position.keys])).toString('base64url')
}

/** Throws INVALID_INPUT for anything that `toCursor` did not make for this sort. */
export function fromCursor(sort: TraceSort, cursor: string, segments: readonly Segment[]): Position {
  const parsed = parseJson(Buffer.from(cursor, 'base64url').toString())
  const [name, index, ...keys] = Array.isArray(parsed) ? (parsed as unknown[]) : []
  const segment = typeof index === 'number' ? segments[index] : undefined
  const isValid =
    name === sortName(sort) &&
    segment !== undefined &&
    keys.length === segment.keys.length &&
    keys.every((key) => typeof key === 'number' || typeof key === 'string')
  if (!isValid) throw new AppError('INVALID_INPUT', 'The cursor does not belong to this list. Start again without one.')
  return { segment: index as number, keys: keys as SqlValue[] }
}

function sortName(sort: TraceSort): string {
  return `${sort.direction} ${typeof sort.column === 'string' ? sort.column : `=${sort.column.assessment}`}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
