/** The records of evaluation datasets. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { DatasetRecord } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import { canonicalJson } from './assessment-rows.ts'
import { digestOf, getDatasetPk } from './datasets.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

type JsonObject = Record<string, Json>

/** A record as a caller gives it; what is absent stays as it is in a record that is there already. */
export interface NewRecord {
  inputs: JsonObject
  /** `null` removes them. */
  outputs?: Json | undefined
  expectations?: JsonObject | undefined
  tags?: JsonObject | undefined
  sourceType?: DatasetRecord['sourceType'] | undefined
  sourceId?: string | undefined
  source?: Json | undefined
  user?: string | undefined
}

interface RecordRow {
  record_pk: number
  record_id: string
  dataset_id: string
  inputs: string
  outputs: string | null
  expectations: string | null
  tags: string | null
  source_type: string | null
  source_id: string | null
  source: string | null
  created_by: string | null
  updated_by: string | null
  created_at_ms: number
  updated_at_ms: number
}

const selectRecords = `SELECT r.record_pk, r.record_id, d.dataset_id, r.inputs, r.outputs, r.expectations, r.tags, r.source_type,
  r.source_id, r.source, r.created_by, r.updated_by, r.created_at_ms, r.updated_at_ms
  FROM dataset_records r JOIN datasets d ON d.dataset_pk = r.dataset_pk`

function fromRow(row: RecordRow): DatasetRecord {
  return {
    recordId: row.record_id,
    datasetId: row.dataset_id,
    inputs: JSON.parse(row.inputs) as JsonObject,
    ...(row.outputs === null ? {} : { outputs: JSON.parse(row.outputs) as Json }),
    ...(row.expectations === null ? {} : { expectations: JSON.parse(row.expectations) as JsonObject }),
    ...(row.tags === null ? {} : { tags: JSON.parse(row.tags) as JsonObject }),
    ...(row.source_type === null ? {} : { sourceType: row.source_type as DatasetRecord['sourceType'] }),
    ...(row.source_id === null ? {} : { sourceId: row.source_id }),
    ...(row.source === null ? {} : { source: JSON.parse(row.source) as Json }),
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    ...(row.updated_by === null ? {} : { updatedBy: row.updated_by }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

/** In the order in which they were made. Errors: NOT_FOUND (dataset), INVALID_INPUT (a cursor of another list). */
export function listRecords(
  db: Database,
  input: { datasetId: string; cursor?: string | undefined; limit: number },
): { records: DatasetRecord[]; nextCursor?: string } {
  const after = input.cursor === undefined ? [-1, -1] : fromCursor(input.cursor)
  const rows = prepared(
    db,
    `${selectRecords} WHERE r.dataset_pk = ? AND (r.created_at_ms, r.record_pk) > (?, ?)
      ORDER BY r.created_at_ms, r.record_pk LIMIT ?`,
  ).all(getDatasetPk(db, input.datasetId), after[0], after[1], input.limit + 1) as RecordRow[]
  const last = rows[input.limit - 1]
  const records = rows.slice(0, input.limit).map(fromRow)
  if (rows.length <= input.limit || last === undefined) return { records }
  const nextCursor = Buffer.from(`${last.created_at_ms}:${last.record_pk}`, 'latin1').toString('base64url')
  return { records, nextCursor }
}

function fromCursor(cursor: string): [number, number] {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) throw new AppError('INVALID_INPUT', 'The page token is not one of this list. Start without one.')
  return [Number(match[1]), Number(match[2])]
}

/**
 * Adds records; one with inputs that a record has already is merged into it: outputs replace, expectations and tags
 * are merged key by key, the origin stays the first one's (MLflow's rules). Throws NOT_FOUND.
 */
export function upsertRecords(
  db: Database,
  input: { datasetId: string; records: readonly NewRecord[] },
  nowMs = Date.now(),
): { inserted: number; updated: number } {
  return durableTransaction(db, () => {
    const datasetPk = getDatasetPk(db, input.datasetId)
    const find = prepared(db, `${selectRecords} WHERE r.dataset_pk = ? AND r.inputs_hash = ?`)
    let inserted = 0
    let updated = 0
    let user: string | undefined
    for (const record of input.records) {
      user = record.user ?? user
      const inputsHash = createHash('sha256').update(canonicalJson(record.inputs)).digest('hex')
      const before = find.get(datasetPk, inputsHash) as RecordRow | undefined
      if (before === undefined) {
        insertRecord(db, datasetPk, inputsHash, record, nowMs)
        inserted++
      } else {
        mergeRecord(db, before, record, nowMs)
        updated++
      }
    }
    refreshDataset(db, datasetPk, input.datasetId, input.records, user, nowMs)
    return { inserted, updated }
  })
}

function insertRecord(db: Database, datasetPk: number, inputsHash: string, record: NewRecord, nowMs: number): void {
  prepared(
    db,
    `INSERT INTO dataset_records (record_id, dataset_pk, inputs, inputs_hash, outputs, expectations, tags, source_type,
      source_id, source, created_by, updated_by, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    `dr-${crypto.randomUUID().replaceAll('-', '')}`,
    datasetPk,
    JSON.stringify(record.inputs),
    inputsHash,
    toText(record.outputs ?? undefined),
    toText(record.expectations),
    toText(record.tags),
    record.sourceType ?? null,
    record.sourceId ?? null,
    toText(record.source),
    record.user ?? null,
    record.user ?? null,
    nowMs,
    nowMs,
  )
}

function mergeRecord(db: Database, before: RecordRow, record: NewRecord, nowMs: number): void {
  prepared(
    db,
    `UPDATE dataset_records SET outputs = ?, expectations = ?, tags = ?, updated_by = ifnull(?, updated_by), updated_at_ms = ?
      WHERE record_pk = ?`,
  ).run(
    record.outputs === undefined ? before.outputs : toText(record.outputs ?? undefined),
    mergedText(before.expectations, record.expectations),
    mergedText(before.tags, record.tags),
    record.user ?? null,
    nowMs,
    before.record_pk,
  )
}

const toText = (value: Json | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

function mergedText(before: string | null, change: JsonObject | undefined): string | null {
  if (change === undefined || Object.keys(change).length === 0) return before
  const entries = [...Object.entries(JSON.parse(before ?? '{}') as JsonObject), ...Object.entries(change)]
  return JSON.stringify(Object.fromEntries(entries))
}

/** `count`: how many were there. Throws NOT_FOUND (dataset). */
export function deleteRecords(
  db: Database,
  input: { datasetId: string; recordIds: readonly string[] },
  nowMs = Date.now(),
): { count: number } {
  return durableTransaction(db, () => {
    const datasetPk = getDatasetPk(db, input.datasetId)
    const remove = prepared(db, 'DELETE FROM dataset_records WHERE dataset_pk = ? AND record_id = ?')
    let count = 0
    for (const recordId of input.recordIds) count += remove.run(datasetPk, recordId).changes
    if (count > 0) refreshDataset(db, datasetPk, input.datasetId, [], undefined, nowMs)
    return { count }
  })
}

/** Makes digest, profile and schema follow the records. */
function refreshDataset(
  db: Database,
  datasetPk: number,
  datasetId: string,
  added: readonly NewRecord[],
  user: string | undefined,
  nowMs: number,
): void {
  const contents = preparedPluck(
    db,
    `SELECT json_array(inputs_hash, outputs, expectations, tags) FROM dataset_records WHERE dataset_pk = ?
      ORDER BY created_at_ms, record_pk`,
  ).iterate(datasetPk) as IterableIterator<string>
  const digest = digestOf(datasetId, contents)
  const count = preparedPluck(db, 'SELECT count(*) FROM dataset_records WHERE dataset_pk = ?').get(datasetPk) as number
  const schema = preparedPluck(db, 'SELECT schema FROM datasets WHERE dataset_pk = ?').get(datasetPk) as string | null
  prepared(
    db,
    `UPDATE datasets SET digest = ?, profile = ?, schema = ?, updated_by = ifnull(?, updated_by), updated_at_ms = ?
      WHERE dataset_pk = ?`,
  ).run(
    digest,
    count === 0 ? null : JSON.stringify({ num_records: count }),
    added.length === 0 ? schema : widenSchema(schema, added),
    user ?? null,
    nowMs,
    datasetPk,
  )
}

interface RecordSchema {
  inputs: Record<string, string>
  /** The type's name itself when the first outputs were no object. */
  outputs: Record<string, string> | string
  expectations: Record<string, string>
  version: string
}

/** The types of the first value met of each field, in the form that MLflow's server keeps (`_update_dataset_schema`). */
function widenSchema(before: string | null, records: readonly NewRecord[]): string {
  const schema: RecordSchema =
    before === null
      ? { inputs: {}, outputs: {}, expectations: {}, version: '1.0' }
      : (JSON.parse(before) as RecordSchema)
  const widen = (fields: Record<string, string>, values: JsonObject): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeName(value)])),
    ...fields,
  })
  for (const { inputs, outputs, expectations } of records) {
    schema.inputs = widen(schema.inputs, inputs)
    if (expectations !== undefined) schema.expectations = widen(schema.expectations, expectations)
    if (outputs === undefined || outputs === null || typeof schema.outputs === 'string') continue
    if (typeof outputs === 'object' && !Array.isArray(outputs)) schema.outputs = widen(schema.outputs, outputs)
    else if (Object.keys(schema.outputs).length === 0) schema.outputs = typeName(outputs)
  }
  return JSON.stringify(schema)
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float'
  return typeof value
}
