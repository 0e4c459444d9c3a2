/** The items of labeling sessions: the traces of the session's run, each with its state. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { ItemStatus, SessionItem } from '../../shared/model/labeling.ts'
import { getSessionPk, touchSession } from './labeling-sessions.ts'
import { listItemWork } from './session-aside.ts'
import { prepared, preparedPluck } from './statements.ts'
import { readTraceRows } from './trace-rows.ts'
import { durableTransaction } from './transaction.ts'

/** An item without its trace. */
export interface ItemState {
  traceId: string
  status: ItemStatus
  completedBy: string | undefined
  completedAtMs: number | undefined
  addedAtMs: number
  updatedAtMs: number
}

interface ItemRow {
  trace_pk: number
  trace_id: string
  item_status: string
  completed_by: string | null
  completed_at_ms: number | null
  added_at_ms: number
  updated_at_ms: number
}

const selectItems = `SELECT i.trace_pk, t.trace_id, i.item_status, i.completed_by, i.completed_at_ms, i.added_at_ms, i.updated_at_ms
  FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL WHERE i.run_pk = @runPk`

function toState(row: ItemRow): ItemState {
  return {
    traceId: row.trace_id,
    status: row.item_status as ItemStatus,
    completedBy: row.completed_by ?? undefined,
    completedAtMs: row.completed_at_ms ?? undefined,
    addedAtMs: row.added_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

export interface Added {
  /** Newly added. */
  count: number
  /** When; no other addition to the session has this time, so that it can be taken back by it. */
  addedAtMs: number
}

/** Adds traces by their ids; those already there keep their state. Throws NOT_FOUND for an id that no trace has; nothing is added then. */
export function addItems(db: Database, sessionId: string, traceIds: readonly string[], nowMs = Date.now()): Added {
  return durableTransaction(db, () => {
    const find = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ? AND deleted_at_ms IS NULL')
    const keys = traceIds.map((traceId) => {
      const key = find.get(traceId)
      if (typeof key !== 'number') throw new AppError('NOT_FOUND', `There is no trace with the id tr-${traceId}.`)
      return key
    })
    return addKeys(db, sessionId, keys, nowMs)
  })
}

/** Throws NOT_FOUND for the first of these that is no trace of the experiment. */
export function requireTracesOf(db: Database, experimentId: string, traceIds: readonly string[]): void {
  const find = preparedPluck(db, 'SELECT experiment_id FROM traces WHERE trace_id = ? AND deleted_at_ms IS NULL')
  for (const traceId of traceIds) {
    if (find.get(traceId) === Number(experimentId)) continue
    throw new AppError('NOT_FOUND', `The trace tr-${traceId} does not exist in experiment ${experimentId}.`)
  }
}

/** Adds traces; those already there keep their state. Inside a transaction. Throws NOT_FOUND (session). */
export function addKeys(db: Database, sessionId: string, keys: readonly number[], nowMs: number): Added {
  const runPk = getSessionPk(db, sessionId)
  const last = preparedPluck(db, 'SELECT max(added_at_ms) FROM run_traces WHERE run_pk = ?').get(runPk)
  const addedAtMs = typeof last === 'number' ? Math.max(nowMs, last + 1) : nowMs
  const add = prepared(
    db,
    'INSERT OR IGNORE INTO run_traces (run_pk, trace_pk, added_at_ms, updated_at_ms) VALUES (?, ?, ?, ?)',
  )
  let count = 0
  for (const key of keys) count += add.run(runPk, key, addedAtMs, addedAtMs).changes
  if (count > 0) touchSession(db, runPk, nowMs)
  return { count, addedAtMs }
}

/** Takes traces out of a session; their assessments stay. `count`: how many were in it. */
export function removeItems(
  db: Database,
  sessionId: string,
  traceIds: readonly string[],
  nowMs = Date.now(),
): { count: number } {
  return durableTransaction(db, () => {
    const runPk = getSessionPk(db, sessionId)
    const remove = prepared(
      db,
      'DELETE FROM run_traces WHERE run_pk = ? AND trace_pk = (SELECT trace_pk FROM traces WHERE trace_id = ?)',
    )
    let count = 0
    for (const traceId of traceIds) count += remove.run(runPk, traceId).changes
    if (count > 0) touchSession(db, runPk, nowMs)
    return { count }
  })
}

export interface ItemQuery {
  sessionId: string
  status?: ItemStatus | undefined
  cursor?: string | undefined
  limit: number
  /** As MLflow lists queues; the order in which they were added otherwise. */
  newestFirst?: boolean | undefined
}

/** A page of items in or against the order in which they were added; traces in the trash are left out. */
export function listItemStates(db: Database, input: ItemQuery): { items: ItemState[]; nextCursor?: string } {
  const { rows, nextCursor } = pageOf(db, input)
  return { items: rows.map(toState), ...(nextCursor === undefined ? {} : { nextCursor }) }
}

/** As `listItemStates`, with the traces. */
export function listItems(db: Database, input: ItemQuery): { items: SessionItem[]; nextCursor?: string } {
  const { rows, nextCursor } = pageOf(db, input)
  const traces = new Map(
    readTraceRows(
      db,
      rows.map((row) => row.trace_pk),
    ).map((trace) => [trace.traceId, trace]),
  )
  const work = listItemWork(
    db,
    input.sessionId,
    rows.map((row) => row.trace_pk),
  )
  const items = rows.flatMap((row) => {
    const trace = traces.get(row.trace_id)
    if (trace === undefined) return []
    const { status, completedBy, completedAtMs, addedAtMs } = toState(row)
    return {
      trace,
      status,
      ...(completedBy === undefined ? {} : { completedBy }),
      ...(completedAtMs === undefined ? {} : { completedAtMs }),
      addedAtMs,
      work: work.get(row.trace_pk) ?? [],
    }
  })
  return { items, ...(nextCursor === undefined ? {} : { nextCursor }) }
}

function pageOf(db: Database, input: ItemQuery): { rows: ItemRow[]; nextCursor: string | undefined } {
  const { sessionId, status, cursor, limit, newestFirst = false } = input
  const after = cursor === undefined ? [newestFirst ? Number.MAX_SAFE_INTEGER : -1, -1] : fromCursor(cursor)
  const rows = prepared(
    db,
    `${selectItems} AND (@status IS NULL OR i.item_status = @status)
      AND (i.added_at_ms ${newestFirst ? '<' : '>'} @atMs OR (i.added_at_ms = @atMs AND i.trace_pk > @tracePk))
      ORDER BY i.added_at_ms ${newestFirst ? 'DESC' : 'ASC'}, i.trace_pk LIMIT @limit`,
  ).all({
    runPk: getSessionPk(db, sessionId),
    status: status ?? null,
    atMs: after[0],
    tracePk: after[1],
    limit: limit + 1,
  }) as ItemRow[]
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return { rows, nextCursor: undefined }
  return { rows: rows.slice(0, limit), nextCursor: toCursor(last) }
}

const toCursor = (row: ItemRow): string =>
  Buffer.from(`${row.added_at_ms}:${row.trace_pk}`, 'latin1').toString('base64url')

function fromCursor(cursor: string): [number, number] {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) throw new AppError('INVALID_INPUT', 'The cursor is not one of this list. Start without one.')
  return [Number(match[1]), Number(match[2])]
}

/** In the given order; what is not in the session is left out. */
export function readItemStates(db: Database, sessionId: string, traceIds: readonly string[]): ItemState[] {
  const runPk = getSessionPk(db, sessionId)
  const find = prepared(db, `${selectItems} AND t.trace_id = @traceId`)
  return traceIds.flatMap((traceId) => {
    const row = find.get({ runPk, traceId })
    return row === undefined ? [] : toState(row as ItemRow)
  })
}

/**
 * Sets the state of one item, for all reviewers. The same state again changes nothing, so that the first to finish
 * keeps the credit (MLflow's rule). Errors: NOT_FOUND (the trace is not in the session), INVALID_INPUT (`completedBy`
 * absent for COMPLETE and DECLINED, or given for PENDING).
 */
export function setItemStatus(
  db: Database,
  input: { sessionId: string; traceId: string; status: ItemStatus; completedBy?: string | undefined },
  nowMs = Date.now(),
): ItemState {
  const { sessionId, traceId, status, completedBy } = input
  if (status === 'PENDING' && completedBy !== undefined) {
    throw new AppError('INVALID_INPUT', 'An item that is set back to PENDING has no `completed_by`. Leave it out.')
  }
  if (status !== 'PENDING' && (completedBy === undefined || completedBy === '')) {
    throw new AppError('INVALID_INPUT', `Say in \`completed_by\` who set the item to ${status}.`)
  }
  return durableTransaction(db, () => {
    const runPk = getSessionPk(db, sessionId)
    const [before] = readItemStates(db, sessionId, [traceId])
    if (before === undefined) {
      throw new AppError('NOT_FOUND', 'The trace is not in this session. Add it with items/add first.')
    }
    if (before.status === status) return before
    prepared(
      db,
      `UPDATE run_traces SET item_status = ?, completed_by = ?, completed_at_ms = ?, updated_at_ms = ?
        WHERE run_pk = ? AND trace_pk = (SELECT trace_pk FROM traces WHERE trace_id = ?)`,
    ).run(status, completedBy ?? null, status === 'PENDING' ? null : nowMs, nowMs, runPk, traceId)
    touchSession(db, runPk, nowMs)
    return readItemStates(db, sessionId, [traceId])[0] as ItemState
  })
}
