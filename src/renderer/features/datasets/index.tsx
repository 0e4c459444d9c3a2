/** Door of the datasets: the list of them, and the records of one. */
import { useT } from '../../i18n/i18n.ts'

export function DatasetsScreen({ datasetId }: { datasetId?: string | undefined }) {
  const t = useT()
  return <h1>{datasetId ?? t('datasets.title')}</h1>
}
