/**
 * The table of traces: only the rows on screen exist. One focusable grid whose `aria-activedescendant` is the row
 * with the cursor, so that the keyboard never loses its place when rows come and go.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react'
import { useT } from '../../i18n/i18n.ts'
import { type ColumnLayout, columnWidth, gridTemplate, pinnedWidth } from './column-layout.ts'
import { GridHeader } from './grid-header.tsx'
import { extendTo, followActive, moveTo, openAt, toggleActive, toggleAll, toggleAt } from './list-actions.ts'
import { useList } from './list-store.ts'
import type { RowLoader, RowsSnapshot } from './row-loader.ts'
import { findRow, rowCount } from './row-window.ts'
import { isEmpty, isSelected } from './selection.ts'
import css from './trace-grid.module.css'
import { rowElementId, TraceGridRow } from './trace-row.tsx'
import { useNewColumns } from './use-new-columns.ts'

/** The token `--assay-row`. */
const rowHeightPx = 30
const selectWidthPx = 36

export function TraceGrid({
  loader,
  rows,
  columns,
  names,
  layout,
  onLayout,
  onTop,
}: {
  loader: RowLoader
  rows: RowsSnapshot
  columns: readonly string[]
  /** Assessment names in use; undefined while they are not known. */
  names: readonly string[] | undefined
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
  /** Tells whether the list is scrolled to its top. */
  onTop: (isAtTop: boolean) => void
}) {
  const t = useT()
  const scroller = useRef<HTMLDivElement>(null)
  const newColumns = useNewColumns(scroller, columns, names)
  const activeIndex = useList((state) => state.activeIndex)
  const selection = useList((state) => state.selection)
  const sort = useList((state) => state.sort)
  const count = rowCount(rows.window)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollMargin: rowHeightPx,
    scrollPaddingStart: rowHeightPx,
    initialOffset: useList.getState().scrollTopPx,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items[items.length - 1]?.index ?? 0

  useEffect(() => {
    if (count > 0) loader.show(first, last + 1)
  }, [loader, first, last, count])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another loader is another list, from its own place
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const { scrollTopPx } = useList.getState()
    element.scrollTop = scrollTopPx
    onTop(scrollTopPx === 0)
    if (document.activeElement === document.body || document.activeElement === null) {
      element.focus({ preventScroll: true })
    }
  }, [loader, onTop])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads the rows from the loader
  useEffect(followActive, [rows.window])
  useEffect(() => {
    if (activeIndex !== undefined && useList.getState().activeIndex === activeIndex) {
      virtual.scrollToIndex(activeIndex, { align: 'auto' })
    }
  }, [activeIndex, virtual])

  const onPress = useCallback((index: number, event: MouseEvent) => {
    if (event.shiftKey) void extendTo(index)
    else if (event.ctrlKey || event.metaKey) toggleAt(index)
    else moveTo(index)
  }, [])
  const onToggle = useCallback((index: number, event: MouseEvent) => {
    if (event.shiftKey) void extendTo(index)
    else toggleAt(index)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    // Space cannot be a command: it belongs to whatever has the focus.
    if (event.key !== ' ' || event.target !== scroller.current) return
    event.preventDefault()
    toggleActive()
  }

  const pinnedPx = pinnedWidth(layout, columns)
  const gridWidthPx = columns.reduce((sum, columnId) => sum + columnWidth(layout, columnId), selectWidthPx)
  const style = {
    '--grid-columns': gridTemplate(layout, columns, selectWidthPx),
    '--grid-width': `${gridWidthPx}px`,
    '--pinned-width': `${selectWidthPx + pinnedPx}px`,
    '--select-width': `${selectWidthPx}px`,
  } as CSSProperties
  const isAll = selection.kind === 'filter' && selection.except.size === 0
  const isActiveShown = activeIndex !== undefined && activeIndex >= first && activeIndex <= last
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t('traces.list')}
      aria-rowcount={(rows.window.total ?? count) + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={!rows.isReady}
      aria-activedescendant={isActiveShown ? rowElementId(activeIndex) : undefined}
      className={css.scroller}
      data-pins-first={pinnedPx > 0 || undefined}
      style={style}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        const { scrollTop, scrollLeft } = event.currentTarget
        // Not by React: a line at the border of what stays is not worth drawing the list again.
        event.currentTarget.toggleAttribute('data-scrolled', scrollLeft > 0)
        useList.setState({ scrollTopPx: scrollTop })
        onTop(scrollTop === 0)
      }}
    >
      <GridHeader
        columns={columns}
        newColumns={newColumns}
        layout={layout}
        sort={sort}
        isAllSelected={isAll ? true : isEmpty(selection) ? false : 'some'}
        onSelectAll={toggleAll}
        onLayout={onLayout}
      />
      <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = findRow(rows.window, item.index)
          return (
            <TraceGridRow
              key={item.index}
              row={row}
              index={item.index}
              topPx={item.start - rowHeightPx}
              columns={columns}
              isActive={item.index === activeIndex}
              isSelected={row !== undefined && isSelected(selection, row.traceId)}
              onPress={onPress}
              onOpen={openAt}
              onToggle={onToggle}
            />
          )
        })}
      </div>
    </div>
  )
}
