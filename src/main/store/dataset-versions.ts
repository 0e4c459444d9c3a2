/** The versions of a dataset: what differs between them, and going back. */
import type { Database } from 'better-sqlite3'
import type { DatasetDiff, DatasetVersion, RecordChange } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import { type RecordRow, readSealedIds, readState, toRecord } from './dataset-rows.ts'
import { newestVersion, type Save, saveDataset } from './dataset-saving.ts'
import { getDatasetPk } from './datasets.ts'
import { prepared } from './statements.ts'

/** Changes that a comparison shows. */
const mostChanges = 500

interface VersionRow {
  version: number
  digest: string
  record_count: number
  cause: string
  note: string | null
  created_by: string | null
  created_at_ms: number
}

/** Newest first. Throws NOT_FOUND. */
export function listVersions(db: Database, datasetId: string): DatasetVersion[] {
  const rows = prepared(
    db,
    `SELECT version, digest, record_count, cause, note, created_by, created_at_ms FROM dataset_versions
      WHERE dataset_pk = ? ORDER BY version DESC`,
  ).all(getDatasetPk(db, datasetId)) as VersionRow[]
  return rows.map((row) => ({
    version: row.version,
    digest: row.digest,
    recordCount: row.record_count,
    cause: row.cause as DatasetVersion['cause'],
    ...(row.note === null ? {} : { note: row.note }),
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    createdAtMs: row.created_at_ms,
  }))
}

/** Throws NOT_FOUND. */
function assertVersion(db: Database, datasetPk: number, version: number): void {
  const newest = newestVersion(db, datasetPk)
  if (version >= 1 && version <= newest) return
  throw new AppError('NOT_FOUND', `The dataset has no version ${version}. Its newest one is ${newest}.`)
}

const contentKeys = ['inputs', 'outputs', 'expectations', 'tags', 'split'] as const

function isSame(a: RecordRow, b: RecordRow): boolean {
  return contentKeys.every((key) => a[key] === b[key])
}

/** What is different in `to`, whichever of the two is older. Throws NOT_FOUND (dataset, version). */
export function diffVersions(db: Database, input: { datasetId: string; from: number; to: number }): DatasetDiff {
  const datasetPk = getDatasetPk(db, input.datasetId)
  assertVersion(db, datasetPk, input.from)
  assertVersion(db, datasetPk, input.to)
  const sealed = readSealedIds(db, datasetPk)
  const before = readState(db, datasetPk, input.from)
  const after = readState(db, datasetPk, input.to)
  const diff: DatasetDiff = { counts: { added: 0, removed: 0, changed: 0 }, sealedCount: 0, changes: [] }
  const add = (kind: RecordChange['kind'], a: RecordRow | undefined, b: RecordRow | undefined): void => {
    const recordId = (b ?? a)?.record_id as string
    diff.counts[kind]++
    if (sealed.has(recordId)) diff.sealedCount++
    else if (diff.changes.length < mostChanges) {
      diff.changes.push({
        kind,
        recordId,
        ...(a === undefined ? {} : { before: toRecord(a, input.datasetId) }),
        ...(b === undefined ? {} : { after: toRecord(b, input.datasetId) }),
      })
    }
  }
  for (const [recordId, row] of before) {
    const now = after.get(recordId)
    if (now === undefined) add('removed', row, undefined)
    else if (!isSame(row, now)) add('changed', row, now)
  }
  for (const [recordId, row] of after) if (!before.has(recordId)) add('added', undefined, row)
  return diff
}

interface VersionInput {
  datasetId: string
  version: number
  user?: string | undefined
}

/**
 * Makes the dataset what it was in a version, as a new version. Records of sealed splits stay as they are, and so does
 * who belongs to them. Throws NOT_FOUND (dataset, version).
 */
export function restoreVersion(db: Database, input: VersionInput, nowMs = Date.now()): { version: number } {
  const { datasetId, version, user } = input
  const note = `v${version}`
  return saveDataset(db, { datasetId, cause: 'restored', note, user }, nowMs, (save) => {
    assertVersion(db, save.datasetPk, version)
    const sealed = readSealedIds(db, save.datasetPk)
    const wanted = readState(db, save.datasetPk, version)
    const present = readState(db, save.datasetPk, save.version)
    const changes = [...new Set([...present.keys(), ...wanted.keys()])]
      .filter((recordId) => !sealed.has(recordId))
      .map((recordId) => ({ now: present.get(recordId), past: wanted.get(recordId) }))
    apply(save, changes, heldInputs(present, sealed))
    return { version: save.version }
  })
}

/**
 * Takes back what one version changed, as a new version. What was changed again since stays: `skipped` counts it.
 * Throws NOT_FOUND (dataset, version), INVALID_INPUT (the first version).
 */
export function undoVersion(
  db: Database,
  input: VersionInput,
  nowMs = Date.now(),
): { version: number; undone: number; skipped: number } {
  const { datasetId, version, user } = input
  if (version === 1) throw new AppError('INVALID_INPUT', 'The first version has none before it. Delete the dataset.')
  const note = `-v${version}`
  return saveDataset(db, { datasetId, cause: 'restored', note, user }, nowMs, (save) => {
    assertVersion(db, save.datasetPk, version)
    const sealed = readSealedIds(db, save.datasetPk)
    const before = readState(db, save.datasetPk, version - 1)
    const made = readState(db, save.datasetPk, version)
    const present = readState(db, save.datasetPk, save.version)
    const touched = [...new Set([...before.keys(), ...made.keys()])].filter(
      (recordId) => before.get(recordId)?.since_version !== made.get(recordId)?.since_version,
    )
    const held = heldInputs(present, sealed)
    const free = touched.filter((recordId) => {
      const isUntouched = present.get(recordId)?.since_version === made.get(recordId)?.since_version
      const then = before.get(recordId)
      const owner = then === undefined ? undefined : ownerOf(present, then.inputs_hash)
      // Its inputs may belong to a record that was made since.
      const isTaken = owner !== undefined && owner !== recordId && !touched.includes(owner)
      return isUntouched && !sealed.has(recordId) && !isTaken
    })
    apply(
      save,
      free.map((recordId) => ({ now: present.get(recordId), past: before.get(recordId) })),
      held,
    )
    return { version: save.version, undone: free.length, skipped: touched.length - free.length }
  })
}

function ownerOf(rows: Map<string, RecordRow>, inputsHash: string): string | undefined {
  for (const row of rows.values()) if (row.inputs_hash === inputsHash) return row.record_id
  return undefined
}

/** Inputs of sealed records: no other record can get them. */
function heldInputs(present: Map<string, RecordRow>, sealed: ReadonlySet<string>): Set<string> {
  return new Set([...sealed].flatMap((recordId) => present.get(recordId)?.inputs_hash ?? []))
}

function apply(
  save: Save,
  changes: readonly { now: RecordRow | undefined; past: RecordRow | undefined }[],
  held: ReadonlySet<string>,
): void {
  // Records that change their inputs go first, all of them, as two may have swapped theirs.
  const moved = changes.filter(({ now, past }) => now !== undefined && now.inputs_hash !== past?.inputs_hash)
  for (const { now } of moved) save.remove((now as RecordRow).record_id)
  for (const { now, past } of changes) {
    if (past === undefined || held.has(past.inputs_hash)) continue
    if (now === undefined || now.inputs_hash !== past.inputs_hash) save.insert(past, past.record_pk)
    else if (!isSame(now, past) || now.lineage !== past.lineage) save.update(now, past)
  }
}
