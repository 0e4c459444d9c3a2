import { ActionIcon, Button, Select, Tooltip } from '@mantine/core'
import { IconLayoutSidebarRight, IconLock, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Dataset, DatasetRecord } from '../../../shared/model/dataset.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useRemembered } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, isGridFocused } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { Panes } from '../../ui/panes.tsx'
import type { EditEnd } from './cell-editor.tsx'
import { removeRecords } from './dataset-actions.ts'
import { changeView, useDatasetView } from './dataset-view.ts'
import css from './datasets.module.css'
import { editableParts, toEditField } from './edit-text.ts'
import { EmptyDataset } from './empty-datasets.tsx'
import { type CellEdit, recordColumns } from './record-columns.tsx'
import { RecordDetail } from './record-detail.tsx'
import { findSourceTrace } from './record-text.ts'
import { SealDialog } from './seal-dialog.tsx'
import { useRecords } from './use-records.ts'

const idOf = (record: DatasetRecord) => record.recordId
const allSplits = '*'
const noSplit = ''

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

function openSource(record: DatasetRecord): void {
  const traceId = findSourceTrace(record)
  if (traceId !== undefined) navigate({ screen: 'trace', traceId })
}

/** The records in a table whose cells are edited in place, and the selected one to be read beside it. */
export function RecordsTab({
  dataset,
  isReadOnly,
  onAdd,
}: {
  dataset: Dataset
  isReadOnly: boolean
  onAdd: () => void
}) {
  const t = useT()
  const format = useFormat()
  const { datasetId } = dataset
  const view = useDatasetView(datasetId)
  const { activeId, part, shown, openings } = view
  const [isDetailOn, setDetailOn] = useRemembered<boolean>('datasets.detail', true, parseFlag)
  const [edited, setEdited] = useState<Pick<CellEdit, 'recordId' | 'part'>>()
  const [opening, setOpening] = useState<string>()
  const splits = useQuery(orpc.datasets.splits.queryOptions({ input: { datasetId } })).data ?? []
  const sealed = splits.filter(({ sealedAtMs }) => sealedAtMs !== undefined)
  const shownSeal = shown === undefined ? undefined : sealed.find(({ name }) => name === shown.split)
  const openingOf = shownSeal?.name === undefined ? undefined : openings[shownSeal.name]
  const isClosed = shownSeal !== undefined && openingOf === undefined
  const { query, records, loadMore } = useRecords(datasetId, {
    ...(shown === undefined ? {} : { split: shown.split ?? null }),
    ...(openingOf === undefined ? {} : { openingId: openingOf.openingId }),
  })
  const active = records.find((record) => record.recordId === activeId)
  const canEdit = !isReadOnly && shownSeal === undefined
  const member = useMemo(() => {
    const first = edited === undefined ? undefined : records.find((record) => record[edited.part] !== undefined)
    return first === undefined || edited === undefined ? undefined : toEditField(edited.part, first[edited.part]).member
  }, [records, edited])
  const columns = useMemo(() => {
    const end = (how: EditEnd) => {
      const next = how === 'done' ? undefined : stepId(editableParts, edited?.part, how === 'next' ? 1 : -1)
      const nextPart = editableParts.find((each) => each === next)
      if (edited === undefined || nextPart === undefined || nextPart === edited.part) {
        setEdited(undefined)
        // After the editor is gone, as it would take the focus along.
        requestAnimationFrame(focusGrid)
      } else {
        changeView(datasetId, { part: nextPart })
        setEdited({ ...edited, part: nextPart })
      }
    }
    return recordColumns(t, edited === undefined ? undefined : { ...edited, member, onEnd: end })
  }, [t, edited, member, datasetId])
  const beginEdit = (record: DatasetRecord | undefined) => {
    if (record !== undefined && canEdit) setEdited({ recordId: record.recordId, part })
  }
  const remove = () => {
    if (active === undefined || !canEdit) return
    const next = stepId(records.map(idOf), activeId, 1)
    changeView(datasetId, { activeId: next === activeId ? stepId(records.map(idOf), activeId, -1) : next })
    void removeRecords(datasetId, [active.recordId])
  }
  useCommands((): Command[] => {
    const group = 'datasets' as const
    const step = (count: number) => {
      const next = stepId(records.map(idOf), activeId, count)
      if (next !== undefined) changeView(datasetId, { activeId: next })
      focusGrid()
    }
    return [
      { id: 'dataset.next', title: t('datasets.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'dataset.previous', title: t('datasets.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'dataset.edit',
        title: t('datasets.command.edit'),
        group,
        keys: ['Enter'],
        when: () => active !== undefined && canEdit && isGridFocused(),
        run: () => beginEdit(active),
      },
      {
        id: 'dataset.removeRecord',
        title: t('datasets.command.removeRecord'),
        group,
        keys: ['Delete'],
        when: () => active !== undefined && canEdit,
        run: remove,
      },
      {
        id: 'dataset.openTrace',
        title: t('datasets.command.openTrace'),
        group,
        keys: ['o'],
        when: () => active !== undefined && findSourceTrace(active) !== undefined,
        run: () => active !== undefined && openSource(active),
      },
      {
        id: 'dataset.toggleDetail',
        title: t('datasets.command.toggleDetail'),
        group,
        keys: ['p'],
        run: () => setDetailOn(!isDetailOn),
      },
    ]
  }, [t, records, activeId, active, isDetailOn, setDetailOn, canEdit, datasetId, part])
  const total =
    shown === undefined
      ? dataset.recordCount - sealed.reduce((sum, { recordCount }) => sum + recordCount, 0)
      : (splits.find(({ name }) => name === shown.split)?.recordCount ?? records.length)
  const table = (
    <DataGrid
      label={t('datasets.one.list')}
      columns={columns}
      rows={records}
      idOf={idOf}
      total={total}
      isBusy={query.isFetchingNextPage}
      activeId={activeId}
      onActive={(id) => changeView(datasetId, { activeId: id })}
      onOpen={beginEdit}
      onEnd={loadMore}
      cellCursor={{
        columnIds: editableParts,
        columnId: part,
        onColumn: (id) => changeView(datasetId, { part: editableParts.find((each) => each === id) ?? part }),
      }}
    />
  )
  const detailLabel = t('datasets.command.toggleDetail')
  const nameOf = (name: string | undefined) => name ?? t('datasets.split.none')
  return (
    <>
      <div className={css.recordTools}>
        {splits.length > 1 || splits[0]?.name !== undefined ? (
          <Select
            aria-label={t('datasets.split.shown')}
            className={css.splitSelect}
            data={[
              { value: allSplits, label: t('datasets.split.all') },
              ...splits.map(({ name, recordCount, sealedAtMs }) => ({
                value: name ?? noSplit,
                label: t(sealedAtMs === undefined ? 'datasets.split.option' : 'datasets.split.sealedOption', {
                  name: nameOf(name),
                  formatted: format.number(recordCount),
                }),
              })),
            ]}
            value={shown === undefined ? allSplits : (shown.split ?? noSplit)}
            allowDeselect={false}
            onChange={(value) => {
              if (value === null) return
              changeView(datasetId, {
                activeId: undefined,
                shown: value === allSplits ? undefined : { split: value === noSplit ? undefined : value },
              })
            }}
          />
        ) : null}
        {shown === undefined &&
          sealed.map(({ name, recordCount }) => (
            <span key={name} className={css.sealNote}>
              <IconLock size={14} aria-hidden />
              {t('datasets.seal.hidden', {
                name: nameOf(name),
                count: recordCount,
                formatted: format.number(recordCount),
              })}
            </span>
          ))}
        {openingOf !== undefined && (
          <span className={css.sealNote} role="status">
            <IconLock size={14} aria-hidden />
            {t('datasets.seal.openFor', { purpose: openingOf.purpose })}
          </span>
        )}
        <div className={css.titleTools}>
          {canEdit && active !== undefined && (
            <Button variant="subtle" color="gray" leftSection={<IconTrash size={14} aria-hidden />} onClick={remove}>
              {t('datasets.record.remove')}
            </Button>
          )}
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
        </div>
      </div>
      <div className={css.content}>
        {isClosed ? (
          <EmptyState
            icon={<IconLock size={28} />}
            title={t('datasets.seal.closed', {
              name: nameOf(shownSeal.name),
              count: shownSeal.recordCount,
              formatted: format.number(shownSeal.recordCount),
            })}
            actions={
              <Button variant="filled" disabled={isReadOnly} onClick={() => setOpening(shownSeal.name)}>
                {t('datasets.seal.open')}
              </Button>
            }
          >
            {t('datasets.seal.closedBody')}
          </EmptyState>
        ) : query.isError && records.length === 0 ? (
          <EmptyState
            title={t('datasets.one.recordsFailed')}
            actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          >
            {failureText(query.error)}
          </EmptyState>
        ) : query.isPending ? (
          <div className={css.screen} aria-busy />
        ) : dataset.recordCount === 0 ? (
          <div className={css.scrolling}>
            <EmptyDataset datasetId={datasetId} onAdd={isReadOnly ? undefined : onAdd} />
          </div>
        ) : records.length === 0 ? (
          <EmptyState title={t('datasets.split.empty')}>{t('datasets.split.emptyBody')}</EmptyState>
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
                content: <RecordDetail key={activeId} record={active} splits={splits} canMove={canEdit} />,
                defaultPercent: 38,
                minPx: 240,
              },
            ]}
          />
        ) : (
          table
        )}
      </div>
      {opening !== undefined && (
        <SealDialog datasetId={datasetId} split={opening} act="open" onClose={() => setOpening(undefined)} />
      )}
    </>
  )
}
