import { ActionIcon, Loader, Progress } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ColumnMapping, ImportPreview } from '../../../shared/model/job.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import type { ImportItem } from './import-items.ts'
import { JobProgress } from './job-progress.tsx'
import { MappingTable } from './mapping-table.tsx'
import css from './transfer.module.css'
import { useJobs } from './use-jobs.ts'

/** One file: what it is, what its columns mean, how far it is, what came of it. */
export function ImportItemRow({
  item,
  onRemove,
  onMap,
}: {
  item: ImportItem
  onRemove: () => void
  onMap: (mapping: ColumnMapping) => void
}) {
  const t = useT()
  const format = useFormat()
  const { state } = item
  const isStarted = state.step === 'started'
  return (
    <li className={css.item}>
      <div className={css.itemHead}>
        <span className={css.itemName} title={item.name}>
          {item.name}
        </span>
        <span className={css.itemFacts}>
          {state.step === 'ready' && <PreviewFacts preview={state.preview} />}
          {item.sizeBytes !== undefined && <span>{format.bytes(item.sizeBytes)}</span>}
        </span>
        {!isStarted && (
          <ActionIcon aria-label={t('transfer.import.remove', { name: item.name })} onClick={onRemove}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {state.step === 'handing' && (
        <>
          <Progress value={state.fraction * 100} aria-label={t('transfer.jobs.progressOf', { title: item.name })} />
          <span className={css.hint}>
            {t('transfer.import.uploading', { percent: format.percent(state.fraction) })}
          </span>
        </>
      )}
      {state.step === 'looking' && (
        <span className={css.hint}>
          <Loader size="xs" mr="sm" aria-hidden />
          {t('transfer.import.reading')}
        </span>
      )}
      {state.step === 'failed' && <ToneBadge tone="error">{failureText(state.error)}</ToneBadge>}
      {state.step === 'ready' && state.mapping !== undefined && state.preview.columns !== undefined && (
        <MappingTable columns={state.preview.columns} mapping={state.mapping} onMap={onMap} />
      )}
      {isStarted && <StartedJob jobId={state.jobId} />}
    </li>
  )
}

function PreviewFacts({ preview }: { preview: ImportPreview }) {
  const t = useT()
  return (
    <span>
      {t(`transfer.format.${preview.format}`)}
      {preview.compression !== 'none' && `, ${t('transfer.import.compressed', { how: preview.compression })}`}
    </span>
  )
}

function StartedJob({ jobId }: { jobId: string }) {
  const t = useT()
  const [job] = useJobs([jobId])
  if (job === undefined) return <span className={css.hint}>{t('transfer.import.waiting')}</span>
  return <JobProgress job={job} />
}
