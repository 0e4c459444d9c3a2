import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useMemo, useRef } from 'react'
import { openDialog } from '../../app/dialogs.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { isReviewPage } from '../../data/review-page.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './finish.module.css'
import { ItemStateMark } from './item-state-mark.tsx'
import type { KeyMap } from './key-map.ts'
import type { LabelDesk } from './label-desk.ts'
import { countStates } from './queue-steps.ts'
import { useDeskState } from './use-desk.ts'

const ended = ['complete', 'skipped', 'flagged'] as const
/** More are found in the list of items. */
const mostListed = 50

/** Nothing is left: what was done, what was set aside and why, and what can be done next. */
export function FinishScreen({
  desk,
  keys,
  onBack,
  onUndo,
  onRefresh,
}: {
  desk: LabelDesk
  keys: KeyMap
  onBack: () => void
  onUndo: () => void
  onRefresh: () => void
}) {
  const t = useT()
  const format = useFormat()
  const handover = useWorkspace()?.handover
  const isPackage = !isReviewPage && handover !== undefined
  const states = useDeskState(desk, (state) => state.states)
  const traceIds = useDeskState(desk, (state) => state.traceIds)
  const items = useDeskState(desk, (state) => state.items)
  const isSaving = useDeskState(desk, ({ save }) => save.pending.length > 0)
  const counts = useMemo(() => countStates(states), [states])
  const aside = useMemo(
    () => states.flatMap((state, at) => (state === 'skipped' || state === 'flagged' ? [{ state, at }] : [])),
    [states],
  )
  const listed = aside.slice(0, mostListed)
  // Reasons given before this visit are not here yet.
  useEffect(() => {
    for (const { at } of listed) desk.need(traceIds[at] ?? '')
  }, [desk, listed, traceIds])
  const screen = useRef<HTMLDivElement>(null)
  useEffect(() => {
    screen.current?.focus()
  }, [])
  return (
    <div ref={screen} tabIndex={-1} className={css.screen}>
      <EmptyState
        icon={<IconCircleCheck size={32} />}
        title={t('labelScreen.finish.title')}
        actions={
          <>
            {isPackage && (
              <Button variant="filled" onClick={() => openDialog({ kind: 'returnLabels', sessionId: desk.sessionId })}>
                {t('handover.menu.returnLabels')}
              </Button>
            )}
            {!isReviewPage && (
              <Button variant={isPackage ? 'default' : 'filled'} onClick={onBack}>
                {t('labelScreen.back')}
                <Hint keys={keys.leave} />
              </Button>
            )}
            <Button onClick={() => desk.goTo(0)}>{t('labelScreen.finish.review')}</Button>
            <Button onClick={onUndo}>
              {t('labelScreen.finish.undo')}
              <Hint keys={keys.undo} />
            </Button>
            <Button variant="subtle" onClick={onRefresh}>
              {t('labelScreen.finish.again')}
            </Button>
          </>
        }
      >
        <p role="status">{t(isSaving ? 'labelScreen.finish.saving' : 'labelScreen.finish.body')}</p>
        <dl className={css.counts} aria-label={t('labelScreen.finish.counts')}>
          {ended.map((state) => (
            <div key={state}>
              <dt>
                <ItemStateMark state={state} />
              </dt>
              <dd>{format.number(counts[state])}</dd>
            </div>
          ))}
        </dl>
        {isPackage && <p>{t('labelScreen.finish.sendBack')}</p>}
        {listed.length > 0 && (
          <section className={css.aside} aria-label={t('labelScreen.finish.setAside')}>
            <h3>{t('labelScreen.finish.setAside')}</h3>
            <ul>
              {listed.map(({ state, at }) => (
                <li key={at}>
                  <button type="button" className={css.item} onClick={() => desk.goTo(at)}>
                    {t('labelScreen.items.item', { number: format.number(at + 1) })}
                  </button>
                  <ItemStateMark state={state} />
                  <span className={css.reason}>{items[traceIds[at] ?? '']?.reason}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </EmptyState>
    </div>
  )
}

function Hint({ keys }: { keys: string }) {
  return (
    <span className={css.hint} aria-hidden>
      <KeyHint keys={keys} />
    </span>
  )
}
