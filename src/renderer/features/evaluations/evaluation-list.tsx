import { Button, Checkbox } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { create } from 'zustand'
import { mostCompared } from '../../../shared/model/report.ts'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { Link } from '../../app/link.tsx'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, type GridColumn, isGridFocused } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { compareQuery } from '../report/index.tsx'
import { EmptyEvaluations } from './empty-evaluations.tsx'
import { type EvaluationSort, measureColumn, newestFirst, nextSort, sortEvaluations } from './evaluation-sort.ts'
import css from './evaluations.module.css'
import { MeasureCell } from './measure-cell.tsx'
import { findMeasure, measureKeys } from './measures.ts'
import { StatusMark } from './status-mark.tsx'

/** The row last looked at and the order, so that coming back shows where one was. */
const useListView = create<{ activeId: string | undefined; sort: EvaluationSort; selected: readonly string[] }>(() => ({
  activeId: undefined,
  selected: [],
  sort: newestFirst,
}))

const setActive = (activeId: string) => useListView.setState({ activeId })

function toggleSelected(runId: string): void {
  const { selected } = useListView.getState()
  const isIn = selected.includes(runId)
  if (!isIn && selected.length === mostCompared) return
  useListView.setState({ selected: isIn ? selected.filter((each) => each !== runId) : [...selected, runId] })
}

/** The oldest is what the others are compared with: what came later is to be better. */
function compareSelected(evaluations: readonly EvaluationSummary[]): void {
  const { selected } = useListView.getState()
  const [baseline, ...others] = evaluations
    .filter(({ runId }) => selected.includes(runId))
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ runId }) => runId)
  if (baseline === undefined || others.length === 0) return
  navigate({ screen: 'evaluations', runId: baseline, tab: 'compare', query: compareQuery(others) })
}

const idOf = (evaluation: EvaluationSummary) => evaluation.runId
const open = (evaluation: EvaluationSummary) => navigate({ screen: 'evaluations', runId: evaluation.runId })

/** Every evaluation with what it measured. */
export function EvaluationList() {
  const t = useT()
  const query = useQuery(orpc.evaluations.list.queryOptions())
  if (query.isError && query.data === undefined) {
    return (
      <EmptyState
        title={t('evaluations.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('evaluations.loading')} />
  }
  if (query.data.length === 0) {
    return (
      <div className={css.scrolling}>
        <h1 className={css.hiddenTitle}>{t('evaluations.title')}</h1>
        <EmptyEvaluations />
      </div>
    )
  }
  return <Table evaluations={query.data} />
}

function Table({ evaluations }: { evaluations: readonly EvaluationSummary[] }) {
  const t = useT()
  const format = useFormat()
  const { activeId, sort, selected: kept } = useListView()
  // What was selected may be gone since.
  const selected = useMemo(
    () => kept.filter((id) => evaluations.some(({ runId }) => runId === id)),
    [kept, evaluations],
  )
  const rows = useMemo(() => sortEvaluations(evaluations, sort, format.locale), [evaluations, sort, format.locale])
  const keys = useMemo(() => measureKeys(evaluations), [evaluations])
  const columns = useMemo((): GridColumn<EvaluationSummary>[] => {
    const sortOf = (column: string, name: string) => ({
      direction: sort.column === column ? sort.direction : undefined,
      label: t('evaluations.sortBy', { name }),
      onSort: () => useListView.setState({ sort: nextSort(sort, column) }),
    })
    const fixed = (id: 'name' | 'experiment' | 'started' | 'status' | 'rows' | 'duration') => {
      const name = t(`evaluations.column.${id}`)
      return { id, name, sort: sortOf(id, name) }
    }
    return [
      {
        id: 'select',
        name: t('evaluations.compare.select'),
        widthPx: 92,
        render: ({ runId, name }) => (
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={t('evaluations.compare.selectOf', { name: name === '' ? t('evaluations.noName') : name })}
            checked={selected.includes(runId)}
            disabled={!selected.includes(runId) && selected.length === mostCompared}
            onChange={() => toggleSelected(runId)}
          />
        ),
      },
      { ...fixed('name'), widthPx: 200, isStretched: true, render: (row) => <NameLink evaluation={row} /> },
      // What was measured is what one comes for: in a small window it is the rest that scrolls out.
      ...keys.map((key) => ({
        id: measureColumn(key),
        name: key,
        sort: sortOf(measureColumn(key), key),
        widthPx: Math.min(240, Math.max(104, key.length * 7.5 + 40)),
        isNumber: true,
        render: (row: EvaluationSummary) => <MeasureCell measure={findMeasure(row, key)} />,
      })),
      {
        ...fixed('experiment'),
        widthPx: 132,
        render: (row) => <span title={row.experimentName}>{row.experimentName}</span>,
      },
      { ...fixed('started'), widthPx: 112, render: (row) => <RelativeTime timeMs={row.startMs} /> },
      { ...fixed('status'), widthPx: 100, render: (row) => <StatusMark evaluation={row} /> },
      { ...fixed('rows'), widthPx: 72, isNumber: true, render: (row) => format.number(row.traceCount) },
      {
        ...fixed('duration'),
        widthPx: 92,
        isNumber: true,
        render: (row) => (row.endMs === undefined ? null : format.duration((row.endMs - row.startMs) * 1000)),
      },
    ]
  }, [t, format, sort, keys, selected])
  useCommands((): Command[] => {
    const step = (count: number) => {
      const next = stepId(rows.map(idOf), useListView.getState().activeId, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    const findActive = () => rows.find((row) => row.runId === useListView.getState().activeId)
    const group = 'evaluations' as const
    return [
      { id: 'evaluations.next', title: t('evaluations.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'evaluations.previous', title: t('evaluations.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'evaluations.select',
        title: t('evaluations.command.select'),
        group,
        keys: ['x'],
        when: () => findActive() !== undefined,
        run: () => {
          const active = findActive()
          if (active !== undefined) toggleSelected(active.runId)
        },
      },
      {
        id: 'evaluations.compare',
        title: t('evaluations.command.compare'),
        group,
        keys: ['c'],
        when: () => useListView.getState().selected.length > 1,
        run: () => compareSelected(rows),
      },
      {
        id: 'evaluations.open',
        title: t('evaluations.command.open'),
        group,
        keys: ['Enter'],
        when: () => findActive() !== undefined && isGridFocused(),
        run: () => {
          const active = findActive()
          if (active !== undefined) open(active)
        },
      },
    ]
  }, [t, rows])
  return (
    <div className={css.screen}>
      <div className={css.toolbar}>
        <h1 className={css.title}>{t('evaluations.title')}</h1>
        <span className={css.count}>
          {t('evaluations.count', { count: rows.length, formatted: format.number(rows.length) })}
        </span>
        {selected.length > 0 && (
          <>
            <span className={css.count} role="status">
              {t('evaluations.compare.selected', { count: selected.length, formatted: format.number(selected.length) })}
            </span>
            <Button disabled={selected.length < 2} onClick={() => compareSelected(rows)}>
              {t('evaluations.compare.open')}
            </Button>
          </>
        )}
        <div className={css.titleTools}>
          <NewButton />
        </div>
      </div>
      <DataGrid
        label={t('evaluations.title')}
        columns={columns}
        rows={rows}
        idOf={idOf}
        activeId={activeId}
        onActive={setActive}
        onOpen={open}
      />
    </div>
  )
}

function NewButton() {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  return (
    <Button
      variant="filled"
      disabled={isReadOnly}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => openNewEvaluation()}
    >
      {t('evaluate.open')}
    </Button>
  )
}

function NameLink({ evaluation }: { evaluation: EvaluationSummary }) {
  const t = useT()
  return (
    <Link to={{ screen: 'evaluations', runId: evaluation.runId }} tabIndex={-1} className={css.nameLink}>
      {evaluation.name === '' ? t('evaluations.noName') : evaluation.name}
    </Link>
  )
}
