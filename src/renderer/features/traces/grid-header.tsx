import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import type { TraceSort } from '../../../shared/model/trace.ts'
import { useT } from '../../i18n/i18n.ts'
import { type ColumnLayout, columnWidth, leastWidth, mostWidth, setWidth } from './column-layout.ts'
import { findSortColumn, isNumberColumn, isSortedBy } from './column-sort.ts'
import { sortBy } from './list-store.ts'
import css from './trace-grid.module.css'
import { useColumnName } from './use-column-name.ts'

/** Step of the arrow keys on a column border. */
const keyStepPx = 8

export function GridHeader({
  columns,
  newColumns,
  layout,
  sort,
  isAllSelected,
  onSelectAll,
  onLayout,
}: {
  columns: readonly string[]
  newColumns: ReadonlySet<string>
  layout: ColumnLayout
  sort: TraceSort
  isAllSelected: boolean | 'some'
  onSelectAll: () => void
  onLayout: (layout: ColumnLayout) => void
}) {
  const t = useT()
  return (
    <div role="row" aria-rowindex={1} className={css.header}>
      <div role="columnheader" aria-colindex={1} className={css.headerCell} data-column="select">
        <input
          type="checkbox"
          className={css.checkbox}
          aria-label={t('traces.command.selectAll')}
          checked={isAllSelected === true}
          ref={(box) => {
            if (box !== null) box.indeterminate = isAllSelected === 'some'
          }}
          onChange={onSelectAll}
        />
      </div>
      {columns.map((columnId, at) => (
        <HeaderCell
          key={columnId}
          columnId={columnId}
          colIndex={at + 2}
          isNew={newColumns.has(columnId)}
          sort={sort}
          widthPx={columnWidth(layout, columnId)}
          onWidth={(widthPx) => onLayout(setWidth(layout, columnId, widthPx))}
        />
      ))}
    </div>
  )
}

function HeaderCell({
  columnId,
  colIndex,
  isNew,
  sort,
  widthPx,
  onWidth,
}: {
  columnId: string
  colIndex: number
  isNew: boolean
  sort: TraceSort
  widthPx: number
  onWidth: (widthPx: number) => void
}) {
  const t = useT()
  const name = useColumnName()(columnId)
  const sortColumn = findSortColumn(columnId)
  const isSorted = isSortedBy(sort, columnId)
  const Arrow = sort.direction === 'asc' ? IconArrowUp : IconArrowDown
  return (
    <div
      role="columnheader"
      aria-colindex={colIndex}
      aria-sort={isSorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
      className={css.headerCell}
      data-column={columnId}
      data-number={isNumberColumn(columnId) || undefined}
      data-new={isNew || undefined}
    >
      {sortColumn === undefined ? (
        <span className={css.headerName} title={name}>
          {name}
        </span>
      ) : (
        <button
          type="button"
          className={css.sortButton}
          data-sorted={isSorted || undefined}
          title={t('traces.sort.by', { name })}
          onClick={() => sortBy(sortColumn)}
        >
          <span className={css.headerName}>{name}</span>
          {isSorted && <Arrow size={13} aria-hidden />}
        </button>
      )}
      <ResizeHandle label={t('traces.columns.resize', { name })} widthPx={widthPx} onWidth={onWidth} />
    </div>
  )
}

function ResizeHandle({
  label,
  widthPx,
  onWidth,
}: {
  label: string
  widthPx: number
  onWidth: (widthPx: number) => void
}) {
  const drag = useRef<{ startX: number; startPx: number } | undefined>(undefined)
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { startX: event.clientX, startPx: widthPx }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== undefined) onWidth(drag.current.startPx + event.clientX - drag.current.startX)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    onWidth(widthPx + (event.key === 'ArrowLeft' ? -keyStepPx : keyStepPx))
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={widthPx}
      aria-valuemin={leastWidth}
      aria-valuemax={mostWidth}
      className={css.resize}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = undefined
      }}
      onKeyDown={onKeyDown}
    />
  )
}
