/** The writer's commands of datasets. */
import type { Database } from 'better-sqlite3'
import { addSlice, addToDataset, makeDataset } from '../../store/dataset-making.ts'
import { deleteRecords, editRecords } from '../../store/dataset-records.ts'
import { liftSeal, moveToSplit, openSeal, sealSplit, splitDataset } from '../../store/dataset-splits.ts'
import { restoreVersion, undoVersion } from '../../store/dataset-versions.ts'
import { deleteDataset } from '../../store/datasets.ts'

type Tail<T extends (db: Database, input: never, ...rest: never[]) => unknown> = Parameters<T>[1]

export function createDatasetCommands(getDb: () => Database) {
  return {
    makeDataset: (input: Tail<typeof makeDataset>) => makeDataset(getDb(), input, Date.now()),
    addToDataset: (input: Tail<typeof addToDataset>) => addToDataset(getDb(), input, Date.now()),
    addDatasetSlice: (input: Tail<typeof addSlice>) => addSlice(getDb(), input, Date.now()),
    deleteDataset: ({ datasetId }: { datasetId: string }) => deleteDataset(getDb(), datasetId),
    editRecords: (input: Tail<typeof editRecords>) => editRecords(getDb(), input, Date.now()),
    deleteRecords: (input: Tail<typeof deleteRecords>) => deleteRecords(getDb(), input, Date.now()),
    restoreDatasetVersion: (input: Tail<typeof restoreVersion>) => restoreVersion(getDb(), input, Date.now()),
    undoDatasetVersion: (input: Tail<typeof undoVersion>) => undoVersion(getDb(), input, Date.now()),
    splitDataset: (input: Tail<typeof splitDataset>) => splitDataset(getDb(), input, Date.now()),
    moveToSplit: (input: Tail<typeof moveToSplit>) => moveToSplit(getDb(), input, Date.now()),
    sealSplit: (input: Tail<typeof sealSplit>) => sealSplit(getDb(), input, Date.now()),
    openSeal: (input: Tail<typeof openSeal>) => openSeal(getDb(), input, Date.now()),
    liftSeal: (input: Tail<typeof liftSeal>) => liftSeal(getDb(), input, Date.now()),
  }
}
