import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { create } from 'zustand'
import type { Dataset } from '../../../shared/model/dataset.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { openDialog } from '../../app/dialogs.ts'
import { Link } from '../../app/link.tsx'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useExperimentNames } from '../../data/experiment-names.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, type GridColumn, isGridFocused } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './datasets.module.css'
import { DeleteDialog } from './delete-dialog.tsx'
import { EmptyDatasets } from './empty-datasets.tsx'

/** The row last looked at, so that coming back shows where one was. */
const useCursor = create<{ activeId: string | undefined }>(() => ({ activeId: undefined }))

const setActive = (activeId: string) => useCursor.setState({ activeId })
const idOf = (dataset: Dataset) => dataset.datasetId
const open = (dataset: Dataset) => navigate({ screen: 'datasets', datasetId: dataset.datasetId })

/** Every dataset, newest change first. */
export function DatasetList() {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  useCommands(
    (): Command[] => [
      {
        id: 'datasets.new',
        title: t('datasets.command.new'),
        group: 'datasets',
        keys: ['n'],
        when: () => !isReadOnly,
        run: () => openDialog({ kind: 'makeDataset' }),
      },
    ],
    [t, isReadOnly],
  )
  const query = useQuery(orpc.datasets.list.queryOptions())
  if (query.isError && query.data === undefined) {
    return (
      <EmptyState
        title={t('datasets.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('datasets.loading')} />
  }
  if (query.data.length === 0) {
    return (
      <div className={css.scrolling}>
        <h1 className={css.hiddenTitle}>{t('datasets.title')}</h1>
        <EmptyDatasets />
      </div>
    )
  }
  return <Table datasets={query.data} />
}

function Table({ datasets }: { datasets: readonly Dataset[] }) {
  const t = useT()
  const format = useFormat()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { activeId } = useCursor()
  const [deleting, setDeleting] = useState<Dataset>()
  const experimentNames = useExperimentNames()
  const columns = useMemo(
    (): GridColumn<Dataset>[] => [
      {
        id: 'name',
        name: t('datasets.column.name'),
        widthPx: 220,
        isStretched: true,
        render: (row) => (
          <Link to={{ screen: 'datasets', datasetId: row.datasetId }} tabIndex={-1} className={css.nameLink}>
            {row.name}
          </Link>
        ),
      },
      {
        id: 'records',
        name: t('datasets.column.records'),
        widthPx: 100,
        isNumber: true,
        render: (row) => format.number(row.recordCount),
      },
      {
        id: 'experiments',
        name: t('datasets.column.experiments'),
        widthPx: 180,
        render: (row) => {
          const names = format.list(row.experimentIds.map(experimentNames))
          return <span title={names}>{names}</span>
        },
      },
      {
        id: 'changed',
        name: t('datasets.column.changed'),
        widthPx: 120,
        render: (row) => <RelativeTime timeMs={row.updatedAtMs} />,
      },
      {
        id: 'created',
        name: t('datasets.column.created'),
        widthPx: 120,
        render: (row) => <RelativeTime timeMs={row.createdAtMs} />,
      },
      {
        id: 'createdBy',
        name: t('datasets.column.createdBy'),
        widthPx: 120,
        render: (row) => row.createdBy ?? null,
      },
    ],
    [t, format, experimentNames],
  )
  useCommands((): Command[] => {
    const group = 'datasets' as const
    const findActive = () => datasets.find((each) => each.datasetId === useCursor.getState().activeId)
    const step = (count: number) => {
      const next = stepId(datasets.map(idOf), useCursor.getState().activeId, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    return [
      { id: 'datasets.next', title: t('datasets.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'datasets.previous', title: t('datasets.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'datasets.open',
        title: t('datasets.command.open'),
        group,
        keys: ['Enter'],
        when: () => findActive() !== undefined && isGridFocused(),
        run: () => {
          const active = findActive()
          if (active !== undefined) open(active)
        },
      },
      {
        id: 'datasets.delete',
        title: t('datasets.command.delete'),
        group,
        keys: ['Delete'],
        when: () => !isReadOnly && findActive() !== undefined,
        run: () => setDeleting(findActive()),
      },
    ]
  }, [t, datasets, isReadOnly])
  return (
    <div className={css.screen}>
      <div className={css.toolbar}>
        <h1 className={css.title}>{t('datasets.title')}</h1>
        <span className={css.count}>
          {t('datasets.count', { count: datasets.length, formatted: format.number(datasets.length) })}
        </span>
        <div className={css.titleTools}>
          <Button
            variant="filled"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={isReadOnly}
            onClick={() => openDialog({ kind: 'makeDataset' })}
          >
            {t('datasets.new')}
          </Button>
        </div>
      </div>
      <DataGrid
        label={t('datasets.title')}
        columns={columns}
        rows={datasets}
        idOf={idOf}
        activeId={activeId}
        onActive={setActive}
        onOpen={open}
      />
      {deleting !== undefined && <DeleteDialog dataset={deleting} onClose={() => setDeleting(undefined)} />}
    </div>
  )
}
