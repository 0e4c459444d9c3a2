/** Getting traces in and out: the import and export dialogs, and the jobs that do the work. */
import type { Job } from '../../../shared/model/job.ts'
import { useDialog } from '../../app/dialogs.ts'
import { ExportDialog } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { JobProgress } from './job-progress.tsx'
import { awaitDownload, JobToasts } from './job-toasts.tsx'
import { JobsDialog } from './jobs-dialog.tsx'
import { useJobs } from './use-jobs.ts'

/** Whichever of the dialogs is open, and the messages of jobs that end while none shows them. */
export function TransferDialogs() {
  const dialog = useDialog((state) => state.dialog)
  return (
    <>
      {dialog?.kind === 'import' && <ImportDialog files={dialog.files} text={dialog.text} />}
      {dialog?.kind === 'export' && <ExportDialog selection={dialog.selection} count={dialog.count} />}
      {dialog?.kind === 'jobs' && <JobsDialog />}
      <JobToasts />
    </>
  )
}

/** How a job stands that another feature started. */
export function JobState({ job }: { job: Job }) {
  return <JobProgress job={job} />
}

/** A job, kept up to date; undefined until known. */
export function useJob(jobId: string): Job | undefined {
  return useJobs([jobId])[0]
}

/** Downloads the file of a job as soon as it is finished, also when its dialog is closed by then. */
export function awaitJobFile(jobId: string): void {
  awaitDownload(jobId)
}
