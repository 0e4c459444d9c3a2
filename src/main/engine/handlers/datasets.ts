import { listRecords } from '../../store/dataset-records.ts'
import { getDataset, listDatasets } from '../../store/datasets.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function datasetHandlers(os: Implementer, { workspaces, bus }: Services) {
  return {
    list: os.datasets.list.handler(() => listDatasets(workspaces.getSession().db)),
    get: os.datasets.get.handler(({ input }) => getDataset(workspaces.getSession().db, input.datasetId)),
    records: os.datasets.records.handler(({ input }) => listRecords(workspaces.getSession().db, input)),
    delete: os.datasets.delete.handler(async ({ input }) => {
      const result = await workspaces.getSession().writer.call('deleteDataset', input)
      bus.publish({ topic: 'datasets' })
      return result
    }),
  }
}
