/** The records of a dataset as a source of exports: of one version, and of one split where it is said. */
import type { Database } from 'better-sqlite3'
import type { DatasetRecord } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import type { LabeledSource } from '../../shared/model/labeled-export.ts'
import { countRows, iterateRows, type RowQuery, toRecord } from './dataset-rows.ts'
import { newestVersion } from './dataset-saving.ts'
import { listOpenings, listSplits } from './dataset-splits.ts'
import { getDataset, getDatasetPk } from './datasets.ts'
import { preparedPluck } from './statements.ts'

export interface RecordSet {
  datasetId: string
  name: string
  version: number
  digest: string
  count: number
  query: RowQuery
}

/**
 * Errors: NOT_FOUND (dataset, version, an opening of another split), CONFLICT with `details.sealed` (the split is sealed, and there is no
 * opening).
 */
export function openRecordSet(db: Database, source: Extract<LabeledSource, { kind: 'dataset' }>): RecordSet {
  const { datasetId, split, openingId } = source
  const { name } = getDataset(db, datasetId)
  const datasetPk = getDatasetPk(db, datasetId)
  const newest = newestVersion(db, datasetPk)
  const version = source.version ?? newest
  if (version > newest) {
    throw new AppError('NOT_FOUND', `The dataset has no version ${version}. Its newest one is ${newest}.`)
  }
  const isSealed = listSplits(db, datasetId).some((each) => each.name === split && each.sealedAtMs !== undefined)
  if (isSealed) assertOpened(db, datasetId, split as string, openingId)
  const digest = preparedPluck(db, 'SELECT digest FROM dataset_versions WHERE dataset_pk = ? AND version = ?')
  const query: RowQuery = {
    datasetPk,
    version: version === newest ? undefined : version,
    split,
    withSealed: isSealed,
    limit: -1,
  }
  return {
    datasetId,
    name,
    version,
    digest: digest.get(datasetPk, version) as string,
    count: countRows(db, query),
    query,
  }
}

function assertOpened(db: Database, datasetId: string, split: string, openingId: number | undefined): void {
  if (openingId === undefined) {
    throw new AppError('CONFLICT', `The split “${split}” is sealed. Say what its records are exported for.`, {
      details: { sealed: split },
    })
  }
  if (listOpenings(db, datasetId).some((each) => each.openingId === openingId && each.split === split)) return
  throw new AppError('NOT_FOUND', 'This opening is not one of the split. Open the sealed split again.')
}

/** In the order in which they were made. */
export function* iterateRecords(db: Database, { query, datasetId }: RecordSet): IterableIterator<DatasetRecord> {
  for (const row of iterateRows(db, query)) yield toRecord(row, datasetId)
}
