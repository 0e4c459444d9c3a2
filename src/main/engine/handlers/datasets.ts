import { AppError } from '../../../shared/model/error.ts'
import { listRecords } from '../../store/dataset-records.ts'
import { listOpenings, listSplits } from '../../store/dataset-splits.ts'
import { listVersions } from '../../store/dataset-versions.ts'
import { getDataset, listDatasets } from '../../store/datasets.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function datasetHandlers(os: Implementer, { workspaces, bus, datasetJobs }: Services) {
  const db = () => workspaces.getSession().db
  const writer = () => workspaces.getSession().writer
  const reader = () => workspaces.getSession().reader

  function told<T>(result: T): T {
    bus.publish({ topic: 'datasets' })
    return result
  }

  return {
    list: os.datasets.list.handler(() => listDatasets(db())),
    get: os.datasets.get.handler(({ input }) => getDataset(db(), input.datasetId)),
    create: os.datasets.create.handler(async ({ input }) => {
      const { name, experimentIds, user: createdBy, source } = input
      const draft = source === undefined ? { records: [], left: 0 } : await reader().call('draftRecords', source)
      const { records, left } = draft
      const given = { name, tags: {}, experimentIds, createdBy, records }
      return told({ ...(await writer().call('makeDataset', given)), left })
    }),
    addFrom: os.datasets.addFrom.handler(async ({ input }) => {
      const { datasetId, user, source } = input
      const { records, left } = await reader().call('draftRecords', source)
      return told({ ...(await writer().call('addToDataset', { datasetId, user, records })), left })
    }),
    addTraces: os.datasets.addTraces.handler(({ input }) => ({ jobId: datasetJobs.addTraces(input) })),
    previewFile: os.datasets.previewFile.handler(({ input, signal }) => datasetJobs.previewFile(input.source, signal)),
    importFile: os.datasets.importFile.handler(({ input }) => ({ jobId: datasetJobs.importFile(input) })),
    records: os.datasets.records.handler(({ input: { openingId, ...query } }) => {
      if (openingId === undefined) return listRecords(db(), query)
      const opening = listOpenings(db(), query.datasetId).find((each) => each.openingId === openingId)
      if (opening === undefined) {
        throw new AppError('NOT_FOUND', 'This opening is not one of the dataset. Open the sealed split again.')
      }
      return listRecords(db(), { ...query, split: opening.split, withSealed: true })
    }),
    edit: os.datasets.edit.handler(async ({ input }) => told(await writer().call('editRecords', input))),
    removeRecords: os.datasets.removeRecords.handler(async ({ input }) =>
      told(await writer().call('deleteRecords', input)),
    ),
    delete: os.datasets.delete.handler(async ({ input }) => told(await writer().call('deleteDataset', input))),

    versions: os.datasets.versions.handler(({ input }) => listVersions(db(), input.datasetId)),
    diff: os.datasets.diff.handler(({ input }) => reader().call('diffDatasetVersions', input)),
    restore: os.datasets.restore.handler(async ({ input }) =>
      told(await writer().call('restoreDatasetVersion', input)),
    ),
    undo: os.datasets.undo.handler(async ({ input }) => told(await writer().call('undoDatasetVersion', input))),

    checkDuplicates: os.datasets.checkDuplicates.handler(({ input }) => ({
      jobId: datasetJobs.checkDuplicates(input.datasetId),
    })),

    splits: os.datasets.splits.handler(({ input }) => listSplits(db(), input.datasetId)),
    split: os.datasets.split.handler(async ({ input }) => told(await writer().call('splitDataset', input))),
    moveToSplit: os.datasets.moveToSplit.handler(async ({ input }) => told(await writer().call('moveToSplit', input))),
    seal: os.datasets.seal.handler(async ({ input }) => told(await writer().call('sealSplit', input))),
    openSeal: os.datasets.openSeal.handler(async ({ input }) => told(await writer().call('openSeal', input))),
    liftSeal: os.datasets.liftSeal.handler(async ({ input }) => told(await writer().call('liftSeal', input))),
    openings: os.datasets.openings.handler(({ input }) => listOpenings(db(), input.datasetId)),
  }
}
