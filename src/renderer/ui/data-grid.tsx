/**
 * A table of any length: only the rows on screen exist. One focusable grid whose `aria-activedescendant` is the row
 * with the cursor, so that the keyboard keeps its place when rows come and go. Arrows, Home, End, Page keys and
 * Enter work while it has the focus; letters are the screen's commands. With a `cellCursor`, Left and Right move among its
 * columns and the active cell is the descendant.
 */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import css from './data-grid.module.css'
import { stepId } from './grid-steps.ts'

/** Gives the keys to the table on screen. */
export function focusGrid(): void {
  document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })
}

/** Enter belongs to whatever has the focus, unless that is a table or nothing. */
export function isGridFocused(): boolean {
  const focused = document.activeElement
  return focused === null || focused === document.body || focused.closest('[role="grid"]') === focused
}

/** The token `--assay-row`. */
const rowHeightPx = 30

export interface GridColumn<Row> {
  id: string
  name: string
  /** Shown on hover of the header, where the name alone is not enough. */
  title?: string | undefined
  widthPx: number
  /** Shares what room is left. */
  isStretched?: boolean
  isNumber?: boolean
  /** Present on columns that sort; `direction` on the one that does now. */
  sort?: { direction?: 'asc' | 'desc' | undefined; label: string; onSort: () => void } | undefined
  render: (row: Row) => ReactNode
}

export interface CellCursor {
  /** Columns that take it, in their order. */
  columnIds: readonly string[]
  columnId: string
  onColumn: (columnId: string) => void
}

export function DataGrid<Row>({
  label,
  columns,
  rows,
  idOf,
  total,
  isBusy = false,
  activeId,
  onActive,
  onOpen,
  onEnd,
  cellCursor,
}: {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: readonly Row[]
  idOf: (row: Row) => string
  /** Rows there are, where not all are loaded. */
  total?: number | undefined
  isBusy?: boolean
  activeId: string | undefined
  onActive: (id: string) => void
  onOpen?: ((row: Row) => void) | undefined
  /** Called whenever the last loaded row is near; the caller loads more or does nothing. */
  onEnd?: (() => void) | undefined
  cellCursor?: CellCursor | undefined
}) {
  const prefix = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollMargin: rowHeightPx,
    scrollPaddingStart: rowHeightPx,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items[items.length - 1]?.index ?? 0
  const activeIndex = activeId === undefined ? -1 : rows.findIndex((row) => idOf(row) === activeId)
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 1) onEnd?.()
  }, [last, rows.length, onEnd])
  useEffect(() => {
    if (activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: 'auto' })
  }, [activeIndex, virtual])
  useEffect(() => {
    const focused = document.activeElement
    if (focused === null || focused === document.body) scroller.current?.focus({ preventScroll: true })
  }, [])

  const step = (count: number) => {
    const next = stepId(rows.map(idOf), activeId, count)
    if (next !== undefined) onActive(next)
  }
  const stepColumn = (count: number) => {
    const next = cellCursor === undefined ? undefined : stepId(cellCursor.columnIds, cellCursor.columnId, count)
    if (next !== undefined) cellCursor?.onColumn(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    // A little less than a screen, so that one row stays as an anchor for the eye.
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeightPx) - 2)
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'PageDown') step(pageRows)
    else if (event.key === 'PageUp') step(-pageRows)
    else if (event.key === 'Home') step(-rows.length)
    else if (event.key === 'End') step(rows.length)
    else if (event.key === 'ArrowLeft' && cellCursor !== undefined) stepColumn(-1)
    else if (event.key === 'ArrowRight' && cellCursor !== undefined) stepColumn(1)
    else if (event.key === 'Enter' && onOpen !== undefined) {
      const active = rows[activeIndex]
      if (active === undefined) return
      onOpen(active)
    } else return
    event.preventDefault()
  }

  const hasStretched = columns.some((column) => column.isStretched === true)
  const style = {
    '--grid-columns': columns
      .map(({ widthPx, isStretched }, at) =>
        isStretched === true || (!hasStretched && at === columns.length - 1)
          ? `minmax(${widthPx}px, 1fr)`
          : `${widthPx}px`,
      )
      .join(' '),
    '--grid-width': `${columns.reduce((sum, column) => sum + column.widthPx, 0)}px`,
  } as CSSProperties
  const activeDomId = `${prefix}${activeIndex}${cellCursor === undefined ? '' : `-${cellCursor.columnId}`}`
  const isActiveShown = activeIndex >= first && activeIndex <= last && activeIndex >= 0
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
      aria-colcount={columns.length}
      aria-busy={isBusy}
      aria-activedescendant={isActiveShown ? activeDomId : undefined}
      className={css.scroller}
      style={style}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={css.header}>
        {columns.map((column, at) => (
          <HeaderCell key={column.id} column={column} colIndex={at + 1} />
        ))}
      </div>
      <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
            <div
              key={item.index}
              id={`${prefix}${item.index}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={item.index + 2}
              aria-selected={item.index === activeIndex}
              className={css.row}
              data-active={item.index === activeIndex || undefined}
              data-row-id={idOf(row)}
              style={{ transform: `translateY(${item.start - rowHeightPx}px)` }}
              onClick={() => {
                // The keys belong to the grid, which stays when this row scrolls away.
                scroller.current?.focus({ preventScroll: true })
                onActive(idOf(row))
              }}
              onDoubleClick={() => onOpen?.(row)}
            >
              {columns.map((column, at) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
                <div
                  key={column.id}
                  id={cellCursor === undefined ? undefined : `${prefix}${item.index}-${column.id}`}
                  role="gridcell"
                  tabIndex={cellCursor === undefined ? undefined : -1}
                  data-active-cell={(item.index === activeIndex && cellCursor?.columnId === column.id) || undefined}
                  onClick={
                    cellCursor?.columnIds.includes(column.id) === true
                      ? () => cellCursor.onColumn(column.id)
                      : undefined
                  }
                  aria-colindex={at + 1}
                  className={css.cell}
                  data-number={column.isNumber || undefined}
                >
                  {column.render(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function HeaderCell<Row>({ column, colIndex }: { column: GridColumn<Row>; colIndex: number }) {
  const { name, sort } = column
  const direction = sort?.direction
  const Arrow = direction === 'asc' ? IconArrowUp : IconArrowDown
  return (
    <div
      role="columnheader"
      aria-colindex={colIndex}
      {...(sort === undefined
        ? {}
        : { 'aria-sort': direction === undefined ? 'none' : direction === 'asc' ? 'ascending' : 'descending' })}
      className={css.headerCell}
      data-number={column.isNumber || undefined}
    >
      {sort === undefined ? (
        <span className={css.headerName} title={column.title ?? name}>
          {name}
        </span>
      ) : (
        <button
          type="button"
          className={css.sortButton}
          data-sorted={direction !== undefined || undefined}
          title={sort.label}
          onClick={sort.onSort}
        >
          <span className={css.headerName}>{name}</span>
          {direction !== undefined && <Arrow size={13} aria-hidden />}
        </button>
      )}
    </div>
  )
}
