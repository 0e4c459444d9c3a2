/** Making a dataset together with its first records. */
import type { Database } from 'better-sqlite3'
import type { VersionCause } from '../../shared/model/dataset.ts'
import { type NewRecord, upsertRecords } from './dataset-records.ts'
import { newestVersion } from './dataset-saving.ts'
import { getDatasetPk, insertDataset, type NewDataset } from './datasets.ts'
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

/**
 * One slice of many records that become one version together: `continues` is the version that the slice before answered. Where someone
 * else saved in between, the rest is a version of its own. Throws NOT_FOUND.
 */
export function addSlice(
  db: Database,
  input: {
    datasetId: string
    records: readonly NewRecord[]
    cause: VersionCause
    user?: string | undefined
    continues?: number | undefined
  },
  nowMs = Date.now(),
): Merged & { version: number } {
  return durableTransaction(db, () => {
    const merged = upsertRecords(db, input, nowMs)
    const version = newestVersion(db, getDatasetPk(db, input.datasetId))
    return { datasetId: input.datasetId, ...merged, version }
  })
}
