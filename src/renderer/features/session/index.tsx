/** Door of the session view: the traces of one conversation, to be read like one. */
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { SessionTurn } from '../../../shared/model/trace.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './session.module.css'
import { totalTurns } from './session-totals.ts'
import { TurnView } from './turn-view.tsx'

const firstTurns = 100
const mostTurns = 1000

export function SessionScreen({ sessionId }: { sessionId: string }) {
  const t = useT()
  const [limit, setLimit] = useState(firstTurns)
  const query = useQuery({
    ...orpc.traces.session.queryOptions({ input: { sessionId, limit } }),
    placeholderData: keepPreviousData,
  })
  const toList = () => navigate({ screen: 'traces' })
  if (query.isError && query.data === undefined) {
    return (
      <EmptyState
        title={t('session.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined)
    return <div className={css.screen} role="status" aria-busy aria-label={t('session.loading')} />
  if (query.data.turns.length === 0) {
    return (
      <EmptyState title={t('session.notFound')} actions={<Button onClick={toList}>{t('session.back')}</Button>}>
        {t('session.notFoundBody')}
      </EmptyState>
    )
  }
  return (
    <Conversation
      key={sessionId}
      sessionId={sessionId}
      turns={query.data.turns}
      total={query.data.total}
      isMorePossible={limit < mostTurns}
      onMore={() => setLimit(mostTurns)}
    />
  )
}

function Conversation({
  sessionId,
  turns,
  total,
  isMorePossible,
  onMore,
}: {
  sessionId: string
  turns: readonly SessionTurn[]
  total: number
  isMorePossible: boolean
  onMore: () => void
}) {
  const t = useT()
  const format = useFormat()
  const list = useRef<HTMLOListElement>(null)
  const [active, setActive] = useState(1)
  const back = () => navigate({ screen: 'traces' })
  const focusTurn = (number: number) => {
    const next = Math.min(turns.length, Math.max(1, number))
    setActive(next)
    list.current?.querySelector<HTMLElement>(`[data-turn="${next}"]`)?.focus()
  }
  const open = () => {
    const turn = turns[active - 1]
    if (turn !== undefined) navigate({ screen: 'trace', traceId: turn.row.traceId })
  }
  useEffect(() => {
    if (document.activeElement === document.body) list.current?.querySelector<HTMLElement>('[data-turn="1"]')?.focus()
  }, [])
  useCommands(
    (): Command[] => [
      {
        id: 'session.next',
        title: t('session.command.next'),
        group: 'traces',
        keys: ['j'],
        run: () => focusTurn(active + 1),
      },
      {
        id: 'session.previous',
        title: t('session.command.previous'),
        group: 'traces',
        keys: ['k'],
        run: () => focusTurn(active - 1),
      },
      {
        id: 'session.open',
        title: t('session.command.open'),
        group: 'traces',
        keys: ['Enter'],
        when: () => document.activeElement instanceof HTMLLIElement,
        run: open,
      },
      { id: 'session.back', title: t('session.command.back'), group: 'traces', keys: ['u'], run: back },
    ],
    [t, active, turns],
  )
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <div className={css.titleLine}>
          <Tooltip label={t('session.back')}>
            <ActionIcon aria-label={t('session.back')} onClick={back}>
              <IconArrowLeft size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <h1 className={css.title}>
            {t('session.title')} <code className={css.id}>{sessionId}</code>
          </h1>
          <CopyButton text={sessionId} name={t('session.copyId')} />
        </div>
        <Totals turns={turns} total={total} />
      </header>
      <ol ref={list} className={css.turns} aria-label={t('session.conversation')}>
        {turns.map((turn, at) => (
          <TurnView
            key={turn.row.traceId}
            turn={turn}
            number={at + 1}
            isActive={at + 1 === active}
            onFocus={setActive}
          />
        ))}
      </ol>
      {total > turns.length && (
        <div className={css.moreLine}>
          <span>{t('session.shown', { shown: format.number(turns.length), total: format.number(total) })}</span>
          {isMorePossible && <Button onClick={onMore}>{t('session.showMore')}</Button>}
        </div>
      )}
    </div>
  )
}

function Totals({ turns, total }: { turns: readonly SessionTurn[]; total: number }) {
  const t = useT()
  const format = useFormat()
  const totals = totalTurns(turns)
  return (
    <dl className={css.facts}>
      <Fact name={t('session.conversation')}>
        {t('session.turns', { count: total, formatted: format.number(total) })}
      </Fact>
      <Fact name={t('session.fact.started')}>
        {totals.startUs === undefined ? undefined : <RelativeTime timeMs={totals.startUs / 1000} />}
      </Fact>
      <Fact name={t('session.fact.user')}>{totals.userIds.length === 0 ? undefined : totals.userIds.join(', ')}</Fact>
      <Fact name={t('session.fact.duration')}>
        {totals.durationUs === undefined ? undefined : format.duration(totals.durationUs)}
      </Fact>
      <Fact name={t('session.fact.tokens')}>
        {totals.tokens === undefined ? undefined : format.number(totals.tokens)}
      </Fact>
      <Fact name={t('session.fact.cost')}>{totals.cost === undefined ? undefined : format.cost(totals.cost)}</Fact>
      <Fact name={t('session.fact.errors')}>
        {totals.failedTurns === 0 ? undefined : format.number(totals.failedTurns)}
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined) return null
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
