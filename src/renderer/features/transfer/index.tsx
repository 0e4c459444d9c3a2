/** Getting traces in and out: the import and export dialogs, and the jobs that do the work. */
import { useDialog } from '../../app/dialogs.ts'
import { ExportDialog } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { JobToasts } from './job-toasts.tsx'
import { JobsDialog } from './jobs-dialog.tsx'

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
