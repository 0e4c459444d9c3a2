import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconDownload, IconLayoutSidebarRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import type { Dataset, DatasetRecord } from '../../../shared/model/dataset.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { openDialog } from '../../app/dialogs.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useExperimentNames } from '../../data/experiment-names.ts'
import { useRemembered } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataGrid, focusGrid, isGridFocused } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { Panes } from '../../ui/panes.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './datasets.module.css'
import { DeleteDialog } from './delete-dialog.tsx'
import { EmptyDataset } from './empty-datasets.tsx'
import { recordColumns } from './record-columns.tsx'
import { RecordDetail } from './record-detail.tsx'
import { findSourceTrace } from './record-text.ts'
import { useRecords } from './use-records.ts'

const idOf = (record: DatasetRecord) => record.recordId

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

function openSource(record: DatasetRecord): void {
  const traceId = findSourceTrace(record)
  if (traceId !== undefined) navigate({ screen: 'trace', traceId })
}

/** One dataset and its records. */
export function DatasetPage({ datasetId }: { datasetId: string }) {
  const t = useT()
  const query = useQuery(orpc.datasets.get.queryOptions({ input: { datasetId } }))
  const toList = () => navigate({ screen: 'datasets' })
  useCommands(
    (): Command[] => [
      {
        id: 'dataset.back',
        title: t('datasets.command.back'),
        group: 'datasets',
        keys: ['u'],
        run: () => navigate({ screen: 'datasets' }),
      },
    ],
    [t],
  )
  const isMissing = query.isError && toFailure(query.error).code === 'NOT_FOUND'
  if (query.isError && (query.data === undefined || isMissing)) {
    return (
      <EmptyState
        title={t(isMissing ? 'datasets.one.notFound' : 'datasets.failed')}
        actions={
          <>
            <Button onClick={toList}>{t('datasets.one.back')}</Button>
            {!isMissing && <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          </>
        }
      >
        {isMissing ? t('datasets.one.notFoundBody') : failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('datasets.loading')} />
  }
  return <Loaded key={datasetId} dataset={query.data} />
}

function Loaded({ dataset }: { dataset: Dataset }) {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const [isDeleting, setIsDeleting] = useState(false)
  const [isDetailOn, setDetailOn] = useRemembered<boolean>('datasets.detail', true, parseFlag)
  const [activeId, setActive] = useState<string>()
  const { query, records, loadMore } = useRecords(dataset.datasetId)
  const columns = useMemo(() => recordColumns(t), [t])
  const active = records.find((record) => record.recordId === activeId)
  useCommands((): Command[] => {
    const group = 'datasets' as const
    const step = (count: number) => {
      const next = stepId(records.map(idOf), activeId, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    return [
      { id: 'dataset.next', title: t('datasets.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'dataset.previous', title: t('datasets.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'dataset.openTrace',
        title: t('datasets.command.openTrace'),
        group,
        keys: ['Enter'],
        when: () => active !== undefined && findSourceTrace(active) !== undefined && isGridFocused(),
        run: () => active !== undefined && openSource(active),
      },
      {
        id: 'dataset.toggleDetail',
        title: t('datasets.command.toggleDetail'),
        group,
        keys: ['p'],
        run: () => setDetailOn(!isDetailOn),
      },
      {
        id: 'dataset.export',
        title: t('labeledExport.open'),
        group,
        run: () => openDialog({ kind: 'exportLabeled', source: { kind: 'dataset', datasetId: dataset.datasetId } }),
      },
      {
        id: 'dataset.delete',
        title: t('datasets.command.delete'),
        group,
        when: () => !isReadOnly,
        run: () => setIsDeleting(true),
      },
    ]
  }, [t, records, activeId, active, isDetailOn, setDetailOn, isReadOnly, dataset.datasetId])
  const table = (
    <DataGrid
      label={t('datasets.one.list')}
      columns={columns}
      rows={records}
      idOf={idOf}
      total={dataset.recordCount}
      isBusy={query.isFetchingNextPage}
      activeId={activeId}
      onActive={setActive}
      onOpen={openSource}
      onEnd={loadMore}
    />
  )
  const detailLabel = t('datasets.command.toggleDetail')
  return (
    <div className={css.screen}>
      <Head dataset={dataset}>
        <Button
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() =>
            openDialog({ kind: 'exportLabeled', source: { kind: 'dataset', datasetId: dataset.datasetId } })
          }
        >
          {t('labeledExport.openShort')}
        </Button>
        {!isReadOnly && <Button onClick={() => setIsDeleting(true)}>{t('datasets.delete.button')}</Button>}
        <Tooltip label={detailLabel}>
          <ActionIcon
            aria-label={detailLabel}
            aria-pressed={isDetailOn}
            variant={isDetailOn ? 'light' : 'subtle'}
            onClick={() => setDetailOn(!isDetailOn)}
          >
            <IconLayoutSidebarRight size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Head>
      <div className={css.content}>
        {query.isError && records.length === 0 ? (
          <EmptyState
            title={t('datasets.one.recordsFailed')}
            actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          >
            {failureText(query.error)}
          </EmptyState>
        ) : query.isPending ? (
          <div className={css.screen} aria-busy />
        ) : records.length === 0 ? (
          <div className={css.scrolling}>
            <EmptyDataset datasetId={dataset.datasetId} />
          </div>
        ) : isDetailOn ? (
          <Panes
            id="dataset"
            panes={[
              {
                id: 'records',
                content: table,
                defaultPercent: 62,
                minPx: 320,
                borderLabel: t('datasets.record.title'),
              },
              {
                id: 'detail',
                content: <RecordDetail key={activeId} record={active} />,
                defaultPercent: 38,
                minPx: 240,
              },
            ]}
          />
        ) : (
          table
        )}
      </div>
      {isDeleting && <DeleteDialog dataset={dataset} onClose={() => setIsDeleting(false)} />}
    </div>
  )
}

function Head({ dataset, children }: { dataset: Dataset; children: ReactNode }) {
  const t = useT()
  const format = useFormat()
  const experimentNames = useExperimentNames()
  const tags = Object.entries(dataset.tags)
  return (
    <header className={css.head}>
      <div className={css.titleLine}>
        <Tooltip label={t('datasets.one.back')}>
          <ActionIcon aria-label={t('datasets.one.back')} onClick={() => navigate({ screen: 'datasets' })}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <h1 className={css.title} title={dataset.name}>
          {dataset.name}
        </h1>
        <span className={css.count}>
          {t('datasets.one.records', { count: dataset.recordCount, formatted: format.number(dataset.recordCount) })}
        </span>
        <div className={css.titleTools}>{children}</div>
      </div>
      <dl className={css.facts}>
        <Fact name={t('datasets.one.id')}>
          <code className={css.id}>{dataset.datasetId}</code>
          <CopyButton text={dataset.datasetId} name={t('datasets.one.copyId')} />
        </Fact>
        <Fact name={t('datasets.column.experiments')}>
          {dataset.experimentIds.length === 0
            ? t('datasets.one.noExperiments')
            : format.list(dataset.experimentIds.map(experimentNames))}
        </Fact>
        <Fact name={t('datasets.column.changed')}>
          <RelativeTime timeMs={dataset.updatedAtMs} />
        </Fact>
        {dataset.createdBy !== undefined && <Fact name={t('datasets.column.createdBy')}>{dataset.createdBy}</Fact>}
      </dl>
      {tags.length > 0 && (
        <details className={css.fold}>
          <summary>{t('datasets.one.tags', { count: tags.length, formatted: format.number(tags.length) })}</summary>
          <div className={css.foldBody}>
            <Fields>
              {tags.map(([key, value]) => (
                <Field key={key} name={key} isMono>
                  {value}
                </Field>
              ))}
            </Fields>
          </div>
        </details>
      )}
    </header>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
