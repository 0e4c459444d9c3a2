/** One answer to one question for several items at once. Each becomes an answer of its own, marked as given in bulk. */
import type { Database } from 'better-sqlite3'
import { findAsked } from '../../shared/model/ask-if.ts'
import type { Json } from '../../shared/model/json.ts'
import type { BulkPlan, BulkUndo } from '../../shared/model/label-bulk.ts'
import type { WorkState } from '../../shared/model/label-work.ts'
import { isRepeatId } from '../../shared/model/repeat-id.ts'
import { buildQueue } from './label-queue.ts'
import { findWork, listAnswers, type WorkRef } from './label-settling.ts'
import { keysOf, reopenItem, requireOpen, saveAnswer, submitItem } from './label-work.ts'
import { prepared } from './statements.ts'
import { durableTransaction } from './transaction.ts'

interface Bulk {
  sessionId: string
  reviewer: string
  traceIds: readonly string[]
  schemaId: string
  /** Also items on which the reviewer has answered the question already. */
  replaces: boolean
}

/** What `bulkAnswer` would do with each of these items. Throws NOT_FOUND (session), CONFLICT (no reviewer of it). */
export function planBulk(db: Database, input: Bulk): BulkPlan {
  const mine = new Set(
    buildQueue(db, input.sessionId, input.reviewer).traceIds.filter((traceId) => !isRepeatId(traceId)),
  )
  const plan: BulkPlan = { set: [], answered: [], notMine: [] }
  for (const traceId of new Set(input.traceIds)) {
    if (!mine.has(traceId)) {
      plan.notMine.push(traceId)
      continue
    }
    const before = answerOf(db, { ...input, traceId }, input.schemaId)
    if (before === undefined || before.value === null) plan.set.push({ traceId })
    else if (input.replaces) plan.set.push({ traceId, before: JSON.parse(before.value) as Json })
    else plan.answered.push({ traceId, before: JSON.parse(before.value) as Json })
  }
  return plan
}

function answerOf(db: Database, ref: WorkRef, schemaId: string) {
  return listAnswers(db, keysOf(db, ref), ref.reviewer).find((answer) => answer.schema_id === schemaId)
}

/**
 * Answers the question for all of the plan's items in one durable transaction, and submits those that need nothing more: items already
 * submitted, and those whose questions are all answered.
 *
 * @returns what takes all of it back
 * @throws AppError NOT_FOUND, CONFLICT (session not open), INVALID_INPUT (the answer does not fit)
 */
export function bulkAnswer(
  db: Database,
  input: Bulk & { value: Json; rationale?: string | undefined },
  nowMs = Date.now(),
): BulkUndo {
  const { sessionId, reviewer, schemaId, value, rationale } = input
  return durableTransaction(db, () => {
    const session = requireOpen(db, { sessionId, reviewer, traceId: '' })
    const undo: BulkUndo = { sessionId, reviewer, schemaId, items: [] }
    for (const { traceId } of planBulk(db, input).set) {
      const ref = { sessionId, reviewer, traceId }
      const work = findWork(db, keysOf(db, ref), reviewer)
      const state = work?.state ?? 'pending'
      const before = answerOf(db, ref, schemaId)
      const saved = saveAnswer(db, { ...ref, schemaId, value, rationale, isBulk: true }, nowMs)
      const values = new Map(saved.answers.map((answer) => [answer.schemaId, answer.value]))
      const asked = findAsked(session.schemas, (id) => values.get(id))
      const isDone = [...asked].every((id) => values.get(id) !== undefined)
      if (state === 'complete' || isDone) submitItem(db, { ...ref, activeMs: 0 }, nowMs)
      undo.items.push({
        traceId,
        state,
        ...(work?.reason ? { reason: work.reason } : {}),
        savedAtMs: saved.answers.find((answer) => answer.schemaId === schemaId)?.savedAtMs ?? nowMs,
        ...(before === undefined || before.value === null ? {} : { before: JSON.parse(before.value) as Json }),
        ...(before?.rationale ? { rationale: before.rationale } : {}),
      })
    }
    return undo
  })
}

/** Takes a bulk answer back: each item is as it was before, unless the reviewer has answered it anew since. `count`: taken back. */
export function undoBulk(db: Database, undo: BulkUndo, nowMs = Date.now()): { count: number; traceIds: string[] } {
  const { sessionId, reviewer, schemaId } = undo
  return durableTransaction(db, () => {
    const traceIds: string[] = []
    for (const { traceId, state, reason, savedAtMs, before, rationale } of undo.items) {
      const ref = { sessionId, reviewer, traceId }
      const keys = keysOf(db, ref)
      const now = answerOf(db, ref, schemaId)
      if (now?.saved_at_ms !== savedAtMs || now.is_bulk !== 1) continue
      const isSubmitted = findWork(db, keys, reviewer)?.state === 'complete'
      saveAnswer(db, { ...ref, schemaId, value: before ?? null, rationale: rationale ?? '' }, nowMs)
      if (state === 'complete') submitItem(db, { ...ref, activeMs: 0 }, nowMs)
      else if (isSubmitted) reopenItem(db, ref, nowMs)
      if (state !== 'complete') restore(db, ref, state, reason)
      traceIds.push(traceId)
    }
    return { count: traceIds.length, traceIds }
  })
}

/** The state of an item that nobody submitted; one that the bulk began is pending again. */
function restore(db: Database, ref: WorkRef, state: WorkState, reason: string | undefined): void {
  const { runPk, tracePk } = keysOf(db, ref)
  prepared(db, 'UPDATE session_work SET state = ?, reason = ? WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?').run(
    state,
    reason ?? null,
    runPk,
    ref.reviewer,
    tracePk,
  )
}
