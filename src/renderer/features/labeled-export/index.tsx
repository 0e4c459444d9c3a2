/** Labels with what was labelled, as files for training, evaluating and counting: the dialog that makes them. */
import { useDialog } from '../../app/dialogs.ts'
import { ExportSteps } from './export-steps.tsx'

export function LabeledExportDialog() {
  const dialog = useDialog((state) => state.dialog)
  return dialog?.kind === 'exportLabeled' ? <ExportSteps source={dialog.source} count={dialog.count} /> : null
}
