/**
 * The trace list's rows as a bounded window over keyset pages.
 *
 * The store pages by cursor only, while a scrollbar wants positions. So the window keeps a chain of page *entries*
 * (cursors, ids and counts: about 200 bytes each) for everything walked through, and the rows themselves only near
 * what is on screen. Dropped rows come back through the cursor of the page before them. What has not been walked
 * yet is one gap, shown as skeleton rows; it shrinks from both ends, as the End key starts a chain at the far end.
 *
 * Everything here is pure: `planLoads` says what to ask for, `apply…` returns the next window. Positions of loaded
 * rows never move when other rows load, because the gap gives up exactly what the chain gains.
 */
import type { TraceRow } from '../../../shared/model/trace.ts'

export interface RowPage {
  /** Absent while dropped from memory. */
  rows: readonly TraceRow[] | undefined
  count: number
  firstId: string
  lastId: string
  /** Cursor of the first row, to page towards the start; absent when nothing lies before. */
  before: string | undefined
  /** Cursor of the last row, to page towards the end; absent when nothing lies after. */
  after: string | undefined
}

export interface RowWindow {
  pages: readonly RowPage[]
  /** Row index of each page's first row, gap included, plus one entry for the end. */
  starts: readonly number[]
  /** The gap lies before `pages[gapAt]` (or after all pages); undefined when every row is reachable in the chain. */
  gapAt: number | undefined
  gapRows: number
  /** How many rows match, as counted; undefined until known. */
  total: number | undefined
}

export interface ListedPage {
  rows: readonly TraceRow[]
  previousCursor?: string | undefined
  nextCursor?: string | undefined
}

/** One call to make: where its answer belongs and what to ask. */
export type RowLoad =
  | { kind: 'start'; limit: number }
  | { kind: 'end'; limit: number }
  | { kind: 'afterGapStart'; cursor: string; limit: number }
  | { kind: 'beforeGapEnd'; cursor: string; limit: number }
  | { kind: 'reload'; firstId: string; cursor: string; direction: 'after' | 'before'; limit: number }

export const pageRows = 100
/** Longest page the contract allows, used to walk quickly through a gap. */
const walkRows = 500
/** Rows kept in memory on each side of what is on screen. */
export const keptRows = 1_200
/** Rows asked for ahead of the screen. */
const aheadRows = 150
/**
 * Most rows the scroll area stands for. Browsers clip elements near 33 million device pixels: 500,000 rows of 30 px
 * are under half of that, so 200 % zoom still reaches the end. Only the gap is shortened; rows loaded are all there.
 */
const mostRows = 500_000

export const emptyWindow: RowWindow = { pages: [], starts: [0], gapAt: 0, gapRows: pageRows, total: undefined }

/** Rows of the scroll area, gap included. */
export function rowCount(window: RowWindow): number {
  return window.starts[window.starts.length - 1] ?? 0
}

/** Index of the gap's first row; undefined without a gap. */
function gapStart(window: RowWindow): number | undefined {
  if (window.gapAt === undefined) return undefined
  return window.gapAt === window.pages.length
    ? rowCount(window) - window.gapRows
    : (window.starts[window.gapAt] ?? 0) - window.gapRows
}

function build(pages: readonly RowPage[], gapAt: number | undefined, total: number | undefined): RowWindow {
  let loaded = 0
  for (const page of pages) loaded += page.count
  const wanted = total === undefined ? pageRows : total - loaded
  const gapRows = gapAt === undefined ? 0 : Math.max(1, Math.min(wanted, mostRows - loaded))
  const starts: number[] = []
  let at = 0
  for (const [index, page] of pages.entries()) {
    if (index === gapAt) at += gapRows
    starts.push(at)
    at += page.count
  }
  if (gapAt === pages.length) at += gapRows
  starts.push(at)
  return { pages, starts, gapAt, gapRows, total }
}

/** Index of the page that holds row `index`; -1 in the gap or outside. */
function pageAt(window: RowWindow, index: number): number {
  let low = 0
  let high = window.pages.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const start = window.starts[middle] ?? 0
    const page = window.pages[middle] as RowPage
    if (index < start) high = middle - 1
    else if (index >= start + page.count) low = middle + 1
    else return middle
  }
  return -1
}

/** The row at an index, or undefined where it is not in memory. */
export function findRow(window: RowWindow, index: number): TraceRow | undefined {
  const at = pageAt(window, index)
  if (at < 0) return undefined
  return window.pages[at]?.rows?.[index - (window.starts[at] ?? 0)]
}

/** Index of a trace among the rows in memory, -1 when it is not there. */
export function indexOfTrace(window: RowWindow, traceId: string): number {
  for (const [at, page] of window.pages.entries()) {
    const inside = page.rows?.findIndex((row) => row.traceId === traceId) ?? -1
    if (inside >= 0) return (window.starts[at] ?? 0) + inside
  }
  return -1
}

/** Ids of the rows in memory, for deciding which change events matter. */
export function loadedIds(window: RowWindow): Set<string> {
  const ids = new Set<string>()
  for (const page of window.pages) for (const row of page.rows ?? []) ids.add(row.traceId)
  return ids
}

function toPage(listed: ListedPage): RowPage {
  return {
    rows: listed.rows,
    count: listed.rows.length,
    firstId: listed.rows[0]?.traceId ?? '',
    lastId: listed.rows[listed.rows.length - 1]?.traceId ?? '',
    before: listed.previousCursor,
    after: listed.nextCursor,
  }
}

/**
 * What to ask for so that rows `from` to `to` (exclusive) can be shown: at most one walk into the gap, and the
 * dropped pages in view. The caller leaves out what it is already waiting for.
 */
export function planLoads(window: RowWindow, from: number, to: number): RowLoad[] {
  if (window.pages.length === 0) return window.gapAt === undefined ? [] : [{ kind: 'start', limit: pageRows }]
  const loads: RowLoad[] = []
  const first = Math.max(0, from - aheadRows)
  const last = to + aheadRows
  for (const [at, page] of window.pages.entries()) {
    const start = window.starts[at] ?? 0
    if (page.rows !== undefined || page.count === 0 || start >= last || start + page.count <= first) continue
    const load = reloadOf(window, at)
    if (load !== undefined) loads.push(load)
  }
  const gap = gapStart(window)
  if (gap !== undefined && gap < last && gap + window.gapRows > first) {
    const walk = walkOf(window, gap, from, to)
    if (walk !== undefined) loads.push(walk)
  }
  return loads
}

function reloadOf(window: RowWindow, at: number): RowLoad | undefined {
  const page = window.pages[at] as RowPage
  const previous = at === window.gapAt ? undefined : window.pages[at - 1]
  // One row more than before, so that a row that arrived inside shows up and the cut at the next page is seen.
  const limit = Math.min(walkRows, page.count + 1)
  if (previous?.after !== undefined) {
    return { kind: 'reload', firstId: page.firstId, cursor: previous.after, direction: 'after', limit }
  }
  const next = at + 1 === window.gapAt ? undefined : window.pages[at + 1]
  if (next?.before === undefined) return undefined
  return { kind: 'reload', firstId: page.firstId, cursor: next.before, direction: 'before', limit: page.count }
}

function walkOf(window: RowWindow, gap: number, from: number, to: number): RowLoad | undefined {
  const gapAt = window.gapAt as number
  const above = window.pages[gapAt - 1]
  const below = window.pages[gapAt]
  const depth = from - gap
  const height = gap + window.gapRows - to
  const isNearEnd = height < depth
  const limit = Math.min(depth, height) > pageRows ? walkRows : pageRows
  if (below === undefined && isNearEnd && depth > 2 * walkRows) return { kind: 'end', limit: pageRows }
  if (below?.before !== undefined && (isNearEnd || above?.after === undefined)) {
    return { kind: 'beforeGapEnd', cursor: below.before, limit }
  }
  if (above?.after !== undefined) return { kind: 'afterGapStart', cursor: above.after, limit }
  return undefined
}

/** Stable name of a load, so that the same one is not sent twice at a time. */
export function loadKey(load: RowLoad): string {
  return load.kind === 'reload'
    ? `reload ${load.firstId}`
    : load.kind === 'start' || load.kind === 'end'
      ? load.kind
      : 'walk'
}

/** Puts an answer in its place. An answer the window has no place for any more changes nothing. */
export function applyLoad(window: RowWindow, load: RowLoad, listed: ListedPage): RowWindow {
  const page = toPage(listed)
  switch (load.kind) {
    case 'start':
      if (window.pages.length > 0) return window
      return build(page.count === 0 ? [] : [page], page.after === undefined ? undefined : 1, window.total)
    case 'end':
      return window.gapAt === window.pages.length ? joinTail(window, page) : window
    case 'afterGapStart':
      return window.pages[(window.gapAt ?? 0) - 1]?.after === load.cursor ? extendDown(window, page) : window
    case 'beforeGapEnd':
      return window.gapAt !== undefined && window.pages[window.gapAt]?.before === load.cursor
        ? extendUp(window, page)
        : window
    case 'reload':
      return applyReload(window, load, page)
  }
}

function joinTail(window: RowWindow, page: RowPage): RowWindow {
  if (page.count === 0) return build(window.pages, undefined, window.total)
  const above = window.pages[window.pages.length - 1]
  const overlap = above === undefined ? -1 : (page.rows ?? []).findIndex((row) => row.traceId === above.lastId)
  if (overlap >= 0) {
    const rest = cutRows(page, overlap + 1, page.count)
    return build(rest.count === 0 ? window.pages : [...window.pages, rest], undefined, window.total)
  }
  const isAll = page.before === undefined
  return build([...window.pages, page], isAll ? undefined : window.pages.length, window.total)
}

function cutRows(page: RowPage, from: number, to: number): RowPage {
  const rows = (page.rows ?? []).slice(from, to)
  return {
    ...page,
    rows,
    count: rows.length,
    firstId: rows[0]?.traceId ?? page.firstId,
    lastId: rows[rows.length - 1]?.traceId ?? page.lastId,
  }
}

function extendDown(window: RowWindow, page: RowPage): RowWindow {
  const gapAt = window.gapAt as number
  const head = window.pages.slice(0, gapAt)
  const tail = window.pages.slice(gapAt)
  const meets = tail[0] === undefined ? -1 : (page.rows ?? []).findIndex((row) => row.traceId === tail[0]?.firstId)
  if (meets >= 0) {
    // The cut page keeps the cursor of its own last row unknown: the next page's `before` leads back to it.
    const cut = { ...cutRows(page, 0, meets), after: meets === page.count ? page.after : undefined }
    return build([...head, ...(cut.count === 0 ? [] : [cut]), ...tail], undefined, window.total)
  }
  const pages = page.count === 0 ? head : [...head, page]
  if (page.after === undefined) return build(pages, undefined, window.total)
  return build([...pages, ...tail], pages.length, window.total)
}

function extendUp(window: RowWindow, page: RowPage): RowWindow {
  const gapAt = window.gapAt as number
  const head = window.pages.slice(0, gapAt)
  const tail = window.pages.slice(gapAt)
  const lastId = head[head.length - 1]?.lastId
  const meets = lastId === undefined ? -1 : (page.rows ?? []).findIndex((row) => row.traceId === lastId)
  if (meets >= 0) {
    const cut = cutRows(page, meets + 1, page.count)
    return build([...head, ...(cut.count === 0 ? [] : [cut]), ...tail], undefined, window.total)
  }
  if (page.count === 0 || page.before === undefined) {
    return build([...head, ...(page.count === 0 ? [] : [page]), ...tail], undefined, window.total)
  }
  return build([...head, page, ...tail], gapAt, window.total)
}

function applyReload(window: RowWindow, load: RowLoad & { kind: 'reload' }, page: RowPage): RowWindow {
  const at = window.pages.findIndex((each) => each.firstId === load.firstId && each.rows === undefined)
  if (at < 0) return window
  const old = window.pages[at] as RowPage
  const next = at + 1 === window.gapAt ? undefined : window.pages[at + 1]
  const previous = at === window.gapAt ? undefined : window.pages[at - 1]
  let rows = page.rows ?? []
  const end = next === undefined ? -1 : rows.findIndex((row) => row.traceId === next.firstId)
  if (end >= 0) rows = rows.slice(0, end)
  const begin = previous === undefined ? -1 : rows.findIndex((row) => row.traceId === previous.lastId)
  if (begin >= 0) rows = rows.slice(begin + 1)
  if (end < 0 && rows.length > old.count) rows = rows.slice(0, old.count)
  const pages = window.pages.with(at, {
    ...old,
    rows,
    count: rows.length,
    firstId: rows[0]?.traceId ?? old.firstId,
    lastId: rows[rows.length - 1]?.traceId ?? old.lastId,
  })
  return build(pages, window.gapAt, window.total)
}

/** Drops rows far from `from`…`to`. The first and the last page stay: they have no neighbour to come back through. */
export function dropFarRows(window: RowWindow, from: number, to: number): RowWindow {
  let changed = false
  const pages = window.pages.map((page, at) => {
    const start = window.starts[at] ?? 0
    const isFar = start > to + keptRows || start + page.count < from - keptRows
    const isPinned = at === 0 || at === window.pages.length - 1 || reloadOf(window, at) === undefined
    if (page.rows === undefined || !isFar || isPinned) return page
    changed = true
    return { ...page, rows: undefined }
  })
  return changed ? { ...window, pages } : window
}

/** Takes the count in; only the gap's height changes. */
export function withTotal(window: RowWindow, total: number): RowWindow {
  return build(window.pages, window.gapAt, total)
}

/** Replaces rows that changed, each in its place, whatever the sort: nothing jumps under the reader. */
export function patchRows(window: RowWindow, rows: readonly TraceRow[]): RowWindow {
  const byId = new Map(rows.map((row) => [row.traceId, row]))
  let changed = false
  const pages = window.pages.map((page) => {
    if (!page.rows?.some((row) => byId.has(row.traceId))) return page
    changed = true
    return { ...page, rows: page.rows.map((row) => byId.get(row.traceId) ?? row) }
  })
  return changed ? { ...window, pages } : window
}

/** Removes rows that left the list (deleted, restored). */
export function removeRows(window: RowWindow, traceIds: ReadonlySet<string>): RowWindow {
  let removed = 0
  const pages = window.pages.map((page) => {
    const rows = page.rows?.filter((row) => !traceIds.has(row.traceId))
    if (rows === undefined || rows.length === page.count) return page
    removed += page.count - rows.length
    return {
      ...page,
      rows,
      count: rows.length,
      firstId: rows[0]?.traceId ?? page.firstId,
      lastId: rows[rows.length - 1]?.traceId ?? page.lastId,
    }
  })
  if (removed === 0) return window
  return build(pages, window.gapAt, window.total === undefined ? undefined : Math.max(0, window.total - removed))
}

/**
 * Puts rows that arrived before the first one at the top. `listed` is a fresh first page; the answer is undefined
 * when more arrived than it holds or nothing was loaded, so the caller starts over.
 */
export function prependArrived(
  window: RowWindow,
  listed: ListedPage,
): { window: RowWindow; added: number } | undefined {
  const first = window.pages[0]
  if (first === undefined) return undefined
  const meets = listed.rows.findIndex((row) => row.traceId === first.firstId)
  if (meets < 0) return undefined
  if (meets === 0) return { window: patchRows(window, listed.rows), added: 0 }
  const rows = listed.rows.slice(0, meets)
  const merged: RowPage = {
    ...first,
    rows: [...rows, ...(first.rows ?? [])],
    count: first.count + rows.length,
    firstId: rows[0]?.traceId ?? first.firstId,
    before: undefined,
  }
  const total = window.total === undefined ? undefined : window.total + rows.length
  return {
    window: patchRows(build(window.pages.with(0, merged), window.gapAt, total), listed.rows),
    added: rows.length,
  }
}
