/** Where the cursor goes when rows leave the list. */
import { findRow, type RowWindow, rowCount } from './row-window.ts'

export interface CursorPlace {
  /** Undefined while the row there is not loaded. */
  traceId: string | undefined
  /** Row index once the rows are gone. */
  index: number
}

/**
 * The cursor stays on its row; when that leaves, it goes to the first row after it that stays, at the end of the list
 * to the last one before it. Undefined when no row stays.
 */
export function placeAfterLeaving(
  window: RowWindow,
  activeIndex: number,
  isLeaving: (traceId: string) => boolean,
): CursorPlace | undefined {
  const count = rowCount(window)
  let leavingBefore = 0
  let lastStaying: CursorPlace | undefined
  for (let index = 0; index < count; index++) {
    const traceId = findRow(window, index)?.traceId
    if (traceId !== undefined && isLeaving(traceId)) {
      leavingBefore += 1
      continue
    }
    const place = { traceId, index: index - leavingBefore }
    if (index >= activeIndex) return place
    lastStaying = place
  }
  return lastStaying
}

/** The first loaded row that `isMeant`, so that it can be found again when it comes back. */
export function findFirst(window: RowWindow, isMeant: (traceId: string) => boolean): CursorPlace | undefined {
  for (const [at, page] of window.pages.entries()) {
    const within = page.rows?.findIndex((row) => isMeant(row.traceId)) ?? -1
    if (within >= 0) return { traceId: page.rows?.[within]?.traceId, index: (window.starts[at] ?? 0) + within }
  }
  return undefined
}
