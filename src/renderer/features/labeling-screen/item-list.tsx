/** All items of the reviewer with their states; only the rows on screen exist. */
import { Checkbox } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { WorkState } from '../../../shared/model/label-work.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './item-list.module.css'
import { isEnded } from './item-state.ts'
import { ItemStateMark } from './item-state-mark.tsx'
import type { KeyMap } from './key-map.ts'
import type { LabelDesk } from './label-desk.ts'
import { useDeskState } from './use-desk.ts'

/** The token `--assay-control`. */
const rowHeightPx = 28

export function ItemList({ desk, keys }: { desk: LabelDesk; keys: KeyMap }) {
  const t = useT()
  const format = useFormat()
  const states = useDeskState(desk, (state) => state.states)
  const traceIds = useDeskState(desk, (state) => state.traceIds)
  const currentId = useDeskState(desk, (state) => (state.isFinished ? undefined : state.currentId))
  const isToDoOnly = useDeskState(desk, (state) => state.isToDoOnly)
  const current = currentId === undefined ? -1 : traceIds.indexOf(currentId)
  const rows = useMemo(() => {
    const all = states.map((state, at) => ({ state, at }))
    return isToDoOnly ? all.filter(({ state, at }) => at === current || !isEnded(state)) : all
  }, [states, isToDoOnly, current])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
  })
  const currentRow = isToDoOnly ? rows.findIndex(({ at }) => at === current) : current
  useEffect(() => {
    if (currentRow >= 0) virtual.scrollToIndex(currentRow, { align: 'auto' })
  }, [currentRow, virtual])
  return (
    <nav className={css.list} aria-label={t('labelScreen.items.label')}>
      <div className={css.filter}>
        <Checkbox
          label={
            <span className={css.filterName}>
              {t('labelScreen.items.toDo')}
              <span aria-hidden>
                <KeyHint keys={keys.toDo} />
              </span>
            </span>
          }
          checked={isToDoOnly}
          onChange={(event) => desk.setToDoOnly(event.currentTarget.checked)}
        />
      </div>
      <div ref={scroller} className={css.rows}>
        {rows.length === 0 && <p className={css.none}>{t('labelScreen.items.noneToDo')}</p>}
        <ol className={css.room} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <li
                key={row.at}
                className={css.place}
                style={{ transform: `translateY(${item.start}px)` }}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
              >
                <Row
                  number={format.number(row.at + 1)}
                  state={row.state}
                  isCurrent={row.at === current}
                  onOpen={() => desk.goTo(row.at)}
                />
              </li>
            )
          })}
        </ol>
      </div>
    </nav>
  )
}

function Row({
  number,
  state,
  isCurrent,
  onOpen,
}: {
  number: string
  state: WorkState
  isCurrent: boolean
  onOpen: () => void
}) {
  return (
    // The list is one stop of Tab; keys of their own lead through it.
    <button
      type="button"
      tabIndex={isCurrent ? 0 : -1}
      className={css.row}
      aria-current={isCurrent ? 'step' : undefined}
      onClick={onOpen}
    >
      <span className={css.number}>{number}</span>
      <ItemStateMark state={state} />
    </button>
  )
}
