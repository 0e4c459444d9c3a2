/** What keys, menu and pointer do in the trace list: moving the cursor, selecting, opening. */
import { navigate } from '../../app/routes.ts'
import { currentLoader } from './current-loader.ts'
import { hasConditions } from './filter-conditions.ts'
import { select, setFilter, useList } from './list-store.ts'
import { findRow, indexOfTrace, rowCount } from './row-window.ts'
import { isEmpty, noSelection, selectAll, setSelected, toggle } from './selection.ts'

/** Puts the cursor on a row and forgets the range. */
export function moveTo(index: number): void {
  const { window } = currentLoader().snapshot()
  const last = rowCount(window) - 1
  if (last < 0) return
  const at = Math.min(last, Math.max(0, index))
  useList.setState({
    activeIndex: at,
    activeId: findRow(window, at)?.traceId,
    anchorIndex: at,
    rangeBase: useList.getState().selection,
  })
}

/** The first key press lands on the first row; later ones move by `step`. */
export function moveBy(step: number): void {
  const { activeIndex } = useList.getState()
  moveTo(activeIndex === undefined ? 0 : activeIndex + step)
}

/** Keeps cursor index and id together after rows loaded, arrived or left. */
export function followActive(): void {
  const { activeId, activeIndex } = useList.getState()
  if (activeIndex === undefined) return
  const { window } = currentLoader().snapshot()
  const here = findRow(window, activeIndex)
  if (here === undefined || here.traceId === activeId) return
  const index = activeId === undefined ? -1 : indexOfTrace(window, activeId)
  if (index >= 0) useList.setState({ activeIndex: index, anchorIndex: index })
  else useList.setState({ activeId: here.traceId })
}

/** Selects from the anchor to a row, and moves the cursor there. */
export async function extendTo(index: number): Promise<void> {
  const loader = currentLoader()
  const last = rowCount(loader.snapshot().window) - 1
  const to = Math.min(last, Math.max(0, index))
  const { anchorIndex, rangeBase } = useList.getState()
  useList.setState({ activeIndex: to, activeId: findRow(loader.snapshot().window, to)?.traceId })
  const ids = await loader.idsBetween(Math.min(anchorIndex, to), Math.max(anchorIndex, to))
  // Another key may have moved on meanwhile; its own range then holds.
  if (useList.getState().activeIndex === to) useList.setState({ selection: setSelected(rangeBase, ids, true) })
}

export function extendBy(step: number): void {
  const { activeIndex } = useList.getState()
  void extendTo((activeIndex ?? 0) + step)
}

export function toggleActive(): void {
  const { activeId, activeIndex, selection } = useList.getState()
  if (activeId === undefined) return
  select(toggle(selection, activeId))
  useList.setState({ anchorIndex: activeIndex ?? 0 })
}

export function toggleAt(index: number): void {
  const row = findRow(currentLoader().snapshot().window, index)
  if (row === undefined) return
  select(toggle(useList.getState().selection, row.traceId))
  useList.setState({ anchorIndex: index, activeIndex: index, activeId: row.traceId })
}

/** Everything the filter finds; a second time nothing. */
export function toggleAll(): void {
  const { filter, selection } = useList.getState()
  if (selection.kind === 'filter' && selection.except.size === 0) select(noSelection)
  else select(selectAll(filter))
}

export function openAt(index: number): void {
  const row = findRow(currentLoader().snapshot().window, index)
  if (row === undefined) return
  useList.setState({ activeIndex: index, activeId: row.traceId })
  navigate({ screen: 'trace', traceId: row.traceId })
}

export function openActive(): void {
  const { activeId } = useList.getState()
  if (activeId !== undefined) navigate({ screen: 'trace', traceId: activeId })
}

/** Escape: first the selection goes, then the filter stays as it is. */
export function clearSelection(): void {
  if (!isEmpty(useList.getState().selection)) select(noSelection)
}

/** Takes every condition away, but stays in the trash when that is what is shown. */
export function clearFilter(): void {
  const { filter } = useList.getState()
  if (hasConditions(filter)) setFilter(filter.deleted === true ? { deleted: true } : {})
}

export function showTrash(isShown: boolean): void {
  useList.setState({ viewId: undefined })
  setFilter(isShown ? { deleted: true } : {})
}
