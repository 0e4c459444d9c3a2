/** Making a dataset together with its first records. */
import type { Database } from 'better-sqlite3'
import { type NewRecord, upsertRecords } from './dataset-records.ts'
import { insertDataset, type NewDataset } from './datasets.ts'
import { durableTransaction } from './transaction.ts'

export interface Merged {
  datasetId: string
  inserted: number
  updated: number
}

/** The records are its first version. Errors as `createDataset`. */
export function makeDataset(
  db: Database,
  input: NewDataset & { records: readonly NewRecord[] },
  nowMs = Date.now(),
): Merged {
  return durableTransaction(db, () => {
    const { datasetId } = insertDataset(db, input, nowMs)
    const { records, createdBy: user } = input
    return { datasetId, ...upsertRecords(db, { datasetId, records, cause: 'made', user }, nowMs) }
  })
}

/** Records of the same inputs are merged. Throws NOT_FOUND. */
export function addToDataset(
  db: Database,
  input: { datasetId: string; records: readonly NewRecord[]; user?: string | undefined },
  nowMs = Date.now(),
): Merged {
  return { datasetId: input.datasetId, ...upsertRecords(db, input, nowMs) }
}
