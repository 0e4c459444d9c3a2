/** What clients change of evaluation datasets. */
import type { Dataset } from '../../../../shared/model/dataset.ts'
import { deleteRecords, type NewRecord, upsertRecords } from '../../../store/dataset-records.ts'
import {
  addDatasetExperiments as addStoredExperiments,
  createDataset as createStoredDataset,
  deleteDataset as deleteStoredDataset,
  findDataset,
  type NewDataset,
  removeDatasetExperiments as removeStoredExperiments,
  setDatasetTags as setStoredTags,
} from '../../../store/datasets.ts'
import type { WriteContext } from '../write-context.ts'

interface DatasetRef {
  datasetId: string
}

function createDataset({ db, nowMs, touch }: WriteContext, given: NewDataset): Dataset {
  const dataset = createStoredDataset(db, given, nowMs)
  touch({ topic: 'datasets' })
  return dataset
}

/** Nothing happens when there is none. */
function deleteDataset({ db, touch }: WriteContext, { datasetId }: DatasetRef): void {
  if (deleteStoredDataset(db, datasetId).deleted) touch({ topic: 'datasets' })
}

function setDatasetTags(
  { db, nowMs, touch }: WriteContext,
  input: DatasetRef & { tags: Record<string, string> },
): Dataset {
  const dataset = setStoredTags(db, input, nowMs)
  touch({ topic: 'datasets' })
  return dataset
}

/** Nothing happens when there is no such dataset or tag. */
function deleteDatasetTag({ db, nowMs, touch }: WriteContext, { datasetId, key }: DatasetRef & { key: string }): void {
  if (findDataset(db, datasetId)?.tags[key] === undefined) return
  setStoredTags(db, { datasetId, tags: { [key]: null } }, nowMs)
  touch({ topic: 'datasets' })
}

function addDatasetExperiments(
  { db, nowMs, touch }: WriteContext,
  input: DatasetRef & { experimentIds: string[] },
): Dataset {
  const dataset = addStoredExperiments(db, input, nowMs)
  touch({ topic: 'datasets' })
  return dataset
}

function removeDatasetExperiments(
  { db, nowMs, touch }: WriteContext,
  input: DatasetRef & { experimentIds: string[] },
): Dataset {
  const dataset = removeStoredExperiments(db, input, nowMs)
  touch({ topic: 'datasets' })
  return dataset
}

function upsertDatasetRecords(
  { db, nowMs, touch }: WriteContext,
  input: DatasetRef & { records: NewRecord[] },
): { inserted: number; updated: number } {
  const result = upsertRecords(db, input, nowMs)
  touch({ topic: 'datasets' })
  return result
}

function deleteDatasetRecords(
  { db, nowMs, touch }: WriteContext,
  input: DatasetRef & { recordIds: string[] },
): { count: number } {
  const result = deleteRecords(db, input, nowMs)
  touch({ topic: 'datasets' })
  return result
}

export const datasetWrites = {
  createDataset,
  deleteDataset,
  setDatasetTags,
  deleteDatasetTag,
  addDatasetExperiments,
  removeDatasetExperiments,
  upsertDatasetRecords,
  deleteDatasetRecords,
}
