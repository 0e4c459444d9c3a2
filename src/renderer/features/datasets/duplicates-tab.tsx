import { Button } from '@mantine/core'
import { IconCopyCheck, IconLock } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type Dataset, type DuplicateGroup, DuplicateReport } from '../../../shared/model/dataset.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { JobState, useJob } from '../transfer/index.tsx'
import { moveRecords, removeRecords } from './dataset-actions.ts'
import { changeView, useDatasetView } from './dataset-view.ts'
import css from './duplicates.module.css'

/** Looks for records that are the same or nearly so, within a split and across splits. */
export function DuplicatesTab({ dataset, isReadOnly }: { dataset: Dataset; isReadOnly: boolean }) {
  const t = useT()
  const { datasetId } = dataset
  const { checkId } = useDatasetView(datasetId)
  const [isStarting, setIsStarting] = useState(false)
  const start = async () => {
    setIsStarting(true)
    try {
      const { jobId } = await client.datasets.checkDuplicates({ datasetId })
      changeView(datasetId, { checkId: jobId })
    } catch (error) {
      notifyFailure(error)
    }
    setIsStarting(false)
  }
  const begin = (
    <Button
      variant={checkId === undefined ? 'filled' : 'default'}
      leftSection={<IconCopyCheck size={14} aria-hidden />}
      loading={isStarting}
      disabled={dataset.recordCount < 2}
      onClick={() => void start()}
    >
      {t(checkId === undefined ? 'datasets.duplicates.check' : 'datasets.duplicates.again')}
    </Button>
  )
  if (checkId === undefined) {
    return (
      <EmptyState icon={<IconCopyCheck size={28} />} title={t('datasets.duplicates.title')} actions={begin}>
        {t('datasets.duplicates.what')}
      </EmptyState>
    )
  }
  return <Checked key={checkId} dataset={dataset} jobId={checkId} isReadOnly={isReadOnly} begin={begin} />
}

function Checked({
  dataset,
  jobId,
  isReadOnly,
  begin,
}: {
  dataset: Dataset
  jobId: string
  isReadOnly: boolean
  begin: ReactNode
}) {
  const t = useT()
  const format = useFormat()
  const job = useJob(jobId)
  const report = job?.state === 'done' ? DuplicateReport.safeParse(job.details).data : undefined
  const number = (count: number) => ({ count, formatted: format.number(count) })
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={css.page} tabIndex={0} aria-label={t('datasets.tab.duplicates')}>
      <div className={css.head}>
        {report !== undefined && (
          <p className={css.sum} role="status">
            {report.groupCount === 0
              ? t('datasets.duplicates.none', number(report.recordCount))
              : t('datasets.duplicates.found', number(report.groupCount))}{' '}
            {report.leakCount > 0 && t('datasets.duplicates.leaks', number(report.leakCount))}
          </p>
        )}
        {job?.state !== 'running' && begin}
      </div>
      {job !== undefined && job.state !== 'done' && (
        <div className={css.progress}>
          <JobState job={job} />
        </div>
      )}
      {report !== undefined && report.version < dataset.version && (
        <p className={css.note}>{t('datasets.duplicates.stale', { version: String(report.version) })}</p>
      )}
      <ul className={css.groups}>
        {report?.groups.map((group) => (
          <Group key={group.members[0]?.recordId} datasetId={dataset.datasetId} group={group} isReadOnly={isReadOnly} />
        ))}
      </ul>
      {report !== undefined && report.groupCount > report.groups.length && (
        <p className={css.note}>{t('datasets.duplicates.more', number(report.groupCount - report.groups.length))}</p>
      )}
    </section>
  )
}

function Group({ datasetId, group, isReadOnly }: { datasetId: string; group: DuplicateGroup; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const [removed, setRemoved] = useState<readonly string[]>([])
  const [movedTo, setMovedTo] = useState<string>()
  const members = group.members.filter(({ recordId }) => !removed.includes(recordId))
  const splits = [...new Set(members.flatMap(({ split }) => split ?? []))]
  const hasSealed = members.some(({ isSealed }) => isSealed)
  const isLeak = group.isLeak && movedTo === undefined && splits.length > 1
  const move = (split: string) => {
    const others = members.filter((each) => each.split !== split).map(({ recordId }) => recordId)
    setMovedTo(split)
    void moveRecords(datasetId, others, split)
  }
  return (
    <li className={css.group}>
      <div className={css.groupHead}>
        {isLeak && <ToneBadge tone="warn">{t('datasets.duplicates.leak')}</ToneBadge>}
        <span className={css.dim}>
          {group.similarity === 1
            ? t('datasets.duplicates.same')
            : t('datasets.duplicates.similar', { percent: format.percent(group.similarity) })}
        </span>
        {isLeak &&
          !isReadOnly &&
          !hasSealed &&
          splits.map((split) => (
            <Button key={split} variant="subtle" onClick={() => move(split)}>
              {t('datasets.duplicates.moveTo', { split })}
            </Button>
          ))}
        {isLeak && hasSealed && <span className={css.dim}>{t('datasets.duplicates.sealedHint')}</span>}
      </div>
      {members.map(({ recordId, split, isSealed, text }) => (
        <div key={recordId} className={css.member}>
          <span className={css.split}>{movedTo ?? split ?? t('datasets.split.none')}</span>
          <span className={css.text} title={text}>
            {isSealed ? (
              <span className={css.dim}>
                <IconLock size={14} aria-hidden /> {t('datasets.duplicates.sealed')}
              </span>
            ) : (
              text
            )}
          </span>
          {!isSealed && !isReadOnly && members.length > 1 && (
            <Button
              variant="subtle"
              color="gray"
              aria-label={t('datasets.duplicates.removeOf', { text: (text ?? '').slice(0, 80) })}
              onClick={() => {
                setRemoved([...removed, recordId])
                void removeRecords(datasetId, [recordId])
              }}
            >
              {t('datasets.duplicates.remove')}
            </Button>
          )}
        </div>
      ))}
    </li>
  )
}
