import { Button, Switch } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconGavel } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Disagreement } from '../../../shared/model/label-quality.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, isGridFocused } from '../../ui/data-grid.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { Panes } from '../../ui/panes.tsx'
import { keyOf } from './answer-groups.ts'
import { disagreementColumns } from './disagreement-columns.tsx'
import { DisagreementDetail } from './disagreement-detail.tsx'
import { QuestionSelect } from './disagreement-filter.tsx'
import { NoDisagreements } from './no-disagreements.tsx'
import css from './quality.module.css'
import { changeView, useQualityView } from './quality-view.ts'
import { type Names, useDisagreements } from './use-quality.ts'

/** Half a laptop's screen, or a window at 200 % zoom. */
const narrowWindow = '(max-width: 899px)'

/** Where answers differ: a list, and beside it what is judged and who answered what. */
export function DisagreementsTab({ session, names }: { session: LabelingSession; names: Names }) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const { schemaId, withSettled, activeKey } = useQualityView(sessionId)
  const isNarrow = useMediaQuery(narrowWindow) ?? false
  const { query, items, readOn } = useDisagreements(sessionId, { schemaId, withSettled })
  const columns = useMemo(() => disagreementColumns(t, session, names), [t, session, names])
  const active = items.find((item) => keyOf(item) === activeKey)
  const setActive = (key: string) => changeView(sessionId, { activeKey: key })
  const open = (item: Disagreement | undefined) => {
    changeView(sessionId, { activeKey: item === undefined ? undefined : keyOf(item) })
    navigate({ screen: 'quality', sessionId, tab: 'adjudication' })
  }
  useCommands((): Command[] => {
    const group = 'labeling' as const
    const step = (count: number) => {
      const next = stepId(items.map(keyOf), activeKey, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    return [
      { id: 'quality.next', title: t('quality.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'quality.previous', title: t('quality.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'quality.openOne',
        title: t('quality.command.openOne'),
        group,
        keys: ['Enter'],
        when: () => active !== undefined && isGridFocused(),
        run: () => open(active),
      },
      {
        id: 'quality.settled',
        title: t('quality.command.settled'),
        group,
        keys: ['s'],
        run: () => changeView(sessionId, { withSettled: !withSettled }),
      },
    ]
  }, [t, items, activeKey, active, withSettled, sessionId])
  const count = { count: items.length, formatted: format.number(items.length) }
  const grid = (
    <DataGrid
      label={t('quality.list.label')}
      columns={columns}
      rows={items}
      idOf={keyOf}
      isBusy={query.isFetchingNextPage}
      activeId={activeKey}
      onActive={setActive}
      onOpen={open}
      onEnd={readOn}
    />
  )
  return (
    <div className={css.column}>
      <div className={css.toolbar}>
        <QuestionSelect session={session} schemaId={schemaId} />
        <Switch
          label={t('quality.list.withSettled')}
          checked={withSettled}
          onChange={(event) => changeView(sessionId, { withSettled: event.currentTarget.checked })}
        />
        {items.length > 0 && (
          <span className={css.count} role="status">
            {query.hasNextPage ? t('quality.list.countMore', count) : t('quality.list.count', count)}
          </span>
        )}
        <div className={css.toolbarEnd}>
          <Button
            variant="filled"
            leftSection={<IconGavel size={14} aria-hidden />}
            disabled={items.length === 0}
            onClick={() => open(active)}
          >
            {t('quality.list.adjudicate')}
          </Button>
        </div>
      </div>
      <div className={css.content}>
        {items.length === 0 ? (
          <NoDisagreements
            sessionId={sessionId}
            isLoading={query.isPending}
            error={query.error}
            isOneQuestion={schemaId !== undefined}
            withSettled={withSettled}
            onRetry={() => void query.refetch()}
          />
        ) : isNarrow ? (
          grid
        ) : (
          <Panes
            id="disagreements"
            panes={[
              {
                id: 'list',
                content: grid,
                defaultPercent: 66,
                minPx: 360,
                borderLabel: t('quality.detail.title'),
              },
              {
                id: 'detail',
                content: <DisagreementDetail item={active} session={session} names={names} />,
                defaultPercent: 34,
                minPx: 240,
              },
            ]}
          />
        )}
      </div>
    </div>
  )
}
