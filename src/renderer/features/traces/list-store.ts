/** What the trace list is set to: filter, sort, selection, place. Interface state only; rows live in the loader. */
import { create } from 'zustand'
import type { TraceFilter, TraceSort } from '../../../shared/model/trace.ts'
import { noSelection, type Selection } from './selection.ts'

export interface ListState {
  filter: TraceFilter
  sort: TraceSort
  selection: Selection
  /**
   * Row with the cursor: keys act on it and the preview shows it. The index leads while the row is still being
   * loaded (End key); from then on the id does, so that arrivals above change nothing.
   */
  activeId: string | undefined
  activeIndex: number | undefined
  /** Where a Shift range starts, and what was selected before it. */
  anchorIndex: number
  rangeBase: Selection
  scrollTopPx: number
  /** The saved view in use, while its filter or sort may have been changed since. */
  viewId: string | undefined
  /** Assessment names the list has shown columns for; undefined before the first time. */
  knownNames: readonly string[] | undefined
}

export const newestFirst: TraceSort = { column: 'start', direction: 'desc' }

const initial: ListState = {
  filter: {},
  sort: newestFirst,
  selection: noSelection,
  activeId: undefined,
  activeIndex: undefined,
  anchorIndex: 0,
  rangeBase: noSelection,
  scrollTopPx: 0,
  viewId: undefined,
  knownNames: undefined,
}

export const useList = create<ListState>(() => initial)

/** Asks for other rows: the place and the selection belong to the old ones. */
export function showList(change: Partial<Pick<ListState, 'filter' | 'sort' | 'viewId'>>): void {
  const { filter: _filter, sort: _sort, viewId: _viewId, knownNames: _knownNames, ...place } = initial
  useList.setState({ ...place, ...change })
}

export function setFilter(filter: TraceFilter): void {
  showList({ filter })
}

/** Newest first, highest first: the way round that is asked for most; a second time turns it. */
export function sortBy(column: TraceSort['column']): void {
  const { sort } = useList.getState()
  const isSame = JSON.stringify(sort.column) === JSON.stringify(column)
  const isText = column === 'name' || column === 'model' || column === 'session' || column === 'user'
  const direction = isSame ? (sort.direction === 'asc' ? 'desc' : 'asc') : isText ? 'asc' : 'desc'
  showList({ sort: { column, direction } })
}

/** Replaces the selection; a Shift range from here on starts from it. */
export function select(selection: Selection): void {
  useList.setState({ selection, rangeBase: selection })
}

export function resetList(): void {
  useList.setState(initial)
}
