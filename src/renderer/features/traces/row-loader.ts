/**
 * Keeps one list's row window filled from the engine: loads what is on screen and ahead of it, follows change
 * events, and counts. An external store for React (`subscribe`, `snapshot`), kept when the list is left, so that
 * coming back shows the same place at once.
 *
 * Nothing here moves rows that are on screen: changes are patched in place, deletions close up, arrivals are only
 * counted (`arrived`) until the list asks for them.
 */

import type { TraceFilter, TraceRow, TraceSort } from '../../../shared/model/trace.ts'
import type { Client } from '../../data/client.ts'
import { filterKey } from './filter-conditions.ts'
import {
  applyLoad,
  dropFarRows,
  emptyWindow,
  findRow,
  indexOfTrace,
  loadedIds,
  loadKey,
  pageRows,
  patchRows,
  planLoads,
  prependArrived,
  type RowLoad,
  type RowWindow,
  removeRows,
  rowCount,
  withTotal,
} from './row-window.ts'

export interface RowsSnapshot {
  window: RowWindow
  /** The first page has come. */
  isReady: boolean
  /** Why the last load failed; cleared by the next that works. */
  error: unknown
  /** Traces that match and are not in the list yet. */
  arrived: number
  /** False while search text is still being indexed; undefined without a search. */
  isIndexComplete: boolean | undefined
}

export interface RowLoader {
  readonly filter: TraceFilter
  readonly sort: TraceSort
  subscribe: (listener: () => void) => () => void
  snapshot: () => RowsSnapshot
  /** Tells which rows are on screen; loads what they need. */
  show: (from: number, to: number) => void
  /** Asks again after a failure. */
  retry: () => void
  /** Starts over from the first row. */
  restart: () => Promise<void>
  /** Asks for everything again without leaving the place. */
  reload: () => Promise<void>
  onTraces: (event: { kind: 'arrived' | 'changed' | 'deleted'; traceIds: readonly string[]; more: boolean }) => void
  /** Puts arrivals at the top; when they belong elsewhere too, asks for everything again. */
  takeArrived: () => Promise<void>
  /** Row indexes `from` to `to` (inclusive) as ids, loading what is missing. */
  idsBetween: (from: number, to: number) => Promise<string[]>
  /** The trace `step` rows from one that is in memory; undefined at the ends or when it is not known. */
  neighbour: (traceId: string, step: 1 | -1) => Promise<TraceRow | undefined>
  close: () => void
}

/** Longest pause between an event and the rows that show it, so that bursts cost one call each. */
const patchPauseMs = 150
const countPauseMs = 700
/** How long after what happened its event may come. */
const eventDelayMs = 1_000
/** A fast walk drags many pages behind it; more calls at once would only queue in the engine. */
const mostCallsAtOnce = 3

export function createRowLoader(client: Pick<Client, 'traces'>, filter: TraceFilter, sort: TraceSort): RowLoader {
  let state: RowsSnapshot = {
    window: emptyWindow,
    isReady: false,
    error: undefined,
    arrived: 0,
    isIndexComplete: undefined,
  }
  const isNewestFirst = sort.column === 'start' && sort.direction === 'desc'
  let generation = 0
  let abort = new AbortController()
  let shown = { from: 0, to: 50 }
  const listeners = new Set<() => void>()
  const under = new Map<string, Promise<void>>()
  const changedIds = new Set<string>()
  let patchTimer: ReturnType<typeof setTimeout> | undefined
  let countTimer: ReturnType<typeof setTimeout> | undefined
  /** What arrived between the first page and the count is counted and not in the list: until then that may have been. */
  let doubtUntilMs = Number.POSITIVE_INFINITY
  let isDoubtful = false

  function update(change: Partial<RowsSnapshot>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  async function ask(load: RowLoad): Promise<void> {
    const mine = generation
    const place =
      load.kind === 'start'
        ? {}
        : load.kind === 'end'
          ? { fromEnd: true }
          : {
              cursor: load.cursor,
              direction:
                load.kind === 'reload'
                  ? load.direction
                  : load.kind === 'afterGapStart'
                    ? ('after' as const)
                    : ('before' as const),
            }
    try {
      const page = await client.traces.list({ filter, sort, limit: load.limit, ...place }, { signal: abort.signal })
      if (mine !== generation) return
      const window = dropFarRows(applyLoad(state.window, load, page), shown.from, shown.to)
      update({
        window,
        isReady: true,
        error: undefined,
        ...(page.isIndexComplete === undefined ? {} : { isIndexComplete: page.isIndexComplete }),
      })
    } catch (error) {
      if (mine === generation) update({ error })
    }
  }

  function fill(): void {
    if (state.error !== undefined) return
    for (const load of planLoads(state.window, shown.from, shown.to)) {
      const key = loadKey(load)
      if (under.size >= mostCallsAtOnce || under.has(key)) continue
      const mine = generation
      const call = ask(load).finally(() => {
        if (mine !== generation) return
        under.delete(key)
        fill()
      })
      under.set(key, call)
    }
  }

  async function count(): Promise<number | undefined> {
    const mine = generation
    try {
      const answer = await client.traces.count({ filter }, { signal: abort.signal })
      return mine === generation ? answer.count : undefined
    } catch {
      // The rows themselves say when the engine is gone; without a count the list still works.
      return undefined
    }
  }

  async function countFirst(): Promise<void> {
    const total = await count()
    if (total !== undefined) {
      update({ window: withTotal(state.window, total) })
      doubtUntilMs = performance.now() + eventDelayMs
      fill()
    }
  }

  /** Takes those at the top that are not in the list yet out of the total. False when everything had to be asked for again. */
  async function correctTotal(): Promise<boolean> {
    const mine = generation
    const { total, pages } = state.window
    if (!isNewestFirst || total === undefined || pages.length === 0 || state.window.gapAt === undefined) return true
    const page = await client.traces.list({ filter, sort, limit: pageRows }, { signal: abort.signal })
    if (mine !== generation) return false
    const taken = prependArrived(state.window, page)
    if (taken === undefined) {
      await reload()
      return false
    }
    update({ window: withTotal(state.window, total - taken.added) })
    return true
  }

  async function countArrived(): Promise<void> {
    if (isDoubtful) {
      isDoubtful = false
      try {
        if (!(await correctTotal())) return
      } catch {
        // As without a count: the next event asks again.
        return
      }
    }
    const total = await count()
    if (total === undefined) return
    const known = state.window.gapAt === undefined ? rowCount(state.window) : state.window.total
    if (known === undefined) update({ window: withTotal(state.window, total) })
    else if (total - known !== state.arrived) update({ arrived: Math.max(0, total - known) })
  }

  function countSoon(): void {
    if (countTimer !== undefined) return
    countTimer = setTimeout(() => {
      countTimer = undefined
      void countArrived()
    }, countPauseMs)
  }

  function patchSoon(): void {
    if (patchTimer !== undefined || changedIds.size === 0) return
    patchTimer = setTimeout(() => {
      patchTimer = undefined
      void patch()
    }, patchPauseMs)
  }

  async function patch(): Promise<void> {
    const mine = generation
    const traceIds = [...changedIds].slice(0, 200)
    for (const traceId of traceIds) changedIds.delete(traceId)
    try {
      const ofThese: TraceFilter = { traceIds, ...(filter.deleted === true ? { deleted: true } : {}) }
      const page = await client.traces.list({ filter: ofThese, sort, limit: 200 }, { signal: abort.signal })
      if (mine === generation) update({ window: patchRows(state.window, page.rows) })
    } catch {
      // Rows keep their old values; the next event or visit asks again.
    }
    patchSoon()
  }

  /** Everything anew; the old rows stay on screen until the new ones are there. */
  async function reload(): Promise<void> {
    generation += 1
    const mine = generation
    abort.abort()
    abort = new AbortController()
    under.clear()
    changedIds.clear()
    doubtUntilMs = Number.POSITIVE_INFINITY
    try {
      const [page, total] = await Promise.all([
        client.traces.list({ filter, sort, limit: pageRows }, { signal: abort.signal }),
        count(),
      ])
      if (mine !== generation) return
      const first = applyLoad(emptyWindow, { kind: 'start', limit: pageRows }, page)
      update({
        window: total === undefined ? first : withTotal(first, total),
        isReady: true,
        error: undefined,
        arrived: 0,
        isIndexComplete: page.isIndexComplete,
      })
      doubtUntilMs = performance.now() + eventDelayMs
      fill()
    } catch (error) {
      if (mine === generation) update({ error })
    }
  }

  async function restart(): Promise<void> {
    shown = { from: 0, to: 50 }
    await reload()
  }

  async function settle(from: number, to: number): Promise<void> {
    const before = shown
    shown = { from, to }
    const mine = generation
    for (;;) {
      fill()
      if (under.size === 0 || mine !== generation || state.error !== undefined) break
      await Promise.race(under.values())
    }
    if (mine !== generation) return
    shown = before
    fill()
  }

  fill()
  void countFirst()

  return {
    filter,
    sort,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => state,
    show(from, to) {
      if (shown.from === from && shown.to === to) return
      shown = { from, to }
      fill()
    },
    retry() {
      update({ error: undefined })
      fill()
      if (state.window.total === undefined) void countFirst()
    },
    restart,
    reload,
    onTraces(event) {
      const loaded = loadedIds(state.window)
      if (event.kind === 'deleted') {
        const gone = new Set(event.traceIds)
        update({ window: removeRows(state.window, gone) })
        if (event.more) void reload()
        else fill()
        countSoon()
        return
      }
      const known = event.more ? [...loaded] : event.traceIds.filter((traceId) => loaded.has(traceId))
      for (const traceId of known) changedIds.add(traceId)
      patchSoon()
      if (!event.more && known.length === event.traceIds.length) return
      if (performance.now() < doubtUntilMs) isDoubtful = true
      countSoon()
    },
    async takeArrived() {
      const mine = generation
      const expected = state.arrived
      if (!isNewestFirst || state.window.pages.length === 0) return reload()
      try {
        const page = await client.traces.list({ filter, sort, limit: pageRows }, { signal: abort.signal })
        if (mine !== generation) return
        const taken = prependArrived(state.window, page)
        // An import of older traces lands in the middle.
        if (taken === undefined || taken.added < expected) return reload()
        update({ window: taken.window, arrived: 0 })
        countSoon()
      } catch (error) {
        if (mine === generation) update({ error })
      }
    },
    async idsBetween(from, to) {
      const ids: string[] = []
      const step = 1_000
      for (let start = from; start <= to; start += step) {
        const end = Math.min(to + 1, start + step)
        await settle(start, end)
        for (let index = start; index < end; index++) {
          const row = findRow(state.window, index)
          if (row !== undefined) ids.push(row.traceId)
        }
      }
      return ids
    },
    async neighbour(traceId, step) {
      const index = indexOfTrace(state.window, traceId)
      if (index < 0) return undefined
      const next = index + step
      if (next < 0 || next >= rowCount(state.window)) return undefined
      if (findRow(state.window, next) === undefined) await settle(next, next + 1)
      shown = { from: Math.max(0, next - 25), to: next + 25 }
      fill()
      return findRow(state.window, next)
    },
    close() {
      generation += 1
      abort.abort()
      clearTimeout(patchTimer)
      clearTimeout(countTimer)
      listeners.clear()
    },
  }
}

/** Identity of a list: what it asks for. */
export function loaderKey(filter: TraceFilter, sort: TraceSort): string {
  return `${filterKey(filter)} ${JSON.stringify(sort)}`
}
