import { Button, Select } from '@mantine/core'
import { IconArrowBackUp, IconRestore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Dataset, DatasetVersion } from '../../../shared/model/dataset.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, type GridColumn } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { Panes } from '../../ui/panes.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { restoreVersion, undoVersion } from './dataset-actions.ts'
import { changeView, useDatasetView } from './dataset-view.ts'
import css from './datasets.module.css'
import { VersionDiff } from './version-diff.tsx'
import diff from './versions.module.css'

const idOf = (version: DatasetVersion) => String(version.version)

/** Every save of the dataset, what each changed, and the ways back. */
export function VersionsTab({ dataset, isReadOnly }: { dataset: Dataset; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const { datasetId } = dataset
  const view = useDatasetView(datasetId)
  const query = useQuery(orpc.datasets.versions.queryOptions({ input: { datasetId } }))
  const versions = query.data ?? []
  const active = versions.find(({ version }) => version === view.version) ?? versions[0]
  const base = versions.find(({ version }) => version === view.base)?.version ?? (active?.version ?? 1) - 1
  const select = (id: string) => changeView(datasetId, { version: Number(id), base: undefined })
  const columns = useMemo(
    (): GridColumn<DatasetVersion>[] => [
      { id: 'version', name: t('datasets.versions.version'), widthPx: 92, render: ({ version }) => `v${version}` },
      {
        id: 'cause',
        name: t('datasets.versions.cause'),
        widthPx: 150,
        isStretched: true,
        render: ({ cause, note }) => {
          const word = t(`datasets.versions.because.${cause}`)
          return note === undefined ? word : `${word} (${note})`
        },
      },
      {
        id: 'records',
        name: t('datasets.column.records'),
        widthPx: 100,
        isNumber: true,
        render: ({ recordCount }) => format.number(recordCount),
      },
      { id: 'by', name: t('datasets.versions.by'), widthPx: 100, render: ({ createdBy }) => createdBy ?? null },
      {
        id: 'when',
        name: t('datasets.versions.when'),
        widthPx: 110,
        render: ({ createdAtMs }) => <RelativeTime timeMs={createdAtMs} />,
      },
    ],
    [t, format],
  )
  useCommands((): Command[] => {
    const group = 'datasets' as const
    const step = (count: number) => {
      const next = stepId(versions.map(idOf), active === undefined ? undefined : idOf(active), count)
      if (next !== undefined) select(next)
      focusGrid()
    }
    return [
      { id: 'dataset.nextVersion', title: t('datasets.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'dataset.previousVersion', title: t('datasets.command.previous'), group, keys: ['k'], run: () => step(-1) },
    ]
  }, [t, versions, active])
  if (query.isError && query.data === undefined) {
    return (
      <EmptyState
        title={t('datasets.versions.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (active === undefined) return <div className={css.screen} aria-busy />
  const isNewest = active.version === dataset.version
  const canUndo = !isReadOnly && active.version > 1
  const list = (
    <DataGrid
      label={t('datasets.tab.versions')}
      columns={columns}
      rows={versions}
      idOf={idOf}
      activeId={idOf(active)}
      onActive={select}
    />
  )
  const changes = (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={diff.diff} tabIndex={0} aria-label={t('datasets.versions.changes')}>
      <div className={diff.diffTools}>
        <h2 className={css.title}>{`v${active.version}`}</h2>
        {versions.length > 1 && (
          <Select
            aria-label={t('datasets.versions.against')}
            className={css.splitSelect}
            data={versions
              .filter(({ version }) => version !== active.version)
              .map(({ version }) => ({
                value: String(version),
                label: t('datasets.versions.comparedWith', { version: String(version) }),
              }))}
            value={base < 1 ? null : String(base)}
            placeholder={t('datasets.versions.compare')}
            allowDeselect={false}
            onChange={(value) =>
              value !== null && changeView(datasetId, { version: active.version, base: Number(value) })
            }
          />
        )}
        <div className={css.titleTools}>
          <Button
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            disabled={!canUndo}
            onClick={() => void undoVersion(datasetId, active.version)}
          >
            {t(isNewest ? 'datasets.versions.undoLast' : 'datasets.versions.undo')}
          </Button>
          <Button
            leftSection={<IconRestore size={14} aria-hidden />}
            disabled={isReadOnly || isNewest}
            onClick={() => void restoreVersion(datasetId, active.version)}
          >
            {t('datasets.versions.restore')}
          </Button>
        </div>
      </div>
      {base < 1 ? (
        <p className={diff.note}>
          {t('datasets.versions.first', { count: active.recordCount, formatted: format.number(active.recordCount) })}
        </p>
      ) : (
        <VersionDiff datasetId={datasetId} from={base} to={active.version} />
      )}
    </section>
  )
  return (
    <Panes
      id="dataset-versions"
      panes={[
        {
          id: 'versions',
          content: list,
          defaultPercent: 44,
          minPx: 280,
          borderLabel: t('datasets.versions.changes'),
        },
        { id: 'changes', content: changes, defaultPercent: 56, minPx: 280 },
      ]}
    />
  )
}
