import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import type { ErrorCode } from '../../../shared/model/error.ts'
import type { Job } from '../../../shared/model/job.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { english } from '../../i18n/english.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { ImportReportView } from './import-report-view.tsx'
import css from './transfer.module.css'

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(english.errors, code)
}

/** How a running job stands, or what came of one that ended. */
export function JobProgress({ job }: { job: Job }) {
  const t = useT()
  if (job.state === 'running') return <Running job={job} />
  return (
    <div className={css.outcome}>
      {job.state === 'failed' && (
        <ToneBadge tone="error">
          {job.error !== undefined && isErrorCode(job.error.code)
            ? t(`errors.${job.error.code}`)
            : (job.error?.message ?? t('errors.INTERNAL'))}
        </ToneBadge>
      )}
      {job.state === 'cancelled' && <ToneBadge tone="info">{t('transfer.jobs.state.cancelled')}</ToneBadge>}
      {job.importReport !== undefined && <ImportReportView report={job.importReport} />}
      {job.exportReport !== undefined && <Exported job={job} />}
    </div>
  )
}

function Running({ job }: { job: Job }) {
  const t = useT()
  const format = useFormat()
  const [isStopping, setIsStopping] = useState(false)
  const stop = async () => {
    setIsStopping(true)
    try {
      await client.jobs.cancel({ jobId: job.jobId })
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <div className={css.running}>
      <Progress
        className={css.bar ?? ''}
        value={(job.progress ?? 1) * 100}
        animated={job.progress === undefined}
        aria-label={t('transfer.jobs.progressOf', { title: job.title })}
      />
      <span className={css.count}>
        {job.progress !== undefined && `${format.percent(job.progress)} · `}
        {t('transfer.jobs.doneCount', { count: job.done, formatted: format.number(job.done) })}
      </span>
      <Button
        onClick={() => void stop()}
        disabled={isStopping}
        aria-label={t('transfer.jobs.cancel', { title: job.title })}
      >
        {t('transfer.import.stop')}
      </Button>
    </div>
  )
}

function Exported({ job }: { job: Job }) {
  const t = useT()
  const format = useFormat()
  const report = job.exportReport
  if (report === undefined) return null
  return (
    <div className={css.exported}>
      <ToneBadge tone="ok">{t('transfer.export.done')}</ToneBadge>
      <span className={css.itemName} title={host.capabilities.canReveal ? report.path : report.fileName}>
        {t('transfer.export.wrote', { name: report.fileName, size: format.bytes(report.sizeBytes) })}
      </span>
      <span className={css.hint}>
        {[
          t('common.traces', { count: report.traces, formatted: format.number(report.traces) }),
          t('common.spans', { count: report.spans, formatted: format.number(report.spans) }),
          t('common.assessments', { count: report.assessments, formatted: format.number(report.assessments) }),
        ].join(' · ')}
      </span>
      {host.capabilities.canReveal ? (
        <Button onClick={() => void host.revealInFolder(report.path)}>{t('transfer.export.reveal')}</Button>
      ) : (
        <Button onClick={() => host.download(job.jobId)}>{t('transfer.export.downloadAgain')}</Button>
      )}
    </div>
  )
}
