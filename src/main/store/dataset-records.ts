/** The records of evaluation datasets. */
import type { Database } from 'better-sqlite3'
import type { DatasetRecord, RecordEdit, RecordLineage, VersionCause } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import {
  fromCursor,
  hashInputs,
  iterateRows,
  type JsonObject,
  type RecordRow,
  recordColumns,
  toCursor,
  toRecord,
  toText,
} from './dataset-rows.ts'
import { newestVersion, type RecordContent, type Save, saveDataset } from './dataset-saving.ts'
import { widenSchema } from './dataset-schema.ts'
import { getDatasetPk } from './datasets.ts'
import { prepared, preparedPluck } from './statements.ts'

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
  lineage?: RecordLineage | undefined
  user?: string | undefined
}

export interface RecordQuery {
  datasetId: string
  /** The newest, where it is not said. */
  version?: number | undefined
  /** `null`: records of no split. */
  split?: string | null | undefined
  /** Only for those who have said what for (`openSeal`), and for what shows no content. */
  withSealed?: boolean | undefined
}

/**
 * In the order in which they were made; those of sealed splits are left out. Errors: NOT_FOUND (dataset, version),
 * INVALID_INPUT (a cursor of another list).
 */
export function listRecords(
  db: Database,
  input: RecordQuery & { cursor?: string | undefined; limit: number },
): { records: DatasetRecord[]; nextCursor?: string } {
  const rows = [
    ...iterateRows(db, {
      ...resolveQuery(db, input),
      after: input.cursor === undefined ? undefined : fromCursor(input.cursor),
      limit: input.limit + 1,
    }),
  ]
  const last = rows[input.limit - 1]
  const records = rows.slice(0, input.limit).map((row) => toRecord(row, input.datasetId))
  if (rows.length <= input.limit || last === undefined) return { records }
  return { records, nextCursor: toCursor(last) }
}

/** A version that is asked for by the newest one's number is read as the newest. Throws NOT_FOUND. */
function resolveQuery(db: Database, query: RecordQuery) {
  const datasetPk = getDatasetPk(db, query.datasetId)
  const newest = newestVersion(db, datasetPk)
  const { version } = query
  if (version !== undefined && (version < 1 || version > newest)) {
    throw new AppError('NOT_FOUND', `The dataset has no version ${version}. Its newest one is ${newest}.`)
  }
  return {
    datasetPk,
    version: version === newest ? undefined : version,
    split: query.split,
    withSealed: query.withSealed === true,
  }
}

/**
 * Adds records; one with inputs that a record has already is merged into it: outputs replace, expectations and tags
 * are merged key by key, the origin stays the first one's (MLflow's rules). Throws NOT_FOUND.
 */
export function upsertRecords(
  db: Database,
  input: {
    datasetId: string
    records: readonly NewRecord[]
    cause?: VersionCause | undefined
    user?: string | undefined
    continues?: number | undefined
  },
  nowMs = Date.now(),
): { inserted: number; updated: number } {
  const { datasetId, records, cause = 'merged', continues } = input
  const user = input.user ?? records.findLast((record) => record.user !== undefined)?.user
  return saveDataset(db, { datasetId, cause, user, continues }, nowMs, (save) => {
    const find = prepared(db, `SELECT ${recordColumns} FROM dataset_records WHERE dataset_pk = ? AND inputs_hash = ?`)
    let inserted = 0
    for (const record of records) {
      const inputsHash = hashInputs(record.inputs)
      const before = find.get(save.datasetPk, inputsHash) as RecordRow | undefined
      if (before === undefined) {
        save.insert(toContent(record, inputsHash, nowMs))
        inserted++
      } else mergeRecord(db, save, before, record, nowMs)
    }
    widenSchema(db, save.datasetPk, records)
    return { inserted, updated: records.length - inserted }
  })
}

function toContent(record: NewRecord, inputsHash: string, nowMs: number): RecordContent {
  return {
    record_id: `dr-${crypto.randomUUID().replaceAll('-', '')}`,
    inputs: JSON.stringify(record.inputs),
    inputs_hash: inputsHash,
    outputs: toText(record.outputs ?? undefined),
    expectations: toText(record.expectations),
    tags: toText(record.tags),
    source_type: record.sourceType ?? null,
    source_id: record.sourceId ?? null,
    source: toText(record.source),
    lineage: toText(record.lineage as Json | undefined),
    split: null,
    created_by: record.user ?? null,
    updated_by: record.user ?? null,
    created_at_ms: nowMs,
    updated_at_ms: nowMs,
  }
}

function mergeRecord(db: Database, save: Save, before: RecordRow, record: NewRecord, nowMs: number): void {
  const after = {
    ...before,
    outputs: record.outputs === undefined ? before.outputs : toText(record.outputs ?? undefined),
    expectations: mergedText(before.expectations, record.expectations),
    tags: mergedText(before.tags, record.tags),
    lineage: mergedLineage(before.lineage, record.lineage),
    updated_by: record.user ?? before.updated_by,
    updated_at_ms: nowMs,
  }
  const changed = (['outputs', 'expectations', 'tags', 'lineage'] as const).some((key) => after[key] !== before[key])
  if (changed) save.update(before, after)
  // Nothing new: only the time of the merge, which MLflow's clients see, moves.
  else {
    prepared(db, 'UPDATE dataset_records SET updated_by = ?, updated_at_ms = ? WHERE record_pk = ?').run(
      after.updated_by,
      nowMs,
      before.record_pk,
    )
  }
}

function mergedText(before: string | null, change: JsonObject | undefined): string | null {
  if (change === undefined || Object.keys(change).length === 0) return before
  const entries = [...Object.entries(JSON.parse(before ?? '{}') as JsonObject), ...Object.entries(change)]
  return JSON.stringify(Object.fromEntries(entries))
}

/** Trace and session are the latest ones'; people and questions add up. */
function mergedLineage(before: string | null, change: RecordLineage | undefined): string | null {
  if (change === undefined) return before
  if (before === null) return JSON.stringify(change)
  const known = JSON.parse(before) as RecordLineage
  const schemas = new Map([...(known.schemas ?? []), ...(change.schemas ?? [])].map((each) => [each.schemaId, each]))
  const labelers = new Set([...(known.labelers ?? []), ...(change.labelers ?? [])])
  return JSON.stringify({
    ...known,
    ...change,
    ...(schemas.size === 0 ? {} : { schemas: [...schemas.values()] }),
    ...(labelers.size === 0 ? {} : { labelers: [...labelers].sort() }),
  })
}

/**
 * Replaces parts of records. Errors: NOT_FOUND (dataset, record), CONFLICT (a record is in a sealed split, was changed since
 * it was read, or another has these inputs already); then nothing is changed.
 */
export function editRecords(
  db: Database,
  input: { datasetId: string; edits: readonly RecordEdit[]; user?: string | undefined },
  nowMs = Date.now(),
): { version: number } {
  const { datasetId, user } = input
  return saveDataset(db, { datasetId, cause: 'edited', user }, nowMs, (save) => {
    const find = prepared(db, `SELECT ${recordColumns} FROM dataset_records WHERE dataset_pk = ? AND record_id = ?`)
    for (const edit of input.edits) {
      const before = find.get(save.datasetPk, edit.recordId) as RecordRow | undefined
      if (before === undefined) throw new AppError('NOT_FOUND', `There is no record ${edit.recordId} in this dataset.`)
      assertUnsealed(db, save.datasetPk, before.split)
      assertUnchanged(before, edit.sinceVersion)
      const inputs = edit.inputs === undefined ? before.inputs : JSON.stringify(edit.inputs)
      const after = {
        ...before,
        inputs,
        inputs_hash: edit.inputs === undefined ? before.inputs_hash : hashInputs(edit.inputs),
        outputs: edit.outputs === undefined ? before.outputs : toText(edit.outputs ?? undefined),
        expectations: edit.expectations === undefined ? before.expectations : toText(edit.expectations ?? undefined),
        tags: edit.tags === undefined ? before.tags : toText(edit.tags ?? undefined),
        updated_by: user ?? before.updated_by,
        updated_at_ms: nowMs,
      }
      assertFree(db, save.datasetPk, after)
      const keys = ['inputs', 'outputs', 'expectations', 'tags'] as const
      if (keys.some((key) => after[key] !== before[key])) save.update(before, after)
    }
    return { version: save.version }
  })
}

function assertUnsealed(db: Database, datasetPk: number, split: string | null): void {
  const seal = prepared(db, 'SELECT 1 FROM dataset_seals WHERE dataset_pk = ? AND split = ?').get(datasetPk, split)
  if (seal === undefined) return
  throw new AppError('CONFLICT', `Records of the sealed split “${split}” stay as they are. Lift its seal first.`, {
    details: { reason: 'recordSealed' },
  })
}

function assertUnchanged(before: RecordRow, sinceVersion: number | undefined): void {
  if (sinceVersion === undefined || before.since_version === sinceVersion) return
  throw new AppError('CONFLICT', 'The record was changed since it was read. Read it again, then change it.', {
    details: { reason: 'recordChanged' },
  })
}

function assertFree(db: Database, datasetPk: number, content: RecordContent): void {
  const taken = prepared(
    db,
    'SELECT 1 FROM dataset_records WHERE dataset_pk = ? AND inputs_hash = ? AND record_id <> ?',
  ).get(datasetPk, content.inputs_hash, content.record_id)
  if (taken === undefined) return
  throw new AppError('CONFLICT', 'Another record has these inputs already. Change that one, or remove it first.', {
    details: { reason: 'inputsTaken' },
  })
}

/** `count`: how many were there. Errors: NOT_FOUND (dataset), CONFLICT (one is in a sealed split); then all stay. */
export function deleteRecords(
  db: Database,
  input: { datasetId: string; recordIds: readonly string[]; user?: string | undefined },
  nowMs = Date.now(),
): { count: number; version: number } {
  const { datasetId, user } = input
  return saveDataset(db, { datasetId, cause: 'removed', user }, nowMs, (save) => {
    const splitOf = preparedPluck(db, 'SELECT split FROM dataset_records WHERE dataset_pk = ? AND record_id = ?')
    let count = 0
    for (const recordId of input.recordIds) {
      const split = splitOf.get(save.datasetPk, recordId) as string | null | undefined
      if (typeof split === 'string') assertUnsealed(db, save.datasetPk, split)
      if (save.remove(recordId)) count++
    }
    return { count, version: save.version }
  })
}
