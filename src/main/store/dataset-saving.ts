/** Saving a dataset: what its records were before goes into history, and the save becomes a version. */
import type { Database } from 'better-sqlite3'
import type { VersionCause } from '../../shared/model/dataset.ts'
import { contentColumns, type RecordRow } from './dataset-rows.ts'
import { digestOf, getDatasetPk, insertVersion } from './datasets.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

export type RecordContent = Omit<RecordRow, 'record_pk' | 'since_version'>

/** What can be done to the records of one dataset in one save. */
export interface Save {
  datasetPk: number
  /** The version that it becomes, if anything changes. */
  version: number
  /** `recordPk`: the key to take if it is free. */
  insert(content: RecordContent, recordPk?: number): void
  update(before: RecordRow, content: RecordContent): void
  remove(recordId: string): boolean
}

interface SaveInput {
  datasetId: string
  cause: VersionCause
  note?: string | undefined
  user?: string | undefined
  /** The version that this save goes on with, where it is the newest still: so work in slices is one version. */
  continues?: number | undefined
}

/** The newest version; 0 while the dataset is being made. */
export function newestVersion(db: Database, datasetPk: number): number {
  return preparedPluck(db, 'SELECT ifnull(max(version), 0) FROM dataset_versions WHERE dataset_pk = ?').get(
    datasetPk,
  ) as number
}

/**
 * Runs `work` as one save, in one durable transaction. Without a change of content there is no new version, only the
 * time of the dataset's last change moves. Throws NOT_FOUND (dataset).
 */
export function saveDataset<T>(db: Database, input: SaveInput, nowMs: number, work: (save: Save) => T): T {
  return durableTransaction(db, () => {
    const datasetPk = getDatasetPk(db, input.datasetId)
    const newest = newestVersion(db, datasetPk)
    const isGoingOn = newest > 0 && input.continues === newest
    const version = isGoingOn ? newest : newest + 1
    let changeCount = 0
    const result = work({
      datasetPk,
      version,
      insert(content, recordPk) {
        insertRow(db, datasetPk, version, content, recordPk)
        changeCount++
      },
      update(before, content) {
        archive(db, datasetPk, before.record_id, version)
        updateRow(db, datasetPk, version, content)
        changeCount++
      },
      remove(recordId) {
        archive(db, datasetPk, recordId, version)
        const { changes } = prepared(db, 'DELETE FROM dataset_records WHERE dataset_pk = ? AND record_id = ?').run(
          datasetPk,
          recordId,
        )
        changeCount += changes
        return changes > 0
      },
    })
    // The first save of a new dataset is its first version, empty or not.
    if (changeCount > 0 || newest === 0) addVersion(db, datasetPk, version, input, nowMs, isGoingOn)
    prepared(db, 'UPDATE datasets SET updated_by = ifnull(?, updated_by), updated_at_ms = ? WHERE dataset_pk = ?').run(
      input.user ?? null,
      nowMs,
      datasetPk,
    )
    return result
  })
}

/** Writes down what the dataset holds now as its next version. */
function addVersion(
  db: Database,
  datasetPk: number,
  version: number,
  input: SaveInput,
  nowMs: number,
  isGoingOn: boolean,
): void {
  const contents = preparedPluck(
    db,
    `SELECT json_array(inputs_hash, outputs, expectations, tags, split) FROM dataset_records WHERE dataset_pk = ?
      ORDER BY inputs_hash`,
  ).iterate(datasetPk) as IterableIterator<string>
  const digest = digestOf(input.datasetId, contents)
  const count = preparedPluck(db, 'SELECT count(*) FROM dataset_records WHERE dataset_pk = ?').get(datasetPk) as number
  prepared(db, 'UPDATE datasets SET digest = ?, profile = ? WHERE dataset_pk = ?').run(
    digest,
    count === 0 ? null : JSON.stringify({ num_records: count }),
    datasetPk,
  )
  if (isGoingOn) {
    prepared(db, 'UPDATE dataset_versions SET digest = ?, record_count = ? WHERE dataset_pk = ? AND version = ?').run(
      digest,
      count,
      datasetPk,
      version,
    )
    return
  }
  insertVersion(db, datasetPk, {
    version,
    digest,
    recordCount: count,
    cause: input.cause,
    note: input.note,
    createdBy: input.user,
    createdAtMs: nowMs,
  })
}

/** A record that was made in this very save has no past. */
function archive(db: Database, datasetPk: number, recordId: string, version: number): void {
  prepared(
    db,
    `INSERT INTO dataset_record_history (${contentColumns}, from_version, to_version)
      SELECT ${contentColumns}, since_version, @version FROM dataset_records
        WHERE dataset_pk = @datasetPk AND record_id = @recordId AND since_version < @version`,
  ).run({ datasetPk, recordId, version })
}

function insertRow(
  db: Database,
  datasetPk: number,
  version: number,
  content: RecordContent,
  recordPk: number | undefined,
): void {
  const isFree =
    recordPk !== undefined &&
    preparedPluck(db, 'SELECT 1 FROM dataset_records WHERE record_pk = ?').get(recordPk) === undefined
  prepared(
    db,
    `INSERT INTO dataset_records (record_pk, record_id, dataset_pk, inputs, inputs_hash, outputs, expectations, tags, source_type,
      source_id, source, lineage, split, created_by, updated_by, created_at_ms, updated_at_ms, since_version)
      VALUES (@record_pk, @record_id, @datasetPk, @inputs, @inputs_hash, @outputs, @expectations, @tags, @source_type,
      @source_id, @source, @lineage, @split, @created_by, @updated_by, @created_at_ms, @updated_at_ms, @version)`,
  ).run({ ...content, record_pk: isFree ? recordPk : null, datasetPk, version })
}

function updateRow(db: Database, datasetPk: number, version: number, content: RecordContent): void {
  prepared(
    db,
    `UPDATE dataset_records SET inputs = @inputs, inputs_hash = @inputs_hash, outputs = @outputs, expectations = @expectations,
      tags = @tags, source_type = @source_type, source_id = @source_id, source = @source, lineage = @lineage, split = @split,
      updated_by = @updated_by, updated_at_ms = @updated_at_ms, since_version = @version
      WHERE dataset_pk = @datasetPk AND record_id = @record_id`,
  ).run({ ...content, datasetPk, version })
}
