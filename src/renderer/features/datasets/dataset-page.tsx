import { ActionIcon, Button, Menu, Tabs, Tooltip } from '@mantine/core'
import { IconChevronDown, IconDots, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '../../../shared/model/dataset.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { openDialog } from '../../app/dialogs.ts'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { DatasetHead } from './dataset-head.tsx'
import { changeView } from './dataset-view.ts'
import css from './datasets.module.css'
import { DeleteDialog } from './delete-dialog.tsx'
import { DuplicatesTab } from './duplicates-tab.tsx'
import { ImportRecordsDialog } from './import-dialog.tsx'
import { RecordDialog } from './record-dialog.tsx'
import { RecordsTab } from './records-tab.tsx'
import { SplitsTab } from './splits-tab.tsx'
import { VersionsTab } from './versions-tab.tsx'

const tabs = ['records', 'versions', 'splits', 'duplicates'] as const
type Tab = (typeof tabs)[number]

/** One dataset: its records, its versions, its splits, and what is in it twice. */
export function DatasetPage({ datasetId, tab }: { datasetId: string; tab: string | undefined }) {
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
  return <Loaded key={datasetId} dataset={query.data} tab={tabs.find((each) => each === tab) ?? 'records'} />
}

function Loaded({ dataset, tab }: { dataset: Dataset; tab: Tab }) {
  const t = useT()
  const { datasetId } = dataset
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const [isDeleting, setIsDeleting] = useState(false)
  const [isAdding, setIsAdding] = useState(false)
  const [isImporting, setIsImporting] = useState(false)
  const show = (next: Tab) =>
    navigate({ screen: 'datasets', datasetId, ...(next === 'records' ? {} : { tab: next }) }, { replace: true })
  const exportRecords = () => openDialog({ kind: 'exportLabeled', source: { kind: 'dataset', datasetId } })
  const addFromSession = () => openDialog({ kind: 'makeDataset', datasetId })
  const evaluate = () => openNewEvaluation({ source: { kind: 'dataset', datasetId } })
  useCommands((): Command[] => {
    const group = 'datasets' as const
    return [
      ...tabs.map((each, at) => ({
        id: `dataset.tab.${each}`,
        title: t(`datasets.tab.show.${each}`),
        group,
        keys: [String(at + 1)],
        run: () => show(each),
      })),
      {
        id: 'dataset.addRecord',
        title: t('datasets.command.addRecord'),
        group,
        keys: ['n'],
        when: () => !isReadOnly,
        run: () => setIsAdding(true),
      },
      {
        id: 'dataset.addFromSession',
        title: t('datasets.command.addFromSession'),
        group,
        when: () => !isReadOnly,
        run: addFromSession,
      },
      {
        id: 'dataset.import',
        title: t('datasets.command.importFile'),
        group,
        when: () => !isReadOnly,
        run: () => setIsImporting(true),
      },
      {
        id: 'dataset.export',
        title: t('labeledExport.open'),
        group,
        run: exportRecords,
      },
      {
        id: 'dataset.evaluate',
        title: t('evaluate.command.ofDataset'),
        group,
        when: () => !isReadOnly,
        run: evaluate,
      },
      {
        id: 'dataset.delete',
        title: t('datasets.command.delete'),
        group,
        when: () => !isReadOnly,
        run: () => setIsDeleting(true),
      },
    ]
  }, [t, isReadOnly, datasetId])
  return (
    <div className={css.screen}>
      <DatasetHead dataset={dataset}>
        <Tooltip label={t('evaluate.openHint')}>
          <Button disabled={isReadOnly} onClick={evaluate}>
            {t('evaluate.open')}
          </Button>
        </Tooltip>
        <Button leftSection={<IconDownload size={14} aria-hidden />} onClick={exportRecords}>
          {t('labeledExport.openShort')}
        </Button>
        {!isReadOnly && (
          <>
            <Menu>
              <Menu.Target>
                <Button variant="filled" rightSection={<IconChevronDown size={14} aria-hidden />}>
                  {t('datasets.add.button')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setIsAdding(true)}>{t('datasets.add.byHand')}</Menu.Item>
                <Menu.Item onClick={addFromSession}>{t('datasets.add.fromSession')}</Menu.Item>
                <Menu.Item onClick={() => setIsImporting(true)}>{t('datasets.add.fromFile')}</Menu.Item>
                <Menu.Item onClick={() => navigate({ screen: 'traces' })}>{t('datasets.add.fromTraces')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon size={28} aria-label={t('common.openMenu')}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setIsDeleting(true)}>{t('datasets.delete.button')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </DatasetHead>
      <Tabs
        className={css.tabs}
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const next = tabs.find((each) => each === value)
          if (next !== undefined) show(next)
        }}
      >
        <Tabs.List aria-label={t('datasets.tab.label')}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`datasets.tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="records" className={css.tabPanel}>
          <RecordsTab dataset={dataset} isReadOnly={isReadOnly} onAdd={() => setIsAdding(true)} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={css.tabPanel}>
          <VersionsTab dataset={dataset} isReadOnly={isReadOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="duplicates" className={css.tabPanel}>
          <DuplicatesTab dataset={dataset} isReadOnly={isReadOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="splits" className={css.tabPanel}>
          <SplitsTab
            dataset={dataset}
            isReadOnly={isReadOnly}
            onShow={(split) => {
              changeView(datasetId, { shown: { split } })
              show('records')
            }}
          />
        </Tabs.Panel>
      </Tabs>
      {isDeleting && <DeleteDialog dataset={dataset} onClose={() => setIsDeleting(false)} />}
      {isImporting && <ImportRecordsDialog datasetId={datasetId} onClose={() => setIsImporting(false)} />}
      {isAdding && <RecordDialog datasetId={datasetId} onClose={() => setIsAdding(false)} />}
    </div>
  )
}
