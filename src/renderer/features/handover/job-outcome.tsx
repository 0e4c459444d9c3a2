import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Job } from '../../../shared/model/job.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { useT } from '../../i18n/i18n.ts'
import { JobState, useJob } from '../transfer/index.tsx'
import css from './handover.module.css'

/** A job that was started here: how far it is, and what came of it. */
export function JobOutcome({ jobId, children }: { jobId: string; children?: (job: Job) => ReactNode }) {
  const t = useT()
  const job = useJob(jobId)
  const isRunning = job === undefined || job.state === 'running'
  return (
    <>
      {job === undefined ? <p className={css.faint}>{t('transfer.export.running')}</p> : <JobState job={job} />}
      {job !== undefined && !isRunning && children?.(job)}
      <footer className={css.actions}>
        <Button onClick={closeDialog}>{t(isRunning ? 'transfer.import.background' : 'common.close')}</Button>
      </footer>
    </>
  )
}
