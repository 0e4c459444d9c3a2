/** Which items of a queue come a second time, and where. */
import { createHash } from 'node:crypto'
import type { SessionRules, WorkState } from '../../shared/model/label-work.ts'
import { toRepeatId } from '../../shared/model/repeat-id.ts'

export interface QueueEntry {
  /** The trace's, or that of its second time. */
  id: string
  state: WorkState
}

export interface FirstTime {
  traceId: string
  state: WorkState
  /** Of its second time, when that was begun. */
  repeatState: WorkState | undefined
}

/**
 * The queue with its second times. Chosen by seed, reviewer and trace alone, so that each reviewer gets others, the same ones every time
 * the queue is made; those begun stay whatever the rules become. Between the two times lie at least `repeatGap` items, and up to as many
 * again, so that nobody can count on them. Items too near to the end, and those that the reviewer set aside, do not come again.
 */
export function withRepeats(
  first: readonly FirstTime[],
  rules: Pick<SessionRules, 'repeatPercent' | 'repeatGap' | 'seed'>,
  reviewer: string,
): QueueEntry[] {
  const { repeatPercent, repeatGap, seed } = rules
  const entries = first.map(({ traceId, state }, at) => ({ id: traceId, state, place: at }))
  const wanted = Math.round((first.length * repeatPercent) / 100)
  const isBegun = ({ repeatState }: FirstTime) => repeatState !== undefined && repeatState !== 'pending'
  if (wanted === 0 && !first.some(isBegun)) return entries.map(({ id, state }) => ({ id, state }))
  const chosen = first
    .map((item, at) => ({ item, at, rank: rankOf(seed, reviewer, item.traceId) }))
    .filter(({ item, at }) => isBegun(item) || (at + repeatGap < first.length && !isAside(item.state)))
    .toSorted((a, b) => Number(isBegun(b.item)) - Number(isBegun(a.item)) || a.rank - b.rank)
    .filter(({ item }, index) => isBegun(item) || index < wanted)
  const repeats = chosen.map(({ item, at, rank }) => ({
    id: toRepeatId(item.traceId),
    state: item.repeatState ?? 'pending',
    // After the item at this place; a fraction keeps those of one place in a fixed order.
    place: at + repeatGap + Math.floor((rank * 1_000_003) % (repeatGap + 1)) + 0.25 + rank / 2,
  }))
  return [...entries, ...repeats].toSorted((a, b) => a.place - b.place).map(({ id, state }) => ({ id, state }))
}

const isAside = (state: WorkState): boolean => state === 'skipped' || state === 'flagged'

/** From 0 to 1, by the seed. */
function rankOf(seed: string, reviewer: string, traceId: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(['repeat', seed, reviewer, traceId]))
    .digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}
