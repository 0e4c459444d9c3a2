/**
 * A JSON value as a tree that opens on demand: only rows that can be seen exist, long lists come in portions,
 * long texts are cut until asked for. Arrow keys walk it as trees are walked.
 */
import { Button } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { Json } from '../../shared/model/json.ts'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import { CopyButton } from './copy-button.tsx'
import { expandedWithin, type JsonRow, jsonRows, pathText, portion } from './json-rows.ts'
import css from './json-tree.module.css'

const textLimit = 400
const firstLookRows = 60
const expandAllRows = 3000
const smallRows = 15

export function JsonTree({ value, label }: { value: Json; label?: string }) {
  const t = useT()
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => expandedWithin(value, firstLookRows))
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map())
  const [focusedId, setFocusedId] = useState<string>()
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => jsonRows(value, { expanded, shown }), [value, expanded, shown])
  // A small value is seen whole at a glance: folding it away is no help.
  const isFoldable = useMemo(
    () => jsonRows(value, { expanded: expandedWithin(value, firstLookRows), shown: new Map() }).length > smallRows,
    [value],
  )
  const tabbableId = rows.some((row) => row.id === focusedId) ? focusedId : rows[0]?.id

  const toggle = (row: JsonRow, isOpen: boolean) => {
    if (row.count === 0) return
    const next = new Set(expanded)
    if (isOpen) next.add(row.id)
    else next.delete(row.id)
    setExpanded(next)
  }
  const showMore = (row: JsonRow) => {
    const containerId = row.id.slice(0, -1)
    setShown(new Map(shown).set(containerId, (shown.get(containerId) ?? portion) + portion))
  }
  const focusRow = (index: number) => {
    const row = rows[index]
    if (row === undefined) return
    setFocusedId(row.id)
    const element = tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[index]
    element?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: JsonRow, index: number) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown') focusRow(index + 1)
    else if (event.key === 'ArrowUp') focusRow(index - 1)
    else if (event.key === 'Home') focusRow(0)
    else if (event.key === 'End') focusRow(rows.length - 1)
    else if (event.key === 'ArrowRight') {
      if (row.kind === 'more') showMore(row)
      else if (row.isExpanded) focusRow(index + 1)
      else toggle(row, true)
    } else if (event.key === 'ArrowLeft') {
      if (row.isExpanded) toggle(row, false)
      else focusRow(rows.findLastIndex((other, at) => at < index && other.depth < row.depth))
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (row.kind === 'more') showMore(row)
      else toggle(row, !row.isExpanded)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={css.box}>
      <div className={css.tools}>
        {isFoldable && (
          <>
            <Button variant="subtle" color="gray" onClick={() => setExpanded(expandedWithin(value, expandAllRows))}>
              {t('ui.json.expandAll')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setExpanded(new Set(['[]']))}>
              {t('ui.json.collapseAll')}
            </Button>
          </>
        )}
        <CopyButton text={() => JSON.stringify(value, null, 2)} name={t('ui.json.copyValue')} />
      </div>
      <div ref={tree} role="tree" aria-label={label ?? t('ui.json.label')} className={css.tree}>
        {rows.map((row, index) => (
          <Row
            key={row.id}
            row={row}
            isTabbable={row.id === tabbableId}
            onFocus={() => setFocusedId(row.id)}
            onToggle={() => (row.kind === 'more' ? showMore(row) : toggle(row, !row.isExpanded))}
            onKeyDown={(event) => onKeyDown(event, row, index)}
          />
        ))}
      </div>
    </div>
  )
}

function Row({
  row,
  isTabbable,
  onFocus,
  onToggle,
  onKeyDown,
}: {
  row: JsonRow
  isTabbable: boolean
  onFocus: () => void
  onToggle: () => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}) {
  const t = useT()
  const isContainer = row.kind === 'object' || row.kind === 'array'
  return (
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      {...(isContainer && row.count > 0 ? { 'aria-expanded': row.isExpanded } : {})}
      aria-selected={false}
      tabIndex={isTabbable ? 0 : -1}
      className={css.row}
      style={{ paddingInlineStart: `calc(${row.depth} * var(--assay-space-4))` }}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    >
      {/* The row itself takes the keys; a click anywhere on its head is the same for the mouse. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <span
        className={css.head}
        onClick={row.kind === 'leaf' ? undefined : onToggle}
        data-clickable={row.kind !== 'leaf' || undefined}
      >
        <span className={css.chevron} aria-hidden>
          {isContainer &&
            row.count > 0 &&
            (row.isExpanded ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />)}
        </span>
        {row.name !== undefined && (
          <span className={typeof row.name === 'number' ? css.index : css.key}>{row.name}:&nbsp;</span>
        )}
        {isContainer && <Summary row={row} />}
        {row.kind === 'more' && <span className={css.more}>{t('ui.json.more', { count: row.count })}…</span>}
      </span>
      {row.kind === 'leaf' && <Leaf value={row.value} />}
      {row.kind !== 'more' && (
        <span className={css.copy}>
          {row.depth > 0 && <CopyButton text={pathText(row.path)} name={t('ui.json.copyPath')} tabIndex={-1} />}
          <CopyButton
            text={() => (typeof row.value === 'string' ? row.value : JSON.stringify(row.value, null, 2))}
            name={t('ui.json.copyValue')}
            tabIndex={-1}
          />
        </span>
      )}
    </div>
  )
}

function Summary({ row }: { row: JsonRow }) {
  const t = useT()
  const text = row.kind === 'array' ? t('ui.json.items', { count: row.count }) : t('ui.json.keys', { count: row.count })
  if (row.count === 0) return <span className={css.punctuation}>{row.kind === 'array' ? '[ ]' : '{ }'}</span>
  return (
    <span className={css.punctuation}>
      {row.kind === 'array' ? '[ ' : '{ '}
      <span className={css.count}>{text}</span>
      {row.kind === 'array' ? ' ]' : ' }'}
    </span>
  )
}

function Leaf({ value }: { value: Json }) {
  const t = useT()
  const format = useFormat()
  const [isWhole, setIsWhole] = useState(false)
  if (typeof value === 'number') return <span className={css.number}>{String(value)}</span>
  if (typeof value !== 'string') return <span className={css.literal}>{String(value)}</span>
  const isCut = !isWhole && value.length > textLimit
  return (
    <span className={css.string}>
      {isCut ? `${value.slice(0, textLimit)}…` : value}
      {isCut && (
        <button type="button" className={css.whole} onClick={() => setIsWhole(true)}>
          {t('ui.json.showWhole', { formatted: format.number(value.length) })}
        </button>
      )}
    </span>
  )
}
