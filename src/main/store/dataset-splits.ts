/** Splits of datasets, and the seals that keep some of them for the last check. */
import type { Database } from 'better-sqlite3'
import type { DatasetSplit, SealOpening, SplitRule } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import { canonicalJson } from './assessment-rows.ts'
import { type JsonObject, type RecordRow, readState } from './dataset-rows.ts'
import { saveDataset } from './dataset-saving.ts'
import { getDatasetPk } from './datasets.ts'
import { dealRecords } from './split-dealing.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** By name; the records that belong to none last. Throws NOT_FOUND. */
export function listSplits(db: Database, datasetId: string): DatasetSplit[] {
  const rows = prepared(
    db,
    `SELECT c.split, c.count, s.sealed_by, s.sealed_at_ms
      FROM (SELECT split, count(*) AS count FROM dataset_records WHERE dataset_pk = @datasetPk GROUP BY split
        UNION ALL SELECT split, 0 FROM dataset_seals WHERE dataset_pk = @datasetPk
          AND split NOT IN (SELECT split FROM dataset_records WHERE dataset_pk = @datasetPk AND split IS NOT NULL)) c
        LEFT JOIN dataset_seals s ON s.dataset_pk = @datasetPk AND s.split = c.split
      ORDER BY c.split IS NULL, c.split`,
  ).all({ datasetPk: getDatasetPk(db, datasetId) }) as {
    split: string | null
    count: number
    sealed_by: string | null
    sealed_at_ms: number | null
  }[]
  return rows.map((row) => ({
    ...(row.split === null ? {} : { name: row.split }),
    recordCount: row.count,
    ...(row.sealed_by === null ? {} : { sealedBy: row.sealed_by }),
    ...(row.sealed_at_ms === null ? {} : { sealedAtMs: row.sealed_at_ms }),
  }))
}

function listSealed(db: Database, datasetPk: number): string[] {
  return preparedPluck(db, 'SELECT split FROM dataset_seals WHERE dataset_pk = ?').all(datasetPk) as string[]
}

/**
 * Deals records out by a rule, which is kept for the next time. Records that have a split keep it unless `isAnew`; those of
 * frozen and sealed splits always do. Errors: NOT_FOUND (dataset), INVALID_INPUT (two parts of one name, or none to deal to).
 */
export function splitDataset(
  db: Database,
  input: { datasetId: string; rule: SplitRule; isAnew: boolean; user?: string | undefined },
  nowMs = Date.now(),
): { version: number; dealt: number } {
  const { datasetId, rule, user } = input
  if (new Set(rule.parts.map(({ name }) => name)).size < rule.parts.length) {
    throw new AppError('INVALID_INPUT', 'Two splits have the same name. Give each its own.')
  }
  return saveDataset(db, { datasetId, cause: 'split', user }, nowMs, (save) => {
    const frozen = new Set([...rule.frozen, ...listSealed(db, save.datasetPk)])
    if (rule.parts.every(({ name }) => frozen.has(name))) {
      throw new AppError('INVALID_INPUT', 'Every split is frozen or sealed. Leave at least one open to take records.')
    }
    const rows = readState(db, save.datasetPk, save.version)
    const records = Array.from(rows.values(), (row) => ({
      recordId: row.record_id,
      inputsHash: row.inputs_hash,
      stratum: stratumOf(row, rule),
      split: row.split ?? undefined,
    }))
    const dealt = dealRecords(records, rule, frozen, input.isAnew)
    for (const [recordId, split] of dealt) {
      const row = rows.get(recordId) as RecordRow
      if (row.split !== split) save.update(row, { ...row, split })
    }
    prepared(db, 'UPDATE datasets SET split_rule = ? WHERE dataset_pk = ?').run(JSON.stringify(rule), save.datasetPk)
    return { version: save.version, dealt: dealt.size }
  })
}

function stratumOf(row: RecordRow, { stratum }: SplitRule): string | undefined {
  if (stratum === undefined) return undefined
  const text = stratum.of === 'expectation' ? row.expectations : row.tags
  if (text === null) return undefined
  const values = JSON.parse(text) as JsonObject
  return Object.hasOwn(values, stratum.key) ? canonicalJson(values[stratum.key] as Json) : undefined
}

/**
 * Puts records into a split by hand, or (undefined) into none. Errors: NOT_FOUND (dataset, record), CONFLICT (a sealed
 * split on either side).
 */
export function moveToSplit(
  db: Database,
  input: { datasetId: string; recordIds: readonly string[]; split?: string | undefined; user?: string | undefined },
  nowMs = Date.now(),
): { version: number } {
  const { datasetId, split = null, user } = input
  return saveDataset(db, { datasetId, cause: 'split', user }, nowMs, (save) => {
    const sealed = new Set<string | null>(listSealed(db, save.datasetPk))
    const rows = readState(db, save.datasetPk, save.version)
    for (const recordId of input.recordIds) {
      const row = rows.get(recordId)
      if (row === undefined) throw new AppError('NOT_FOUND', `There is no record ${recordId} in this dataset.`)
      if (row.split === split) continue
      if (sealed.has(row.split) || sealed.has(split)) {
        throw new AppError('CONFLICT', 'A sealed split neither gets nor loses records. Lift its seal first.')
      }
      save.update(row, { ...row, split, updated_by: user ?? row.updated_by, updated_at_ms: nowMs })
    }
    return { version: save.version }
  })
}

/** From now on its records are shown to nobody who has not said what for. Throws NOT_FOUND (dataset, no record in it). */
export function sealSplit(
  db: Database,
  input: { datasetId: string; split: string; user?: string | undefined },
  nowMs = Date.now(),
): void {
  durableTransaction(db, () => {
    const datasetPk = getDatasetPk(db, input.datasetId)
    const any = prepared(db, 'SELECT 1 FROM dataset_records WHERE dataset_pk = ? AND split = ?').get(
      datasetPk,
      input.split,
    )
    if (any === undefined) throw new AppError('NOT_FOUND', 'No record belongs to this split. Put some in it first.')
    prepared(
      db,
      'INSERT OR IGNORE INTO dataset_seals (dataset_pk, split, sealed_by, sealed_at_ms) VALUES (?, ?, ?, ?)',
    ).run(datasetPk, input.split, input.user ?? null, nowMs)
  })
}

interface OpeningInput {
  datasetId: string
  split: string
  purpose: string
  runId?: string | undefined
  user?: string | undefined
}

/**
 * Writes down that someone looks into a sealed split, and what for; what it gives lets its records be read. The seal stays.
 * Errors: NOT_FOUND (dataset, seal), INVALID_INPUT (no purpose).
 */
export function openSeal(db: Database, input: OpeningInput, nowMs = Date.now()): SealOpening {
  const purpose = input.purpose.trim()
  if (purpose === '') throw new AppError('INVALID_INPUT', 'Say what the sealed records are opened for.')
  return durableTransaction(db, () => {
    const datasetPk = getDatasetPk(db, input.datasetId)
    if (!listSealed(db, datasetPk).includes(input.split)) {
      throw new AppError('NOT_FOUND', 'This split is not sealed: its records can be read as they are.')
    }
    const { lastInsertRowid } = prepared(
      db,
      `INSERT INTO dataset_seal_openings (dataset_pk, split, purpose, run_id, opened_by, opened_at_ms)
        VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(datasetPk, input.split, purpose, input.runId ?? null, input.user ?? null, nowMs)
    const openingId = Number(lastInsertRowid)
    return listOpenings(db, input.datasetId).find((opening) => opening.openingId === openingId) as SealOpening
  })
}

/** The split is one like the others again; that this was done is an opening too. Errors as `openSeal`. */
export function liftSeal(db: Database, input: OpeningInput, nowMs = Date.now()): SealOpening {
  return durableTransaction(db, () => {
    const opening = openSeal(db, input, nowMs)
    prepared(db, 'DELETE FROM dataset_seals WHERE dataset_pk = ? AND split = ?').run(
      getDatasetPk(db, input.datasetId),
      input.split,
    )
    return opening
  })
}

/** Newest first. Throws NOT_FOUND. */
export function listOpenings(db: Database, datasetId: string): SealOpening[] {
  const rows = prepared(
    db,
    `SELECT opening_pk, split, purpose, run_id, opened_by, opened_at_ms FROM dataset_seal_openings WHERE dataset_pk = ?
      ORDER BY opened_at_ms DESC, opening_pk DESC`,
  ).all(getDatasetPk(db, datasetId)) as {
    opening_pk: number
    split: string
    purpose: string
    run_id: string | null
    opened_by: string | null
    opened_at_ms: number
  }[]
  return rows.map((row) => ({
    openingId: row.opening_pk,
    split: row.split,
    purpose: row.purpose,
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    ...(row.opened_by === null ? {} : { openedBy: row.opened_by }),
    openedAtMs: row.opened_at_ms,
  }))
}
