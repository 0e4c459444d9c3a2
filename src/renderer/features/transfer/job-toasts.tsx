import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Job } from '../../../shared/model/job.ts'
import { openDialog, useDialog } from '../../app/dialogs.ts'
import { notifyDone, notifyProblem } from '../../app/notify.tsx'
import { orpc } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { t } from '../../i18n/i18n.ts'

const downloads = new Set<string>()

/** Downloads the file of this export as soon as it is finished, also when its dialog is closed by then. */
export function awaitDownload(jobId: string): void {
  downloads.add(jobId)
}

function tell(job: Job): void {
  const show = { label: t('transfer.jobs.details'), run: () => openDialog({ kind: 'jobs' }) }
  if (job.state === 'done' && job.kind === 'import')
    notifyDone(t('transfer.jobs.importDone', { title: job.title }), show)
  if (job.state === 'done' && job.kind === 'export')
    notifyDone(t('transfer.jobs.exportDone', { title: job.title }), show)
  if (job.state === 'failed') {
    // An evaluation may wait for something, which is no failure.
    const text = job.kind === 'evaluation' ? 'transfer.jobs.evaluationStopped' : 'transfer.jobs.failed'
    notifyProblem(t(text, { title: job.title, reason: job.error?.message ?? '' }), show)
  }
}

/** Says when a job ended that no open dialog shows, and starts downloads that were waited for. */
export function JobToasts() {
  const { data: jobs } = useQuery(orpc.jobs.list.queryOptions())
  const running = useRef(new Set<string>())
  useEffect(() => {
    for (const job of jobs ?? []) {
      if (job.state === 'running') {
        running.current.add(job.jobId)
        continue
      }
      if (job.state === 'done' && downloads.delete(job.jobId)) host.download(job.jobId)
      if (running.current.delete(job.jobId) && useDialog.getState().dialog === undefined) tell(job)
    }
  }, [jobs])
  return null
}
