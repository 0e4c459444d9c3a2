/** Experiments: named groups of traces. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { Experiment } from '../../shared/model/run.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/**
 * Id of the experiment with this name (made if needed), or with this id; the default one (0) without either.
 * Throws INVALID_INPUT for an id that is no whole number.
 */
export function resolveExperiment(
  db: Database,
  id: string | undefined,
  name: string | undefined,
  nowMs: number,
): number {
  if (name !== undefined && name !== '') {
    const found = preparedPluck(db, 'SELECT experiment_id FROM experiments WHERE name = ?').get(name)
    if (typeof found === 'number') return found
    const result = prepared(db, 'INSERT INTO experiments (name, created_at_ms) VALUES (?, ?)').run(name, nowMs)
    return Number(result.lastInsertRowid)
  }
  if (id === undefined || id === '' || id === '0') return 0
  const experimentId = Number(id)
  if (!Number.isSafeInteger(experimentId) || experimentId < 0) {
    throw new AppError('INVALID_INPUT', 'An experiment id must be a whole number.')
  }
  if (preparedPluck(db, 'SELECT 1 FROM experiments WHERE experiment_id = ?').get(experimentId) === undefined) {
    // The name may be taken by another experiment; an id is unique.
    const name = `Experiment ${experimentId}`
    const isTaken = preparedPluck(db, 'SELECT 1 FROM experiments WHERE name = ?').get(name) !== undefined
    prepared(db, 'INSERT INTO experiments (experiment_id, name, created_at_ms) VALUES (?, ?, ?)').run(
      experimentId,
      isTaken ? `${name} (${crypto.randomUUID()})` : name,
      nowMs,
    )
  }
  return experimentId
}

/** An experiment with this name, a deleted one too: names stay taken, as in MLflow. */
export function findExperimentByName(db: Database, name: string): Experiment | undefined {
  const id = preparedPluck(db, 'SELECT experiment_id FROM experiments WHERE name = ?').get(name)
  return typeof id === 'number' ? readExperiments(db, [id])[0] : undefined
}

/** Also a deleted one. Undefined, too, for what is no id at all. */
export function findExperiment(db: Database, experimentId: string): Experiment | undefined {
  return /^\d{1,15}$/.test(experimentId) ? readExperiments(db, [Number(experimentId)])[0] : undefined
}

/** Also a deleted one. @throws AppError INVALID_INPUT for what is no id, NOT_FOUND */
export function getExperiment(db: Database, experimentId: string): Experiment {
  if (!/^\d{1,15}$/.test(experimentId)) {
    throw new AppError(
      'INVALID_INPUT',
      `Invalid experiment ID '${experimentId}'. Experiment ID must be a valid integer.`,
    )
  }
  const experiment = findExperiment(db, experimentId)
  if (experiment === undefined) throw new AppError('NOT_FOUND', `No Experiment with id=${experimentId} exists`)
  return experiment
}

/** The given ones in the given order; unknown ones are left out. */
export function readExperiments(db: Database, experimentIds: readonly number[]): Experiment[] {
  const rows = prepared(
    db,
    `SELECT experiment_id AS id, name, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs,
       deleted_at_ms AS deletedAtMs
     FROM experiments WHERE experiment_id = ?`,
  )
  const tags = preparedRaw(db, 'SELECT key, value FROM experiment_tags WHERE experiment_id = ? ORDER BY key')
  return experimentIds.flatMap((experimentId) => {
    const row = rows.get(experimentId) as ExperimentRow | undefined
    if (row === undefined) return []
    return {
      experimentId: String(row.id),
      name: row.name,
      lifecycleStage: row.deletedAtMs === null ? 'active' : 'deleted',
      createdAtMs: row.createdAtMs,
      updatedAtMs: row.updatedAtMs ?? row.createdAtMs,
      tags: Object.fromEntries(tags.all(experimentId) as [string, string][]),
    } as const
  })
}

interface ExperimentRow {
  id: number
  name: string
  createdAtMs: number
  updatedAtMs: number | null
  deletedAtMs: number | null
}

/** Active ones by name, the default one first. */
export function listExperiments(db: Database): Experiment[] {
  const ids = preparedPluck(
    db,
    'SELECT experiment_id FROM experiments WHERE deleted_at_ms IS NULL ORDER BY experiment_id <> 0, name',
  ).all() as number[]
  return readExperiments(db, ids)
}

/** @throws AppError CONFLICT when the name is taken, also by a deleted one */
export function createExperiment(
  db: Database,
  { name, tags }: { name: string; tags: Readonly<Record<string, string>> },
  nowMs: number,
): Experiment {
  return durableTransaction(db, () => {
    requireFreeName(db, name)
    const { lastInsertRowid } = prepared(
      db,
      'INSERT INTO experiments (name, created_at_ms, updated_at_ms) VALUES (?, ?, ?)',
    ).run(name, nowMs, nowMs)
    const experimentId = Number(lastInsertRowid)
    writeTags(db, experimentId, tags)
    return readExperiments(db, [experimentId])[0] as Experiment
  })
}

/** Renames. @throws AppError NOT_FOUND, INVALID_INPUT (deleted, or no id), CONFLICT (the name is taken) */
export function updateExperiment(db: Database, experimentId: string, { name }: { name: string }, nowMs: number): void {
  durableTransaction(db, () => {
    const experiment = getActive(db, experimentId)
    if (experiment.name === name) return
    requireFreeName(db, name)
    prepared(db, 'UPDATE experiments SET name = ?, updated_at_ms = ? WHERE experiment_id = ?').run(
      name,
      nowMs,
      Number(experimentId),
    )
  })
}

/** Deletes an active experiment and its runs; its name stays taken. @throws AppError NOT_FOUND, INVALID_INPUT (no id) */
export function deleteExperiment(db: Database, experimentId: string, nowMs: number): void {
  setStage(db, experimentId, 'active', nowMs)
}

/** Brings a deleted experiment and its runs back. @throws AppError NOT_FOUND (also for an active one), INVALID_INPUT (no id) */
export function restoreExperiment(db: Database, experimentId: string, nowMs: number): void {
  setStage(db, experimentId, 'deleted', nowMs)
}

function setStage(db: Database, experimentId: string, from: Experiment['lifecycleStage'], nowMs: number): void {
  durableTransaction(db, () => {
    if (getExperiment(db, experimentId).lifecycleStage !== from) {
      throw new AppError('NOT_FOUND', `No Experiment with id=${experimentId} exists`)
    }
    const deletedAtMs = from === 'active' ? nowMs : null
    const id = Number(experimentId)
    prepared(db, 'UPDATE experiments SET deleted_at_ms = ?, updated_at_ms = ? WHERE experiment_id = ?').run(
      deletedAtMs,
      nowMs,
      id,
    )
    prepared(db, 'UPDATE runs SET deleted_at_ms = ? WHERE experiment_id = ?').run(deletedAtMs, id)
  })
}

/** @throws AppError NOT_FOUND, INVALID_INPUT (deleted, or no id) */
export function setExperimentTag(db: Database, experimentId: string, key: string, value: string, nowMs: number): void {
  durableTransaction(db, () => {
    getActive(db, experimentId)
    writeTags(db, Number(experimentId), { [key]: value })
    touchExperiment(db, experimentId, nowMs)
  })
}

/** @throws AppError NOT_FOUND (experiment or tag), INVALID_INPUT (deleted, or no id) */
export function deleteExperimentTag(db: Database, experimentId: string, key: string, nowMs: number): void {
  durableTransaction(db, () => {
    getActive(db, experimentId)
    const { changes } = prepared(db, 'DELETE FROM experiment_tags WHERE experiment_id = ? AND key = ?').run(
      Number(experimentId),
      key,
    )
    if (changes === 0) {
      throw new AppError('NOT_FOUND', `No tag with name: ${key} in experiment with id ${experimentId}`)
    }
    touchExperiment(db, experimentId, nowMs)
  })
}

function touchExperiment(db: Database, experimentId: string, nowMs: number): void {
  prepared(db, 'UPDATE experiments SET updated_at_ms = ? WHERE experiment_id = ?').run(nowMs, Number(experimentId))
}

function writeTags(db: Database, experimentId: number, tags: Readonly<Record<string, string>>): void {
  const insert = prepared(
    db,
    `INSERT INTO experiment_tags (experiment_id, key, value) VALUES (?, ?, ?)
     ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value`,
  )
  for (const [key, value] of Object.entries(tags)) insert.run(experimentId, key, value)
}

function getActive(db: Database, experimentId: string): Experiment {
  const experiment = getExperiment(db, experimentId)
  if (experiment.lifecycleStage === 'active') return experiment
  throw new AppError(
    'INVALID_INPUT',
    `The experiment ${experimentId} must be in the 'active' state. Current state is deleted.`,
  )
}

function requireFreeName(db: Database, name: string): void {
  const holder = findExperimentByName(db, name)
  if (holder === undefined) return
  const hint =
    holder.lifecycleStage === 'active'
      ? 'Use another name, or set_experiment to go on with it.'
      : `It is deleted: restore it with MlflowClient().restore_experiment("${holder.experimentId}"), or use another name.`
  throw new AppError('CONFLICT', `Experiment(name=${name}) already exists. ${hint}`)
}
