/** Evaluation datasets, without their records (`dataset-records.ts`). */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Dataset, DatasetVersion, SplitRule } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared, preparedPluck } from './statements.ts'
import { setOwn } from './trace-rows.ts'
import { durableTransaction } from './transaction.ts'

interface DatasetRow {
  dataset_pk: number
  dataset_id: string
  name: string
  tags: string
  schema: string | null
  profile: string | null
  digest: string
  created_by: string | null
  updated_by: string | null
  created_at_ms: number
  updated_at_ms: number
  record_count: number
  version: number
  split_rule: string | null
}

const selectDatasets = `SELECT d.dataset_pk, d.dataset_id, d.name, d.tags, d.schema, d.profile, d.digest, d.created_by, d.updated_by,
  d.created_at_ms, d.updated_at_ms, d.split_rule,
  (SELECT max(v.version) FROM dataset_versions v WHERE v.dataset_pk = d.dataset_pk) AS version, (SELECT count(*) FROM dataset_records r WHERE r.dataset_pk = d.dataset_pk) AS record_count
  FROM datasets d`

function fromRow(db: Database, row: DatasetRow): Dataset {
  const experimentIds = preparedPluck(
    db,
    'SELECT experiment_id FROM dataset_experiments WHERE dataset_pk = ? ORDER BY experiment_id',
  ).all(row.dataset_pk) as number[]
  return {
    datasetId: row.dataset_id,
    name: row.name,
    tags: JSON.parse(row.tags) as Dataset['tags'],
    ...(row.schema === null ? {} : { schema: row.schema }),
    ...(row.profile === null ? {} : { profile: row.profile }),
    digest: row.digest,
    version: row.version,
    ...(row.split_rule === null ? {} : { splitRule: JSON.parse(row.split_rule) as SplitRule }),
    experimentIds: experimentIds.map(String),
    recordCount: row.record_count,
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    ...(row.updated_by === null ? {} : { updatedBy: row.updated_by }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

/** Newest change first. */
export function listDatasets(db: Database): Dataset[] {
  const rows = prepared(db, `${selectDatasets} ORDER BY d.updated_at_ms DESC, d.dataset_pk DESC`).all()
  return (rows as DatasetRow[]).map((row) => fromRow(db, row))
}

/** Those of these ids, in their order; unknown ones are left out. */
export function readDatasets(db: Database, datasetIds: readonly string[]): Dataset[] {
  return datasetIds.flatMap((datasetId) => findDataset(db, datasetId) ?? [])
}

export function findDataset(db: Database, datasetId: string): Dataset | undefined {
  const row = prepared(db, `${selectDatasets} WHERE d.dataset_id = ?`).get(datasetId)
  return row === undefined ? undefined : fromRow(db, row as DatasetRow)
}

/** Throws NOT_FOUND. */
export function getDataset(db: Database, datasetId: string): Dataset {
  const dataset = findDataset(db, datasetId)
  if (dataset === undefined) throw new AppError('NOT_FOUND', `There is no dataset with the id ${datasetId}.`)
  return dataset
}

/** Throws NOT_FOUND. */
export function getDatasetPk(db: Database, datasetId: string): number {
  const key = preparedPluck(db, 'SELECT dataset_pk FROM datasets WHERE dataset_id = ?').get(datasetId)
  if (typeof key !== 'number') throw new AppError('NOT_FOUND', `There is no dataset with the id ${datasetId}.`)
  return key
}

export interface NewDataset {
  name: string
  tags: Readonly<Record<string, string>>
  experimentIds: readonly string[]
  createdBy?: string | undefined
}

/** Names need not be unique, as MLflow's are not. Errors: NOT_FOUND or INVALID_INPUT (experiment), INVALID_INPUT (name). */
export function createDataset(db: Database, given: NewDataset, nowMs = Date.now()): Dataset {
  return durableTransaction(db, () => {
    const { datasetId, datasetPk } = insertDataset(db, given, nowMs)
    insertVersion(db, datasetPk, {
      version: 1,
      digest: digestOf(datasetId, []),
      recordCount: 0,
      cause: 'made',
      createdBy: given.createdBy,
      createdAtMs: nowMs,
    })
    return getDataset(db, datasetId)
  })
}

/** A dataset that has no version yet: the caller saves its first one in the same transaction. Errors as `createDataset`. */
export function insertDataset(
  db: Database,
  given: NewDataset,
  nowMs: number,
): { datasetId: string; datasetPk: number } {
  if (given.name === '') throw new AppError('INVALID_INPUT', 'A dataset needs a name.')
  const datasetId = `d-${crypto.randomUUID().replaceAll('-', '')}`
  const { lastInsertRowid } = prepared(
    db,
    `INSERT INTO datasets (dataset_id, name, tags, digest, created_by, updated_by, created_at_ms, updated_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    datasetId,
    given.name,
    JSON.stringify(given.tags),
    digestOf(datasetId, []),
    given.createdBy ?? null,
    given.createdBy ?? null,
    nowMs,
    nowMs,
  )
  const datasetPk = Number(lastInsertRowid)
  link(db, datasetPk, given.experimentIds)
  return { datasetId, datasetPk }
}

export function insertVersion(
  db: Database,
  datasetPk: number,
  version: Omit<DatasetVersion, 'note' | 'createdBy'> & { note?: string | undefined; createdBy?: string | undefined },
): void {
  prepared(
    db,
    `INSERT INTO dataset_versions (dataset_pk, version, digest, record_count, cause, note, created_by, created_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    datasetPk,
    version.version,
    version.digest,
    version.recordCount,
    version.cause,
    version.note ?? null,
    version.createdBy ?? null,
    version.createdAtMs,
  )
}

/** The dataset and its records. */
export function deleteDataset(db: Database, datasetId: string): { deleted: boolean } {
  return durableTransaction(db, () => ({
    deleted: prepared(db, 'DELETE FROM datasets WHERE dataset_id = ?').run(datasetId).changes > 0,
  }))
}

/** Sets (string) or removes (null) tags; others stay. Throws NOT_FOUND. */
export function setDatasetTags(
  db: Database,
  input: { datasetId: string; tags: Readonly<Record<string, string | null>> },
  nowMs = Date.now(),
): Dataset {
  return durableTransaction(db, () => {
    const merged: Record<string, string> = {}
    const all = [...Object.entries(getDataset(db, input.datasetId).tags), ...Object.entries(input.tags)]
    for (const [key, value] of all) {
      if (value === null) delete merged[key]
      else setOwn(merged, key, value)
    }
    prepared(db, 'UPDATE datasets SET tags = ?, updated_at_ms = ? WHERE dataset_id = ?').run(
      JSON.stringify(merged),
      nowMs,
      input.datasetId,
    )
    return getDataset(db, input.datasetId)
  })
}

/** Idempotent. Errors: NOT_FOUND (dataset, experiment), INVALID_INPUT (a deleted experiment). */
export function addDatasetExperiments(
  db: Database,
  input: { datasetId: string; experimentIds: readonly string[] },
  nowMs = Date.now(),
): Dataset {
  return durableTransaction(db, () => {
    link(db, getDatasetPk(db, input.datasetId), input.experimentIds)
    prepared(db, 'UPDATE datasets SET updated_at_ms = ? WHERE dataset_id = ?').run(nowMs, input.datasetId)
    return getDataset(db, input.datasetId)
  })
}

/** Idempotent. Throws NOT_FOUND (dataset). */
export function removeDatasetExperiments(
  db: Database,
  input: { datasetId: string; experimentIds: readonly string[] },
  nowMs = Date.now(),
): Dataset {
  return durableTransaction(db, () => {
    const datasetPk = getDatasetPk(db, input.datasetId)
    const remove = prepared(db, 'DELETE FROM dataset_experiments WHERE dataset_pk = ? AND experiment_id = ?')
    let count = 0
    for (const experimentId of input.experimentIds) count += remove.run(datasetPk, Number(experimentId)).changes
    if (count > 0) prepared(db, 'UPDATE datasets SET updated_at_ms = ? WHERE dataset_pk = ?').run(nowMs, datasetPk)
    return getDataset(db, input.datasetId)
  })
}

function link(db: Database, datasetPk: number, experimentIds: readonly string[]): void {
  const insert = prepared(db, 'INSERT OR IGNORE INTO dataset_experiments (dataset_pk, experiment_id) VALUES (?, ?)')
  for (const experimentId of experimentIds) insert.run(datasetPk, requireActiveExperiment(db, experimentId))
}

/** Eight hex characters, as MLflow's; they depend on the dataset and the content of its records. */
export function digestOf(datasetId: string, recordContents: Iterable<string>): string {
  const hash = createHash('sha256').update(datasetId)
  for (const content of recordContents) hash.update('\0').update(content)
  return hash.digest('hex').slice(0, 8)
}
