import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyLoad,
  dropFarRows,
  emptyWindow,
  findRow,
  indexOfTrace,
  type ListedPage,
  loadedIds,
  patchRows,
  planLoads,
  prependArrived,
  type RowLoad,
  type RowWindow,
  removeRows,
  rowCount,
  withTotal,
} from '../../../../src/renderer/features/traces/row-window.ts'
import { makeRow } from './make-row.ts'

/** A list in sort order that pages by keyset as the contract says; a cursor is the key of a row. */
class FakeStore {
  keys: number[]
  constructor(count: number) {
    this.keys = Array.from({ length: count }, (_, index) => index * 10)
  }
  list(load: RowLoad): ListedPage {
    const limit = load.limit
    let from: number
    let to: number
    if (load.kind === 'start') [from, to] = [0, limit]
    else if (load.kind === 'end') [from, to] = [this.keys.length - limit, this.keys.length]
    else {
      const key = Number(load.cursor)
      const isAfter = load.kind === 'afterGapStart' || (load.kind === 'reload' && load.direction === 'after')
      if (isAfter) {
        const at = this.keys.findIndex((each) => each > key)
        from = at < 0 ? this.keys.length : at
        to = from + limit
      } else {
        const at = this.keys.findIndex((each) => each >= key)
        to = at < 0 ? this.keys.length : at
        from = to - limit
      }
    }
    const start = Math.max(0, from)
    const end = Math.min(this.keys.length, to)
    const keys = this.keys.slice(start, end)
    return {
      rows: keys.map((key) => makeRow(String(key))),
      previousCursor: start > 0 ? String(keys[0]) : undefined,
      nextCursor: end < this.keys.length ? String(keys[keys.length - 1]) : undefined,
    }
  }
  key(index: number): string {
    return String(this.keys[index])
  }
}

/** Loads until what is on screen needs nothing more, as the list does; returns how many calls that took. */
function settle(store: FakeStore, window: RowWindow, from: number, to: number): { window: RowWindow; calls: number } {
  let next = window
  let calls = 0
  for (;;) {
    const loads = planLoads(next, from, to)
    if (loads.length === 0) return { window: next, calls }
    for (const load of loads) {
      calls += 1
      expect(calls, 'the plan comes to an end').toBeLessThan(3_000)
      next = dropFarRows(applyLoad(next, load, store.list(load)), from, to)
    }
  }
}

function open(count: number): { store: FakeStore; window: RowWindow } {
  const store = new FakeStore(count)
  const first = applyLoad(emptyWindow, { kind: 'start', limit: 100 }, store.list({ kind: 'start', limit: 100 }))
  return { store, window: withTotal(first, count) }
}

describe('the row window', () => {
  test('stands for every row as soon as the count is known', () => {
    const { window } = open(200_000)
    expect(rowCount(window)).toBe(200_000)
    expect(findRow(window, 0)?.traceId).toBe('0')
    expect(findRow(window, 100)).toBeUndefined()
  })

  test('has no rows and no gap for an empty list', () => {
    const { window } = open(0)
    expect(rowCount(window)).toBe(0)
    expect(planLoads(window, 0, 30)).toEqual([])
  })

  test('loads ahead of the screen', () => {
    const { store, window } = open(1_000)
    const settled = settle(store, window, 0, 30)
    expect(findRow(settled.window, 150)?.traceId).toBe(store.key(150))
  })

  test('walks to any place and shows the right row there, with memory bounded', () => {
    const { store, window } = open(20_000)
    let next = window
    for (const at of [5_000, 12_345, 100, 19_970, 7_000]) {
      next = settle(store, next, at, at + 30).window
      for (let index = at; index < at + 30; index++) expect(findRow(next, index)?.traceId).toBe(store.key(index))
      expect(loadedIds(next).size).toBeLessThan(4_500)
      expect(rowCount(next)).toBe(20_000)
    }
  })

  test('reaches the end in a few calls, not by walking', () => {
    const { store, window } = open(200_000)
    const settled = settle(store, window, 199_970, 200_000)
    expect(settled.calls).toBeLessThan(6)
    expect(findRow(settled.window, 199_999)?.traceId).toBe(store.key(199_999))
  })

  test('shortens only the gap when a list is taller than a browser can lay out', () => {
    const { store, window } = open(900_000)
    expect(rowCount(window)).toBe(500_000)
    const settled = settle(store, window, 499_970, 500_000)
    expect(findRow(settled.window, 499_999)?.traceId).toBe(store.key(899_999))
  })

  test('never moves loaded rows when others load', () => {
    const { store, window } = open(5_000)
    const before = settle(store, window, 4_900, 4_930).window
    const index = indexOfTrace(before, store.key(4_910))
    const after = settle(store, before, 3_000, 3_030).window
    expect(index).toBe(4_910)
    expect(findRow(after, 4_910)?.traceId ?? store.key(4_910)).toBe(store.key(4_910))
    expect(rowCount(after)).toBe(rowCount(before))
  })

  test('comes back to the same rows after rows arrived above and were dropped from memory', () => {
    const { store, window } = open(6_000)
    let next = settle(store, window, 300, 330).window
    next = settle(store, next, 4_000, 4_030).window
    store.keys = [-30, -20, -10, ...store.keys]
    next = settle(store, next, 300, 330).window
    expect(findRow(next, 310)?.traceId).toBe('3100')
  })

  test('removes deleted rows and lowers the count', () => {
    const { window } = open(1_000)
    const next = removeRows(window, new Set(['0', '30']))
    expect(rowCount(next)).toBe(998)
    expect(findRow(next, 0)?.traceId).toBe('10')
    expect(findRow(next, 2)?.traceId).toBe('40')
  })

  test('shows a changed row in its old place', () => {
    const { window } = open(50)
    const next = patchRows(window, [makeRow('100', { state: 'ERROR' })])
    expect(findRow(next, 10)?.state).toBe('ERROR')
    expect(patchRows(window, [makeRow('not here')])).toBe(window)
  })

  test('puts arrivals on top, and starts over when there are more than a page of them', () => {
    const { store, window } = open(500)
    store.keys = [-20, -10, ...store.keys]
    const arrived = prependArrived(window, store.list({ kind: 'start', limit: 100 }))
    expect(arrived?.added).toBe(2)
    expect(findRow(arrived?.window as RowWindow, 0)?.traceId).toBe('-20')
    expect(rowCount(arrived?.window as RowWindow)).toBe(502)
    store.keys = [...Array.from({ length: 200 }, (_, index) => -3_000 + index), ...store.keys]
    expect(prependArrived(window, store.list({ kind: 'start', limit: 100 }))).toBeUndefined()
  })

  test('holds the rows of the list at every position, whatever the path through it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (count, places) => {
          const { store, window } = open(count)
          let next = window
          for (const place of places) {
            const from = Math.floor(place * Math.max(0, count - 30))
            next = settle(store, next, from, from + 30).window
            expect(rowCount(next)).toBe(count)
            for (let index = from; index < Math.min(count, from + 30); index++) {
              expect(findRow(next, index)?.traceId).toBe(store.key(index))
            }
          }
        },
      ),
      { seed: 20_261, numRuns: 60 },
    )
  })
})
