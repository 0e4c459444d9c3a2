/** Rows of dataset records: those that are there now, and what they were in earlier versions. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { DatasetRecord, RecordLineage } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import { canonicalJson } from './assessment-rows.ts'
import { prepared, preparedPluck } from './statements.ts'

export type JsonObject = Record<string, Json>

/** The content of a record, as both tables hold it; JSON as text. */
export interface RecordRow {
  record_pk: number
  record_id: string
  inputs: string
  inputs_hash: string
  outputs: string | null
  expectations: string | null
  tags: string | null
  source_type: string | null
  source_id: string | null
  source: string | null
  lineage: string | null
  split: string | null
  created_by: string | null
  updated_by: string | null
  created_at_ms: number
  updated_at_ms: number
  since_version: number
}

/** Columns that history keeps too. */
export const contentColumns = `record_pk, record_id, dataset_pk, inputs, inputs_hash, outputs, expectations, tags, source_type, source_id,
  source, lineage, split, created_by, updated_by, created_at_ms, updated_at_ms`

export const recordColumns = `${contentColumns}, since_version`

/** Records of version `@version` of `@datasetPk`. */
const stateSql = `SELECT ${recordColumns} FROM dataset_records WHERE dataset_pk = @datasetPk AND since_version <= @version
  UNION ALL SELECT ${contentColumns}, from_version AS since_version FROM dataset_record_history
    WHERE dataset_pk = @datasetPk AND from_version <= @version AND to_version > @version`

const sealedSplits = 'SELECT split FROM dataset_seals WHERE dataset_pk = @datasetPk'

/** A record is sealed when its split is, or the one that it is in today: an older version does not give it away. */
export const isSealedSql = `(split IN (${sealedSplits}) OR record_id IN (SELECT n.record_id FROM dataset_records n
  WHERE n.dataset_pk = @datasetPk AND n.split IN (${sealedSplits})))`

export interface RowQuery {
  datasetPk: number
  /** The newest, where it is not said. */
  version?: number | undefined
  /** `null`: records of no split. */
  split?: string | null | undefined
  withSealed: boolean
  /** Time and key of the record before the first. */
  after?: readonly [number, number] | undefined
  /** -1: all. */
  limit: number
}

/** In the order in which records were made. */
export function iterateRows(db: Database, query: RowQuery): IterableIterator<RecordRow> {
  const { from, values } = compileQuery(query)
  const statement = prepared(db, `SELECT ${recordColumns} ${from} ORDER BY created_at_ms, record_pk LIMIT @limit`)
  return statement.iterate({ ...values, limit: query.limit }) as IterableIterator<RecordRow>
}

export function countRows(db: Database, query: RowQuery): number {
  const { from, values } = compileQuery(query)
  return preparedPluck(db, `SELECT count(*) ${from}`).get(values) as number
}

function compileQuery(query: RowQuery): { from: string; values: Record<string, unknown> } {
  const isNewest = query.version === undefined
  const [afterMs, afterPk] = query.after ?? [-1, -1]
  const rows = isNewest ? 'FROM dataset_records WHERE dataset_pk = @datasetPk' : `FROM (${stateSql}) WHERE 1`
  return {
    from: `${rows} AND (created_at_ms, record_pk) > (@afterMs, @afterPk)
      ${query.split === undefined ? '' : 'AND split IS @split'} ${query.withSealed ? '' : `AND NOT ifnull(${isSealedSql}, 0)`}`,
    values: {
      datasetPk: query.datasetPk,
      ...(isNewest ? {} : { version: query.version }),
      afterMs,
      afterPk,
      ...(query.split === undefined ? {} : { split: query.split }),
    },
  }
}

/** Every record of a version, sealed ones too. */
export function readState(db: Database, datasetPk: number, version: number): Map<string, RecordRow> {
  const rows = iterateRows(db, { datasetPk, version, withSealed: true, limit: -1 })
  return new Map(Array.from(rows, (row) => [row.record_id, row]))
}

/** Ids of the records that are sealed today, whatever they were before. */
export function readSealedIds(db: Database, datasetPk: number): Set<string> {
  const ids = preparedPluck(
    db,
    `SELECT record_id FROM dataset_records WHERE dataset_pk = @datasetPk AND split IN (${sealedSplits})`,
  ).all({ datasetPk })
  return new Set(ids as string[])
}

export function toRecord(row: RecordRow, datasetId: string): DatasetRecord {
  return {
    recordId: row.record_id,
    datasetId,
    inputs: JSON.parse(row.inputs) as JsonObject,
    ...(row.outputs === null ? {} : { outputs: JSON.parse(row.outputs) as Json }),
    ...(row.expectations === null ? {} : { expectations: JSON.parse(row.expectations) as JsonObject }),
    ...(row.tags === null ? {} : { tags: JSON.parse(row.tags) as JsonObject }),
    ...(row.source_type === null ? {} : { sourceType: row.source_type as DatasetRecord['sourceType'] }),
    ...(row.source_id === null ? {} : { sourceId: row.source_id }),
    ...(row.source === null ? {} : { source: JSON.parse(row.source) as Json }),
    ...(row.lineage === null ? {} : { lineage: JSON.parse(row.lineage) as RecordLineage }),
    ...(row.split === null ? {} : { split: row.split }),
    sinceVersion: row.since_version,
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    ...(row.updated_by === null ? {} : { updatedBy: row.updated_by }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

/** What two records with the same one cannot both be in a dataset for. */
export function hashInputs(inputs: JsonObject): string {
  return createHash('sha256').update(canonicalJson(inputs)).digest('hex')
}

export const toText = (value: Json | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

export function toCursor(row: RecordRow): string {
  return Buffer.from(`${row.created_at_ms}:${row.record_pk}`, 'latin1').toString('base64url')
}

/** Throws INVALID_INPUT. */
export function fromCursor(cursor: string): [number, number] {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) throw new AppError('INVALID_INPUT', 'The page token is not one of this list. Start without one.')
  return [Number(match[1]), Number(match[2])]
}
