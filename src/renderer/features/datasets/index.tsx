/** Door of the datasets: the list of them, the records of one, and the dialog that fills them. */

import { useDialog } from '../../app/dialogs.ts'
import { DatasetList } from './dataset-list.tsx'
import { DatasetPage } from './dataset-page.tsx'
import { MakeDatasetDialog } from './make-dialog.tsx'

export function DatasetsScreen({ datasetId, tab }: { datasetId?: string | undefined; tab?: string | undefined }) {
  return datasetId === undefined ? <DatasetList /> : <DatasetPage datasetId={datasetId} tab={tab} />
}

/** Whichever of the dialogs about datasets is open. */
export function DatasetDialogs() {
  const dialog = useDialog((state) => state.dialog)
  if (dialog?.kind !== 'makeDataset') return null
  const { kind: _, ...choice } = dialog
  return <MakeDatasetDialog {...choice} />
}
