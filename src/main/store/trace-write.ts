/** What a person does to traces: tags, the trash. */
import type { Database } from 'better-sqlite3'
import type { TraceSelection } from '../../shared/model/trace.ts'
import { selectKeys } from './selection.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { changeTags } from './tags.ts'
import { durableTransaction, writeTransaction } from './transaction.ts'

/** Sets (string) and removes (null) tags on every selected trace. `count`: traces that changed. */
export function tagTraces(
  db: Database,
  input: { selection: TraceSelection; tags: Record<string, string | null> },
): { count: number } {
  return durableTransaction(db, () => {
    let count = 0
    for (const tracePk of selectKeys(db, input.selection)) {
      if (!changeTags(db, tracePk, input.tags)) continue
      prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
      count++
    }
    return { count }
  })
}

/** Moves the selected traces to the trash; `restoreTraces` with the `deletionId` takes exactly these back. */
export function deleteTraces(
  db: Database,
  input: { selection: TraceSelection },
  nowMs = Date.now(),
): { count: number; deletionId: string } {
  const deletionId = crypto.randomUUID()
  return durableTransaction(db, () => {
    const trash = prepared(
      db,
      'UPDATE traces SET deleted_at_ms = ?, deletion_id = ? WHERE trace_pk = ? AND deleted_at_ms IS NULL',
    )
    let count = 0
    for (const tracePk of selectKeys(db, input.selection)) count += trash.run(nowMs, deletionId, tracePk).changes
    return { count, deletionId }
  })
}

export function restoreTraces(
  db: Database,
  input: { deletionId: string } | { selection: TraceSelection },
): { count: number } {
  return durableTransaction(db, () => {
    const restore = prepared(
      db,
      "UPDATE traces SET deleted_at_ms = NULL, deletion_id = NULL WHERE trace_pk = ? AND deleted_at_ms IS NOT NULL AND substr(trace_id, 1, 8) <> 'removed:'",
    )
    const keys =
      'deletionId' in input
        ? (preparedPluck(
            db,
            'SELECT trace_pk FROM traces INDEXED BY traces_by_deletion WHERE deletion_id = ? AND deletion_id IS NOT NULL',
          ).all(input.deletionId) as number[])
        : selectKeys(db, input.selection)
    let count = 0
    for (const tracePk of keys) count += restore.run(tracePk).changes
    return { count }
  })
}

/** Begins the id of a trace of which a part is already removed. */
const removedPrefix = 'removed:'
/** Spans removed in one transaction, so that no other write waits long. */
const spansPerSlice = 500

/**
 * Removes for good what is in the trash, until the budget is spent; at least one slice a call. `count` is how many
 * traces are gone, `remaining` how many are left: call again while it is not 0. A trace too big for one slice loses
 * its id with the first one: it can no longer be restored, and spans that arrive for the id begin a new trace.
 */
export function emptyTrash(db: Database, budgetMs: number): { count: number; remaining: number } {
  const deadline = performance.now() + budgetMs
  let count = 0
  do {
    const next = preparedRaw(
      db,
      'SELECT trace_pk, trace_id FROM traces INDEXED BY traces_in_trash WHERE deleted_at_ms IS NOT NULL LIMIT 1',
    ).get() as [number, string] | undefined
    if (next === undefined) break
    const isGone = writeTransaction(db, () => removeSlice(db, next[0], next[1]))
    if (isGone) count++
  } while (performance.now() < deadline)
  const remaining = preparedPluck(
    db,
    'SELECT count(*) FROM traces INDEXED BY traces_in_trash WHERE deleted_at_ms IS NOT NULL',
  ).get()
  return { count, remaining: remaining as number }
}

/** True when the trace is gone. */
function removeSlice(db: Database, tracePk: number, traceId: string): boolean {
  const spans = preparedRaw(db, 'SELECT span_id, payload_pk FROM spans WHERE trace_pk = ? LIMIT ?').all(
    tracePk,
    spansPerSlice,
  )
  for (const [spanId, payloadPk] of spans as [string, number][]) {
    prepared(db, 'DELETE FROM span_payloads WHERE payload_pk = ?').run(payloadPk)
    prepared(db, 'DELETE FROM spans WHERE trace_pk = ? AND span_id = ?').run(tracePk, spanId)
  }
  if (!traceId.startsWith(removedPrefix)) {
    prepared(db, 'DELETE FROM logs WHERE trace_id = ?').run(traceId)
    removeFiles(db, tracePk, traceId)
  }
  if (spans.length === spansPerSlice) {
    prepared(db, 'UPDATE traces SET trace_id = ?, deletion_id = NULL WHERE trace_pk = ?').run(
      `${removedPrefix}${tracePk}`,
      tracePk,
    )
    return false
  }
  prepared(db, 'DELETE FROM search_index WHERE rowid = ?').run(tracePk)
  prepared(db, 'DELETE FROM traces WHERE trace_pk = ?').run(tracePk)
  return true
}

/** Files that a client kept beside the trace, such as attachments. */
function removeFiles(db: Database, tracePk: number, traceId: string): void {
  const experimentId = preparedPluck(db, 'SELECT experiment_id FROM traces WHERE trace_pk = ?').get(tracePk)
  const folder = `${experimentId}/traces/tr-${traceId}`
  prepared(db, 'DELETE FROM artifacts WHERE path >= ? AND path < ?').run(`${folder}/`, `${folder}0`)
}
