/** Steps through a reviewer's queue. Pure. */
import { type LabelQueue, WorkState } from '../../../shared/model/label-work.ts'
import { isEnded, stateAfter } from './item-state.ts'
import type { Save } from './save-queue.ts'

export interface Queue {
  traceIds: readonly string[]
  /** Of the item at the same place. */
  states: readonly WorkState[]
}

export function toQueue({ traceIds, states }: LabelQueue): Queue {
  return { traceIds, states: states.map((state) => WorkState.options[state] ?? 'pending') }
}

/** With the states as they will be when all that waits has arrived. */
export function withSaves({ traceIds, states: before }: Queue, saves: readonly Save[]): Queue {
  const states = [...before]
  for (const save of saves) {
    const at = traceIds.indexOf(save.traceId)
    if (at >= 0) states[at] = stateAfter(save, states[at] ?? 'pending')
  }
  return { traceIds, states }
}

/** The first item to do after `index`, then from the beginning; undefined when nothing is left. `index` itself comes last. */
export function nextToDo({ states }: Queue, index: number): number | undefined {
  for (let step = 1; step <= states.length; step++) {
    const at = (index + step) % states.length
    if (at >= 0 && !isEnded(states[at])) return at
  }
  return undefined
}

/** The next `count` items to do after `index`, without the one there. */
export function upcomingIds(queue: Queue, index: number, count: number): string[] {
  const found: string[] = []
  for (let at = nextToDo(queue, index); found.length < count; at = nextToDo(queue, at)) {
    const id = at === undefined ? undefined : queue.traceIds[at]
    if (at === undefined || at === index || id === undefined || found.includes(id)) break
    found.push(id)
  }
  return found
}

/** The neighbour in the order of the queue, only of what is to do where the list shows no more. */
export function stepFrom({ states }: Queue, index: number, step: 1 | -1, isToDoOnly: boolean): number | undefined {
  for (let at = index + step; at >= 0 && at < states.length; at += step) {
    if (!isToDoOnly || !isEnded(states[at])) return at
  }
  return undefined
}

/** The nearest ended item before `index`, or the last one from the end. */
export function previousEnded({ states }: Queue, index: number): number | undefined {
  for (let step = 1; step <= states.length; step++) {
    const at = (index - step + states.length) % states.length
    if (isEnded(states[at])) return at
  }
  return undefined
}

/**
 * What undo takes up again: the item that was ended last, as long as it still is; without a history the nearest ended one before `index`.
 * `history` is what is left of it.
 */
export function findUndo(
  queue: Queue,
  ended: readonly string[],
  index: number,
): { traceId: string | undefined; history: string[] } {
  const history = [...ended]
  for (let traceId = history.pop(); traceId !== undefined; traceId = history.pop()) {
    if (isEnded(queue.states[queue.traceIds.indexOf(traceId)])) return { traceId, history }
  }
  const at = previousEnded(queue, index)
  return { traceId: at === undefined ? undefined : queue.traceIds[at], history }
}

/** Where to begin: the item that was on screen, one begun, the first to do. */
export function startIndex(queue: Queue, lastId: string | undefined): number | undefined {
  const last = lastId === undefined ? -1 : queue.traceIds.indexOf(lastId)
  if (last >= 0 && !isEnded(queue.states[last])) return last
  const begun = queue.states.indexOf('in_progress')
  return begun >= 0 ? begun : nextToDo(queue, -1)
}

/**
 * A queue that was read again. Known items keep their places, so that nothing moves under the reviewer, and their states, which may be
 * ahead of the engine's; what others have taken meanwhile goes, new items follow.
 */
export function mergeQueue(before: Queue, now: Queue, currentId: string | undefined): Queue {
  const stillThere = new Set(now.traceIds)
  const known = new Set(before.traceIds)
  const kept = before.traceIds.flatMap((id, at) => {
    const state = before.states[at] ?? 'pending'
    return stillThere.has(id) || state !== 'pending' || id === currentId ? [{ id, state }] : []
  })
  const added = now.traceIds.flatMap((id, at) => (known.has(id) ? [] : [{ id, state: now.states[at] ?? 'pending' }]))
  const all = [...kept, ...added]
  return { traceIds: all.map(({ id }) => id), states: all.map(({ state }) => state) }
}

/** Without an item that is no more. */
export function withoutItem({ traceIds, states }: Queue, traceId: string): Queue {
  const at = traceIds.indexOf(traceId)
  return at < 0 ? { traceIds, states } : { traceIds: traceIds.toSpliced(at, 1), states: states.toSpliced(at, 1) }
}

export type StateCounts = Record<WorkState, number>

export function countStates(states: readonly WorkState[]): StateCounts {
  const counts: StateCounts = { pending: 0, in_progress: 0, complete: 0, skipped: 0, flagged: 0 }
  for (const state of states) counts[state]++
  return counts
}
