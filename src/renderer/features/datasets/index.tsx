/** Door of the datasets: the list of them, and the records of one. */
import { DatasetList } from './dataset-list.tsx'
import { DatasetPage } from './dataset-page.tsx'

export function DatasetsScreen({ datasetId }: { datasetId?: string | undefined }) {
  return datasetId === undefined ? <DatasetList /> : <DatasetPage datasetId={datasetId} />
}
