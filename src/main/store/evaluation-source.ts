/** The records that an evaluation is to run over. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import { readSealedIds } from './dataset-rows.ts'
import { getDataset, getDatasetPk } from './datasets.ts'
import { preparedPluck, preparedRaw } from './statements.ts'

type JsonObject = Record<string, Json>

export interface SourceRecord {
  recordId: string
  inputs: JsonObject
  inputsHash: string
  outputs: Json | undefined
  expectations: JsonObject
  tags: JsonObject | undefined
  /** As the record names it; undefined for records that come from elsewhere. */
  sourceTraceId: string | undefined
}

export interface SourceDataset {
  datasetId: string
  name: string
  digest: string
  version: number
  /** Set when what is read is a sealed split: whoever shows or runs it has to open its seal. */
  sealedSplit: string | undefined
  records: SourceRecord[]
}

const columns =
  'record_id, inputs, inputs_hash, outputs, expectations, tags, source_type, source_id, split, created_at_ms'

/**
 * What held at a version: records that got their content by then, and what was changed or removed since; in the order in
 * which they were made.
 */
const recordsSql = `SELECT ${columns}, record_pk FROM dataset_records WHERE dataset_pk = ? AND since_version <= ?
  UNION ALL SELECT ${columns}, (SELECT r.record_pk FROM dataset_records r WHERE r.record_id = h.record_id) AS record_pk
    FROM dataset_record_history h WHERE dataset_pk = ? AND from_version <= ? AND to_version > ?
  ORDER BY created_at_ms, record_pk, record_id`

type RecordValues = [
  recordId: string,
  inputs: string,
  inputsHash: string,
  outputs: string | null,
  expectations: string | null,
  tags: string | null,
  sourceType: string | null,
  sourceId: string | null,
  split: string | null,
]

/**
 * Records of a dataset's version (the newest when absent); of one split, else all that are not sealed.
 *
 * @throws AppError NOT_FOUND (dataset, version), INVALID_INPUT (nothing to run over)
 */
export function readSourceDataset(
  db: Database,
  input: { datasetId: string; version?: number | undefined; split?: string | undefined },
): SourceDataset {
  const { name } = getDataset(db, input.datasetId)
  const datasetPk = getDatasetPk(db, input.datasetId)
  const newest = preparedRaw(
    db,
    'SELECT version, digest FROM dataset_versions WHERE dataset_pk = ? AND version = ifnull(?, version) ORDER BY version DESC LIMIT 1',
  ).get(datasetPk, input.version ?? null) as [number, string] | undefined
  if (newest === undefined && input.version !== undefined) {
    throw new AppError('NOT_FOUND', `The dataset has no version ${input.version}.`)
  }
  // A dataset that was never saved as a version has what it holds.
  const [version, digest] = newest ?? [Number.MAX_SAFE_INTEGER, getDataset(db, input.datasetId).digest]
  const sealed = new Set(
    preparedPluck(db, 'SELECT split FROM dataset_seals WHERE dataset_pk = ?').all(datasetPk) as string[],
  )
  const { split } = input
  const isOfSealed = split !== undefined && sealed.has(split)
  // What is sealed today is not given away by an older version, where it was in another split or in none.
  const sealedIds = isOfSealed ? new Set<string>() : readSealedIds(db, datasetPk)
  const records = (preparedRaw(db, recordsSql).all(datasetPk, version, datasetPk, version, version) as RecordValues[])
    .filter(([recordId, , , , , , , , its]) =>
      split === undefined
        ? !(its !== null && sealed.has(its)) && !sealedIds.has(recordId)
        : its === split && !sealedIds.has(recordId),
    )
    .map(toRecord)
  if (records.length === 0) {
    const sentence =
      split === undefined
        ? 'The dataset has no records to run over. Add some, or choose another dataset.'
        : `The split "${split}" has no records. Deal the records out on the dataset's page, or choose another split.`
    throw new AppError('INVALID_INPUT', sentence)
  }
  return {
    datasetId: input.datasetId,
    name,
    digest,
    version: newest === undefined ? 1 : version,
    sealedSplit: isOfSealed ? split : undefined,
    records,
  }
}

/** Its sentence is of the engine; people and the command line say in words of theirs how. */
export function sealedError(split: string): AppError {
  return new AppError('CONFLICT', `The split "${split}" is sealed. Say what for it is opened: that is written down.`, {
    details: { sealed: split },
  })
}

/** One record as it is now. Throws NOT_FOUND, also for one of a sealed split. */
export function readSourceRecord(
  db: Database,
  { datasetId, recordId }: { datasetId: string; recordId: string },
): SourceRecord {
  const row = preparedRaw(
    db,
    `SELECT ${columns} FROM dataset_records r WHERE dataset_pk = ? AND record_id = ?
      AND NOT EXISTS (SELECT 1 FROM dataset_seals s WHERE s.dataset_pk = r.dataset_pk AND s.split = r.split)`,
  ).get(getDatasetPk(db, datasetId), recordId)
  if (row !== undefined) return toRecord(row as RecordValues)
  throw new AppError('NOT_FOUND', 'The dataset has no such record, or it is in a sealed split. Choose another one.')
}

function toRecord(values: RecordValues): SourceRecord {
  const [recordId, inputs, inputsHash, outputs, expectations, tags, sourceType, sourceId] = values
  return {
    recordId,
    inputs: JSON.parse(inputs) as JsonObject,
    inputsHash,
    outputs: outputs === null ? undefined : (JSON.parse(outputs) as Json),
    expectations: expectations === null ? {} : (JSON.parse(expectations) as JsonObject),
    tags: tags === null ? undefined : (JSON.parse(tags) as JsonObject),
    sourceTraceId: sourceType === 'TRACE' && sourceId !== null ? sourceId : undefined,
  }
}
