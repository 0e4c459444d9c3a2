/**
 * The spans of a trace as a tree with a time axis beside it. Only the rows on screen exist, so 100,000 spans cost
 * what 40 do. One focusable tree; `aria-activedescendant` names the selected span.
 */

import { IconAlertTriangle, IconChevronDown, IconChevronRight, IconMessage2, IconUnlink } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, memo, type RefObject, useEffect, useMemo, useRef } from 'react'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { SpanTypeMark, spanTypeColor } from '../../ui/span-type.tsx'
import { hasChildren, rowOf } from './span-rows.ts'
import css from './span-tree.module.css'
import { listTicks, placeBar } from './time-axis.ts'
import type { TreeState } from './tree-state.ts'

const rowHeightPx = 26
const tickCount = 3
const indentPx = 12
/** From this depth on the steps get smaller, and at some point end: the name must stay readable. */
const fullIndents = 6
const deepIndentPx = 3
const mostDeepIndents = 14

/** Where a span's name starts. */
function indentOf(depth: number): number {
  const deep = Math.min(mostDeepIndents, Math.max(0, depth - fullIndents))
  return Math.min(depth, fullIndents) * indentPx + deep * deepIndentPx
}

function itemId(index: number): string {
  return `span-row-${index}`
}

export function SpanTreeView({ state, treeRef }: { state: TreeState; treeRef: RefObject<HTMLDivElement | null> }) {
  const t = useT()
  const { tree, shape, rows, selected, collapsed } = state
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
  })
  const selectedRow = selected < 0 ? -1 : rowOf(rows, selected)
  useEffect(() => {
    if (selectedRow >= 0) virtual.scrollToIndex(selectedRow, { align: 'auto' })
  }, [selectedRow, virtual])
  const matchSet = useMemo(() => new Set(state.matches), [state.matches])
  const items = virtual.getVirtualItems()
  const onKeyDown = useTreeKeys(state, selectedRow)
  const isSelectedDrawn = items.some((item) => rows[item.index] === selected)
  return (
    <div className={css.box}>
      <TimeAxis extentUs={tree.extentUs} />
      <div ref={scroller} className={css.scroller}>
        <div
          ref={treeRef}
          role="tree"
          tabIndex={0}
          aria-label={t('trace.tree.label')}
          aria-activedescendant={isSelectedDrawn ? itemId(selected) : undefined}
          className={css.tree}
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {items.map((item) => {
            const index = rows[item.index] as number
            const isParent = hasChildren(shape, index)
            return (
              <SpanRow
                key={tree.spanIds[index]}
                index={index}
                topPx={item.start}
                name={tree.names[tree.nameIndexes[index] as number] ?? ''}
                type={tree.types[tree.typeIndexes[index] as number] ?? 'UNKNOWN'}
                depth={tree.depths[index] ?? 0}
                offsetUs={tree.offsetsUs[index] ?? 0}
                durationUs={tree.durationsUs[index] ?? 0}
                extentUs={tree.extentUs}
                tokens={tree.tokens[index] ?? 0}
                isError={tree.statusCodes[index] === 2}
                isAssessed={shape.assessed.has(index)}
                isOrphan={shape.orphans.has(index)}
                isMatch={matchSet.has(index)}
                isSelected={index === selected}
                isExpanded={isParent ? !collapsed.has(tree.spanIds[index] as string) : undefined}
                onSelect={state.select}
                onCollapse={state.setCollapsed}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Arrow keys as in any tree: up and down by row, right opens or goes in, left closes or goes out. */
function useTreeKeys(state: TreeState, row: number) {
  const { tree, shape, rows, selected, collapsed } = state
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const goTo = (to: number) => state.select(rows[Math.min(rows.length - 1, Math.max(0, to))] as number)
    const isParent = selected >= 0 && hasChildren(shape, selected)
    const isClosed = isParent && collapsed.has(tree.spanIds[selected] as string)
    switch (event.key) {
      case 'ArrowDown':
        goTo(row + 1)
        break
      case 'ArrowUp':
        goTo(row - 1)
        break
      case 'PageDown':
        goTo(row + 20)
        break
      case 'PageUp':
        goTo(row - 20)
        break
      case 'Home':
        goTo(0)
        break
      case 'End':
        goTo(rows.length - 1)
        break
      case 'ArrowRight':
        if (isClosed) state.setCollapsed(selected, false, event.shiftKey)
        else if (isParent) goTo(row + 1)
        break
      case 'ArrowLeft': {
        const parent = tree.parents[selected] ?? -1
        if (isParent && !isClosed) state.setCollapsed(selected, true, event.shiftKey)
        else if (parent >= 0) state.select(parent)
        break
      }
      case ' ':
        if (isParent) state.setCollapsed(selected, !isClosed)
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }
}

interface SpanRowProps {
  index: number
  topPx: number
  name: string
  type: string
  depth: number
  offsetUs: number
  durationUs: number
  extentUs: number
  tokens: number
  isError: boolean
  isAssessed: boolean
  isOrphan: boolean
  isMatch: boolean
  isSelected: boolean
  /** Undefined for a span without children. */
  isExpanded: boolean | undefined
  onSelect: (index: number) => void
  onCollapse: (index: number, isCollapsed: boolean, isDeep?: boolean) => void
}

const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { index, name, type, depth, durationUs, tokens, isExpanded } = props
  const t = useT()
  const format = useFormat()
  const duration = format.duration(durationUs)
  const bar = placeBar(props.offsetUs, durationUs, props.extentUs)
  const Chevron = isExpanded === true ? IconChevronDown : IconChevronRight
  const title = name === '' ? t('trace.noName') : name
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      id={itemId(index)}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={props.isSelected}
      {...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded })}
      className={css.row}
      data-match={props.isMatch || undefined}
      style={{ transform: `translateY(${props.topPx}px)` }}
      onClick={() => props.onSelect(index)}
      onDoubleClick={() => isExpanded !== undefined && props.onCollapse(index, isExpanded)}
    >
      <div className={css.name} style={{ paddingInlineStart: indentOf(depth) }}>
        {isExpanded === undefined ? (
          <span className={css.chevron} />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className={css.chevron}
            // For the pointer only: arrow keys fold, and the item itself says whether it is open.
            aria-hidden
            onClick={(event) => {
              event.stopPropagation()
              props.onCollapse(index, isExpanded, event.shiftKey)
            }}
            onDoubleClick={(event) => event.stopPropagation()}
          >
            <Chevron size={14} aria-hidden />
          </button>
        )}
        <SpanTypeMark type={type} />
        <span className={css.nameText} title={title} data-error={props.isError || undefined}>
          {title}
        </span>
        <Marks {...props} />
        {tokens > 0 && <span className={css.tokens}>{format.compact(tokens)}</span>}
      </div>
      <span className={css.duration}>{duration}</span>
      <div className={css.lane}>
        <span
          className={css.bar}
          data-error={props.isError || undefined}
          style={
            {
              '--bar-left': `${bar.left * 100}%`,
              '--bar-width': `${bar.width * 100}%`,
              '--bar-color': spanTypeColor(type),
            } as CSSProperties
          }
        />
      </div>
    </div>
  )
})

function Marks({ isError, isAssessed, isOrphan }: { isError: boolean; isAssessed: boolean; isOrphan: boolean }) {
  const t = useT()
  return (
    <>
      {isError && (
        <span className={css.errorMark} title={t('trace.tree.error')} role="img" aria-label={t('trace.tree.error')}>
          <IconAlertTriangle size={13} aria-hidden />
        </span>
      )}
      {isOrphan && (
        <span className={css.orphanMark} title={t('trace.tree.orphan')} role="img" aria-label={t('trace.tree.orphan')}>
          <IconUnlink size={13} aria-hidden />
        </span>
      )}
      {isAssessed && (
        <span
          className={css.assessedMark}
          title={t('trace.tree.assessed')}
          role="img"
          aria-label={t('trace.tree.assessed')}
        >
          <IconMessage2 size={13} aria-hidden />
        </span>
      )}
    </>
  )
}

function TimeAxis({ extentUs }: { extentUs: number }) {
  const format = useFormat()
  // A tick near the end has no room for its label.
  const ticks = listTicks(extentUs, tickCount).filter((tick) => tick <= extentUs * 0.8)
  return (
    <div className={css.axis} aria-hidden>
      <div className={css.axisLane}>
        {ticks.map((tick) => (
          <span
            key={tick}
            className={css.tick}
            style={{ insetInlineStart: `${extentUs > 0 ? (tick / extentUs) * 100 : 0}%` }}
          >
            {tick === 0 ? '0' : format.duration(tick)}
          </span>
        ))}
      </div>
    </div>
  )
}
