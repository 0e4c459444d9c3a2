/** The trace as an expert reads it: the question, the answer, and on what grounds. */
import { Button, Skeleton } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { ReadableTrace, WorkState } from '../../../shared/model/label-work.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { isReviewPage } from '../../data/review-page.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import type { Turn } from '../../ui/conversation.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { ItemStateMark } from './item-state-mark.tsx'
import type { ShownParts } from './label-settings.ts'
import css from './read.module.css'
import { ReadDocuments, ReadTools } from './read-grounds.tsx'
import { ReadTurn, ReadValue } from './read-value.tsx'
import { toReadableParts } from './readable-parts.ts'
import { AnswerOrSides } from './sides.tsx'

/** Scrolls what is read by most of a screen, wherever the focus is. */
export function scrollReading(direction: 1 | -1): void {
  const pane = document.getElementById('label-reading')
  pane?.scrollBy({ top: direction * pane.clientHeight * 0.85 })
}

export function ReadPane({
  sessionId,
  traceId,
  position,
  state,
  reason,
  isGone: isDropped,
  shown,
  traceKey,
  onGone,
}: {
  sessionId: string
  traceId: string
  /** From 1. */
  position: { number: number; total: number }
  state: WorkState
  reason: string | undefined
  isGone: boolean
  shown: ShownParts
  traceKey: string
  onGone: () => void
}) {
  const t = useT()
  const format = useFormat()
  const scroller = useRef<HTMLElement>(null)
  const query = useQuery(orpc.labelWork.read.queryOptions({ input: { traceId } }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: every item is read from its beginning
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0
  }, [traceId])
  const isGone = isDropped || (query.isError && toFailure(query.error).code === 'NOT_FOUND')
  return (
    <section
      ref={scroller}
      id="label-reading"
      className={css.pane}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('labelScreen.read.label')}
    >
      <p className={css.spoken} role="status">
        {`${t('labelScreen.items.position', {
          number: format.number(position.number),
          total: format.number(position.total),
        })} ${t(`labelScreen.state.${state}`)}`}
      </p>
      <header className={css.head}>
        <h2 className={css.position}>
          {t('labelScreen.items.position', {
            number: format.number(position.number),
            total: format.number(position.total),
          })}
        </h2>
        <ItemStateMark state={state} />
        {reason !== undefined && <span className={css.reason}>{t('labelScreen.reason', { reason })}</span>}
        {!isReviewPage && (
          <Link className={css.full} to={toTraceFrom(traceId, { screen: 'label', sessionId })}>
            <IconExternalLink size={14} aria-hidden />
            {t('labelScreen.read.fullTrace')}
            <span aria-hidden>
              <KeyHint keys={traceKey} />
            </span>
          </Link>
        )}
      </header>
      {query.data !== undefined && !isGone ? (
        <Reading key={traceId} trace={query.data} shown={shown} />
      ) : isGone || query.isError ? (
        <EmptyState
          title={t(isGone ? 'labelScreen.read.gone' : 'labelScreen.read.failed')}
          actions={
            isGone ? (
              <Button variant="filled" onClick={onGone}>
                {t('labelScreen.read.goOn')}
              </Button>
            ) : (
              <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>
            )
          }
        >
          {isGone ? t('labelScreen.read.goneBody') : failureText(query.error)}
        </EmptyState>
      ) : (
        <div className={css.body} role="status" aria-busy aria-label={t('labelScreen.read.loading')}>
          <Skeleton height={48} />
          <Skeleton height={160} />
        </div>
      )}
    </section>
  )
}

/** A trace as an expert reads it, without anything around it. */
export function Reading({ trace, shown }: { trace: ReadableTrace; shown: ShownParts }) {
  const t = useT()
  const format = useFormat()
  const { earlier, question, answer, tools } = useMemo(() => toReadableParts(trace), [trace])
  const { input, output, documents, isTruncated } = trace
  const counted = (count: number) => ({ count, formatted: format.number(count) })
  return (
    <div className={css.body}>
      {shown.earlier && earlier.length > 0 && (
        <details className={css.fold}>
          <summary>{t('labelScreen.read.earlier', counted(earlier.length))}</summary>
          <div className={css.earlier}>
            {earlier.map((turn, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: messages of a trace never move
              <EarlierTurn key={at} turn={turn} />
            ))}
          </div>
        </details>
      )}
      <Part title={t('labelScreen.read.question')} kind="question">
        {question !== undefined ? (
          <ReadTurn turn={question} />
        ) : input !== undefined ? (
          <ReadValue value={input} label={t('labelScreen.read.question')} place={{ path: 'input', role: 'input' }} />
        ) : (
          <p className={css.faint}>{t('labelScreen.read.noQuestion')}</p>
        )}
      </Part>
      <Part title={t('labelScreen.read.answer')} kind="answer">
        <AnswerOrSides trace={trace}>
          {answer.length > 0 ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages of a trace never move
            answer.map((turn, at) => <ReadTurn key={at} turn={turn} />)
          ) : output !== undefined ? (
            <ReadValue value={output} label={t('labelScreen.read.answer')} place={{ path: 'output', role: 'output' }} />
          ) : (
            <p className={css.faint}>{t('labelScreen.read.noAnswer')}</p>
          )}
        </AnswerOrSides>
      </Part>
      {shown.documents && documents.length > 0 && (
        <Part title={t('labelScreen.read.documents', counted(documents.length))} kind="grounds">
          <ReadDocuments documents={documents} />
        </Part>
      )}
      {shown.tools && tools.length > 0 && (
        <Part title={t('labelScreen.read.tools', counted(tools.length))} kind="grounds">
          <ReadTools calls={tools} />
        </Part>
      )}
      {isTruncated && <p className={css.faint}>{t('labelScreen.read.truncated')}</p>}
    </div>
  )
}

function Part({
  title,
  kind,
  children,
}: {
  title: string
  kind: 'question' | 'answer' | 'grounds'
  children: ReactNode
}) {
  return (
    <section className={css.part} data-kind={kind} aria-label={title}>
      <h3 className={css.partTitle}>{title}</h3>
      {children}
    </section>
  )
}

const roles = ['system', 'developer', 'user', 'assistant', 'tool'] as const

function EarlierTurn({ turn }: { turn: Turn }) {
  const t = useT()
  const role = roles.find((each) => each === turn.role.toLowerCase())
  return (
    <section>
      <h4 className={css.valueTitle}>{role === undefined ? turn.role : t(`trace.message.role.${role}`)}</h4>
      <ReadTurn turn={turn} />
    </section>
  )
}
