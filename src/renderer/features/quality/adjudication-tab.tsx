import { Button, Loader } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Panes } from '../../ui/panes.tsx'
import { AdjudicationForm } from './adjudication-form.tsx'
import { findNextOpen, keyOf } from './answer-groups.ts'
import { QuestionSelect } from './disagreement-filter.tsx'
import { JudgedTrace } from './judged-trace.tsx'
import { NoDisagreements } from './no-disagreements.tsx'
import css from './quality.module.css'
import { changeView, useQualityView } from './quality-view.ts'
import { SettledMark } from './settled-mark.tsx'
import { type Names, useDisagreements } from './use-quality.ts'

/** Half a laptop's screen, or a window at 200 % zoom. */
const narrowWindow = '(max-width: 899px)'

/** One disagreement after the other: what is judged, the answers side by side, and the one that settles them. */
export function AdjudicationTab({ session, names }: { session: LabelingSession; names: Names }) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const isNarrow = useMediaQuery(narrowWindow) ?? false
  const { schemaId, activeKey } = useQualityView(sessionId)
  const { query, items, readOn } = useDisagreements(sessionId, { schemaId, withSettled: true })
  const { hasNextPage } = query
  const nextOpen = findNextOpen(items, activeKey)
  const chosen = items.find((item) => keyOf(item) === activeKey)
  // What was asked for may be on a later page, and so may what is still open.
  const isSeeking = hasNextPage && (activeKey === undefined ? nextOpen === undefined : chosen === undefined)
  const item = chosen ?? (isSeeking ? undefined : (nextOpen ?? items[0]))
  const key = item === undefined ? undefined : keyOf(item)
  useEffect(() => {
    if (isSeeking || (hasNextPage && nextOpen === undefined)) readOn()
  }, [isSeeking, hasNextPage, nextOpen, readOn])
  // Settling must not let another take its place while the first is looked at.
  useEffect(() => {
    if (key !== undefined && key !== activeKey) changeView(sessionId, { activeKey: key })
  }, [key, activeKey, sessionId])
  const at = items.findIndex((each) => keyOf(each) === key)
  const show = (index: number) => {
    const next = items[index]
    if (next !== undefined) changeView(sessionId, { activeKey: keyOf(next) })
    if (index >= items.length - 2) readOn()
  }
  const toList = () => navigate({ screen: 'quality', sessionId, tab: 'disagreements' })
  const openTrace = () => {
    if (item !== undefined) {
      navigate(toTraceFrom(item.traceId, { screen: 'quality', sessionId, tab: 'adjudication' }))
    }
  }
  useCommands((): Command[] => {
    const group = 'labeling' as const
    return [
      { id: 'quality.next', title: t('quality.command.next'), group, keys: ['j'], run: () => show(at + 1) },
      { id: 'quality.previous', title: t('quality.command.previous'), group, keys: ['k'], run: () => show(at - 1) },
      {
        id: 'quality.nextOpen',
        title: t('quality.command.nextOpen'),
        group,
        keys: ['n'],
        when: () => nextOpen !== undefined,
        run: () => nextOpen !== undefined && changeView(sessionId, { activeKey: keyOf(nextOpen) }),
      },
      { id: 'quality.openTrace', title: t('quality.command.openTrace'), group, keys: ['o'], run: openTrace },
      { id: 'quality.toList', title: t('quality.command.toList'), group, keys: ['Escape'], run: toList },
    ]
  }, [t, items, at, nextOpen, sessionId])
  if (item === undefined) {
    if (isSeeking) return <Loader size="sm" m="lg" role="status" aria-label={t('quality.list.loading')} />
    return (
      <NoDisagreements
        sessionId={sessionId}
        isLoading={query.isPending}
        error={query.error}
        isOneQuestion={schemaId !== undefined}
        withSettled
        onRetry={() => void query.refetch()}
      />
    )
  }
  const settledCount = items.filter(({ settled }) => settled !== undefined).length
  const position = { number: format.number(at + 1), total: format.number(items.length) }
  const reading = <JudgedTrace key={item.traceId} traceId={item.traceId} />
  const form = (
    <AdjudicationForm
      key={keyOf(item)}
      item={item}
      session={session}
      names={names}
      onSettled={() => {
        if (nextOpen !== undefined) changeView(sessionId, { activeKey: keyOf(nextOpen) })
      }}
    />
  )
  return (
    <div className={css.column}>
      <div className={css.toolbar}>
        <QuestionSelect session={session} schemaId={schemaId} />
        <span className={css.count} role="status">
          {t('quality.adjudication.progress', {
            position: t(`quality.adjudication.${hasNextPage ? 'positionMore' : 'position'}`, position),
            settled:
              !hasNextPage && settledCount === items.length
                ? t('quality.adjudication.allDone')
                : t('quality.adjudication.settledCount', { formatted: format.number(settledCount) }),
          })}
        </span>
        <SettledMark isSettled={item.settled !== undefined} />
        <div className={css.toolbarEnd}>
          <Button title={names.areShown ? undefined : t('quality.adjudication.openTraceHint')} onClick={openTrace}>
            {t('quality.adjudication.openTrace')}
          </Button>
          <Button
            leftSection={<IconChevronLeft size={14} aria-hidden />}
            disabled={at <= 0}
            onClick={() => show(at - 1)}
          >
            {t('common.previous')}
          </Button>
          <Button
            rightSection={<IconChevronRight size={14} aria-hidden />}
            disabled={at >= items.length - 1}
            onClick={() => show(at + 1)}
          >
            {t('common.next')}
          </Button>
        </div>
      </div>
      {isNarrow ? (
        <div className={css.stacked}>
          {form}
          {reading}
        </div>
      ) : (
        <div className={css.content}>
          <Panes
            id="adjudication"
            panes={[
              {
                id: 'trace',
                content: reading,
                defaultPercent: 58,
                minPx: 320,
                borderLabel: t('quality.adjudication.answers'),
              },
              { id: 'answers', content: form, defaultPercent: 42, minPx: 320 },
            ]}
          />
        </div>
      )}
    </div>
  )
}
