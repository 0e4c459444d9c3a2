import { type MouseEvent, memo } from 'react'
import type { TraceRow } from '../../../shared/model/trace.ts'
import { useT } from '../../i18n/i18n.ts'
import { isNumberColumn } from './column-sort.ts'
import { TraceCell } from './trace-cell.tsx'
import css from './trace-grid.module.css'

/** Id of a row's element, for `aria-activedescendant`. */
export function rowElementId(index: number): string {
  return `trace-row-${index}`
}

interface RowProps {
  row: TraceRow | undefined
  index: number
  topPx: number
  columns: readonly string[]
  isActive: boolean
  isSelected: boolean
  onPress: (index: number, event: MouseEvent) => void
  onOpen: (index: number) => void
  onToggle: (index: number, event: MouseEvent) => void
}

/** One line of the list; a skeleton of the same height until its row has come. */
export const TraceGridRow = memo(function TraceGridRow(props: RowProps) {
  const { row, index, topPx, columns, isActive, isSelected, onPress, onOpen, onToggle } = props
  const t = useT()
  const style = { transform: `translateY(${topPx}px)` }
  if (row === undefined) return <SkeletonRow index={index} columns={columns} style={style} />
  const name = row.name === '' ? t('traces.row.noName') : row.name
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      id={rowElementId(index)}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={css.row}
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      data-trace-id={row.traceId}
      style={style}
      onMouseDown={(event) => {
        // Shift-click selects rows, not their text.
        if (event.shiftKey) event.preventDefault()
      }}
      onClick={(event) => {
        // The keys belong to the grid, which stays when this row scrolls away.
        event.currentTarget.closest<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })
        onPress(index, event)
      }}
      onDoubleClick={() => onOpen(index)}
    >
      <div role="gridcell" aria-colindex={1} className={css.cell} data-column="select">
        {/* The row itself takes the keys (Space); the box is for the pointer. */}
        <input
          type="checkbox"
          tabIndex={-1}
          className={css.checkbox}
          checked={isSelected}
          aria-label={t('traces.row.select', { name })}
          onChange={() => undefined}
          onClick={(event) => {
            event.stopPropagation()
            onToggle(index, event)
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        />
      </div>
      {columns.map((columnId, at) => (
        <div
          key={columnId}
          role="gridcell"
          aria-colindex={at + 2}
          className={css.cell}
          data-column={columnId}
          data-number={isNumberColumn(columnId) || undefined}
        >
          <TraceCell row={row} columnId={columnId} />
        </div>
      ))}
    </div>
  )
})

function SkeletonRow({
  index,
  columns,
  style,
}: {
  index: number
  columns: readonly string[]
  style: { transform: string }
}) {
  const t = useT()
  return (
    <div role="row" aria-rowindex={index + 2} aria-busy className={css.row} style={style} data-skeleton>
      <div role="gridcell" aria-colindex={1} className={css.cell} aria-label={t('traces.row.loading')} />
      {columns.map((columnId, at) => (
        <div key={columnId} role="gridcell" aria-colindex={at + 2} className={css.cell}>
          <span className={css.skeleton} data-wide={(index + at) % 3} />
        </div>
      ))}
    </div>
  )
}
