import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconLayoutSidebarRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { EvaluationRow, EvaluationSummary } from '../../../shared/model/run.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useRemembered } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, isGridFocused } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { Panes } from '../../ui/panes.tsx'
import { UntilFinished } from '../evaluate/index.tsx'
import { EvaluationTabs } from '../report/index.tsx'
import { EvaluationHead } from './evaluation-head.tsx'
import { useEvaluationView, viewOf } from './evaluation-view.ts'
import css from './evaluations.module.css'
import { MetricTiles } from './metric-tiles.tsx'
import { NoRows } from './no-rows.tsx'
import { rowColumns } from './row-columns.tsx'
import { RowDetail } from './row-detail.tsx'
import type { RowFilter } from './row-filter.ts'
import { FilterSelect, RowCount } from './row-toolbar.tsx'
import { useRows } from './use-rows.ts'

const allRows: RowFilter = { kind: 'all' }
const idOf = (row: EvaluationRow) => row.trace.traceId

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

/** One evaluation: every row with what each scorer said of it, what came out, and how it compares. */
export function EvaluationPage({
  runId,
  tab,
  query: placeQuery,
}: {
  runId: string
  tab: string | undefined
  query: string | undefined
}) {
  const t = useT()
  const query = useQuery(orpc.evaluations.get.queryOptions({ input: { runId } }))
  const toList = () => navigate({ screen: 'evaluations' })
  useCommands(
    (): Command[] => [
      {
        id: 'evaluation.back',
        title: t('evaluations.command.back'),
        group: 'evaluations',
        keys: ['u'],
        run: () => navigate({ screen: 'evaluations' }),
      },
    ],
    [t],
  )
  if (query.isError && (query.data === undefined || toFailure(query.error).code === 'NOT_FOUND')) {
    const isMissing = toFailure(query.error).code === 'NOT_FOUND'
    return (
      <EmptyState
        title={t(isMissing ? 'evaluations.one.notFound' : 'evaluations.failed')}
        actions={
          <>
            <Button onClick={toList}>{t('evaluations.one.back')}</Button>
            {!isMissing && <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          </>
        }
      >
        {isMissing ? t('evaluations.one.notFoundBody') : failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('evaluations.loading')} />
  }
  const evaluation = query.data
  return (
    <UntilFinished key={runId} evaluation={evaluation}>
      {(tools) => (
        <div className={css.screen}>
          <EvaluationHead evaluation={evaluation}>{tools}</EvaluationHead>
          <EvaluationTabs
            evaluation={evaluation}
            tab={tab}
            query={placeQuery}
            onRows={(wanted) => useEvaluationView.setState({ ...viewOf(runId), filter: wanted })}
          >
            <Rows evaluation={evaluation} />
          </EvaluationTabs>
        </div>
      )}
    </UntilFinished>
  )
}

function Rows({ evaluation }: { evaluation: EvaluationSummary }) {
  const t = useT()
  const { runId } = evaluation
  const view = useEvaluationView()
  const isOwn = view.runId === runId
  const filter = isOwn ? view.filter : allRows
  const activeId = isOwn ? view.activeId : undefined
  const [isDetailOn, setDetailOn] = useRemembered<boolean>('evaluations.detail', true, parseFlag)
  const { query, rows, loadedCount, isReadingOn } = useRows(runId, filter)
  const setActive = useCallback((id: string) => useEvaluationView.setState({ ...viewOf(runId), activeId: id }), [runId])
  const setFilter = useCallback(
    (next: RowFilter) => useEvaluationView.setState({ ...viewOf(runId), filter: next }),
    [runId],
  )
  const open = useCallback(
    (row: EvaluationRow) => {
      setActive(row.trace.traceId)
      navigate(toTraceFrom(row.trace.traceId, { screen: 'evaluations', runId }))
    },
    [runId, setActive],
  )
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  const scorerNames = useMemo(() => evaluation.scorers.map((scorer) => scorer.name), [evaluation.scorers])
  const columns = useMemo(() => rowColumns(t, runId, scorerNames), [t, runId, scorerNames])
  const activeRow = rows.find((row) => idOf(row) === activeId)
  useRowCommands({
    rows,
    activeRow,
    setActive,
    open,
    toggleFailures: () => setFilter(filter.kind === 'all' ? { kind: 'failed' } : allRows),
    toggleDetail: () => setDetailOn(!isDetailOn),
  })
  const total = filter.kind === 'all' ? evaluation.traceCount : undefined
  const table =
    rows.length > 0 ? (
      <DataGrid
        label={t('evaluations.one.list')}
        columns={columns}
        rows={rows}
        idOf={idOf}
        total={total}
        isBusy={isReadingOn || isFetchingNextPage}
        activeId={activeId}
        onActive={setActive}
        onOpen={open}
        onEnd={onEnd}
      />
    ) : (
      <NoRows
        evaluation={evaluation}
        error={query.error}
        isLoading={query.isPending || isReadingOn}
        isFiltered={filter.kind !== 'all'}
        onRetry={() => void query.refetch()}
        onShowAll={() => setFilter(allRows)}
      />
    )
  return (
    <div className={css.screen}>
      <MetricTiles evaluation={evaluation} />
      <div className={css.toolbar}>
        <FilterSelect evaluation={evaluation} filter={filter} onFilter={setFilter} />
        <RowCount
          shown={rows.length}
          loaded={loadedCount}
          total={evaluation.traceCount}
          isFiltered={filter.kind !== 'all'}
          isReading={isReadingOn}
        />
        <div className={css.titleTools}>
          <DetailButton isOn={isDetailOn} onToggle={() => setDetailOn(!isDetailOn)} />
        </div>
      </div>
      <div className={css.content}>
        {isDetailOn ? (
          <Panes
            id="evaluation"
            panes={[
              { id: 'rows', content: table, defaultPercent: 66, minPx: 320, borderLabel: t('evaluations.row.title') },
              {
                id: 'detail',
                content: <RowDetail row={activeRow} runId={runId} />,
                defaultPercent: 34,
                minPx: 240,
              },
            ]}
          />
        ) : (
          table
        )}
      </div>
    </div>
  )
}

function useRowCommands({
  rows,
  activeRow,
  setActive,
  open,
  toggleFailures,
  toggleDetail,
}: {
  rows: readonly EvaluationRow[]
  activeRow: EvaluationRow | undefined
  setActive: (id: string) => void
  open: (row: EvaluationRow) => void
  toggleFailures: () => void
  toggleDetail: () => void
}): void {
  const t = useT()
  useCommands((): Command[] => {
    const group = 'evaluations' as const
    const step = (count: number) => {
      const next = stepId(rows.map(idOf), activeRow === undefined ? undefined : idOf(activeRow), count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    return [
      { id: 'evaluation.next', title: t('evaluations.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'evaluation.previous', title: t('evaluations.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'evaluation.open',
        title: t('evaluations.command.open'),
        group,
        keys: ['Enter'],
        when: () => activeRow !== undefined && isGridFocused(),
        run: () => activeRow !== undefined && open(activeRow),
      },
      {
        id: 'evaluation.failures',
        title: t('evaluations.command.failures'),
        group,
        keys: ['f'],
        run: toggleFailures,
      },
      {
        id: 'evaluation.toggleDetail',
        title: t('evaluations.command.toggleDetail'),
        group,
        keys: ['p'],
        run: toggleDetail,
      },
    ]
  }, [t, rows, activeRow, setActive, open, toggleFailures, toggleDetail])
}

function DetailButton({ isOn, onToggle }: { isOn: boolean; onToggle: () => void }) {
  const label = useT()('evaluations.command.toggleDetail')
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={isOn} variant={isOn ? 'light' : 'subtle'} onClick={onToggle}>
        <IconLayoutSidebarRight size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
