/** Runs: groups of traces with tags, parameters and measurements. Evaluations and labeling sessions are runs. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { Metric, Run, RunStatus } from '../../shared/model/run.ts'
import { readLatestMetrics, readMetricHistory, writeMetrics } from './run-metrics.ts'
import { makeRunName } from './run-names.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { setOwn } from './trace-rows.ts'
import { durableTransaction, writeTransaction } from './transaction.ts'

/** The tag that MLflow keeps equal to the name of the run (`MLFLOW_RUN_NAME`). */
export const runNameTag = 'mlflow.runName'

export interface NewRun {
  experimentId: string
  /** Absent or empty: the tag `mlflow.runName`, else a name is made. */
  name?: string | undefined
  userId?: string | undefined
  startMs: number
  tags: Readonly<Record<string, string>>
  /** 32 hex characters; made when absent. */
  runId?: string | undefined
}

/**
 * Makes a running run. Throws NOT_FOUND (no such experiment), INVALID_INPUT (the experiment is deleted; name and
 * name tag disagree).
 */
export function createRun(db: Database, run: NewRun): Run {
  return writeTransaction(db, () => {
    const experimentId = requireActiveExperiment(db, run.experimentId)
    const tagged = run.tags[runNameTag]
    if (run.name && tagged && run.name !== tagged) {
      throw new AppError(
        'INVALID_INPUT',
        `The run name and the tag '${runNameTag}' are both given and differ. Give one of them, or the same text twice.`,
      )
    }
    const name = run.name || tagged || makeRunName()
    const runId = run.runId ?? crypto.randomUUID().replaceAll('-', '')
    const { lastInsertRowid } = prepared(
      db,
      "INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_ms) VALUES (?, ?, ?, ?, 'RUNNING', ?)",
    ).run(runId, experimentId, name, run.userId || 'default', run.startMs)
    writeTags(db, Number(lastInsertRowid), { ...run.tags, [runNameTag]: name })
    return getRun(db, runId)
  })
}

/** Throws NOT_FOUND and INVALID_INPUT as MLflow does; returns the experiment's key. */
export function requireActiveExperiment(db: Database, experimentId: string): number {
  const key = /^\d{1,15}$/.test(experimentId) ? Number(experimentId) : undefined
  if (key === undefined)
    throw new AppError(
      'INVALID_INPUT',
      `Invalid experiment ID '${experimentId}'. Experiment ID must be a valid integer.`,
    )
  const row = preparedRaw(db, 'SELECT deleted_at_ms FROM experiments WHERE experiment_id = ?').get(key) as
    | [number | null]
    | undefined
  if (row === undefined) throw new AppError('NOT_FOUND', `No Experiment with id=${experimentId} exists`)
  if (row[0] !== null) {
    throw new AppError(
      'INVALID_INPUT',
      `The experiment ${experimentId} must be in the 'active' state. Current state is deleted.`,
    )
  }
  return key
}

export function findRunPk(db: Database, runId: string): number | undefined {
  return preparedPluck(db, 'SELECT run_pk FROM runs WHERE run_id = ?').get(runId) as number | undefined
}

/** Throws NOT_FOUND; deleted runs are found too. */
export function getRunPk(db: Database, runId: string): number {
  const runPk = findRunPk(db, runId)
  if (runPk === undefined) throw new AppError('NOT_FOUND', `Run with id=${runId} not found`)
  return runPk
}

/** Throws NOT_FOUND, and INVALID_INPUT for a deleted run. */
export function getActiveRunPk(db: Database, runId: string): number {
  const runPk = getRunPk(db, runId)
  const isDeleted = preparedPluck(db, 'SELECT deleted_at_ms IS NOT NULL FROM runs WHERE run_pk = ?').get(runPk) === 1
  if (isDeleted) {
    throw new AppError('INVALID_INPUT', `The run ${runId} must be in the 'active' state. Current state is deleted.`)
  }
  return runPk
}

export function findRun(db: Database, runId: string): Run | undefined {
  const runPk = findRunPk(db, runId)
  return runPk === undefined ? undefined : readRuns(db, [runPk])[0]
}

/** Throws NOT_FOUND; deleted runs are found too. */
export function getRun(db: Database, runId: string): Run {
  return readRuns(db, [getRunPk(db, runId)])[0] as Run
}

const runsSql = `SELECT r.run_pk, r.run_id, r.experiment_id, r.name, r.user_id, r.status, r.start_ms, r.end_ms, r.deleted_at_ms IS NOT NULL
  FROM json_each(?) j CROSS JOIN runs r ON r.run_pk = j.value`
const tagsSql = `SELECT t.run_pk, t.key, t.value FROM json_each(?) j CROSS JOIN run_tags t ON t.run_pk = j.value ORDER BY t.run_pk, t.key`
const paramsSql = `SELECT p.run_pk, p.key, p.value FROM json_each(?) j CROSS JOIN run_params p ON p.run_pk = j.value ORDER BY p.run_pk, p.key`

type RunValues = [
  runPk: number,
  runId: string,
  experimentId: number,
  name: string,
  userId: string,
  status: RunStatus,
  startMs: number,
  endMs: number | null,
  isDeleted: number,
]

/** Runs of these keys, in their order; a key without a run is left out. */
export function readRuns(db: Database, runPks: readonly number[]): Run[] {
  if (runPks.length === 0) return []
  const keys = JSON.stringify(runPks)
  const metrics = readLatestMetrics(db, runPks)
  const runs = new Map<number, Run>()
  for (const values of preparedRaw(db, runsSql).all(keys) as RunValues[]) {
    const [runPk, runId, experimentId, name, userId, status, startMs, endMs, isDeleted] = values
    runs.set(runPk, {
      runId,
      experimentId: String(experimentId),
      name,
      userId,
      status,
      startMs,
      ...(endMs === null ? {} : { endMs }),
      lifecycleStage: isDeleted === 1 ? 'deleted' : 'active',
      tags: {},
      params: {},
      metrics: metrics.get(runPk) ?? [],
    })
  }
  type Entry = [runPk: number, key: string, value: string]
  for (const [runPk, key, value] of preparedRaw(db, tagsSql).all(keys) as Entry[]) setOwn(of(runPk).tags, key, value)
  for (const [runPk, key, value] of preparedRaw(db, paramsSql).all(keys) as Entry[])
    setOwn(of(runPk).params, key, value)
  return runPks.flatMap((runPk) => runs.get(runPk) ?? [])

  function of(runPk: number): Run {
    return runs.get(runPk) as Run
  }
}

export interface RunChange {
  status?: RunStatus | undefined
  endMs?: number | undefined
  /** Changes the name tag too; an empty one changes nothing. */
  name?: string | undefined
}

/** Throws NOT_FOUND, INVALID_INPUT (deleted). */
export function updateRun(db: Database, runId: string, change: RunChange): Run {
  return writeTransaction(db, () => {
    const runPk = getActiveRunPk(db, runId)
    prepared(
      db,
      'UPDATE runs SET status = ifnull(?, status), end_ms = ifnull(?, end_ms), name = ifnull(?, name) WHERE run_pk = ?',
    ).run(change.status ?? null, change.endMs ?? null, change.name || null, runPk)
    if (change.name) writeTags(db, runPk, { [runNameTag]: change.name })
    return getRun(db, runId)
  })
}

/** Marks it as deleted; its traces and their assessments stay. Throws NOT_FOUND. */
export function deleteRun(db: Database, runId: string, nowMs: number): void {
  durableTransaction(db, () => {
    prepared(db, 'UPDATE runs SET deleted_at_ms = ifnull(deleted_at_ms, ?) WHERE run_pk = ?').run(
      nowMs,
      getRunPk(db, runId),
    )
  })
}

/** Throws NOT_FOUND. */
export function restoreRun(db: Database, runId: string): void {
  durableTransaction(db, () => {
    prepared(db, 'UPDATE runs SET deleted_at_ms = NULL WHERE run_pk = ?').run(getRunPk(db, runId))
  })
}

/** Setting the name tag renames the run. Throws NOT_FOUND, INVALID_INPUT (deleted). */
export function setRunTag(db: Database, runId: string, key: string, value: string): void {
  durableTransaction(db, () => changeTags(db, getActiveRunPk(db, runId), { [key]: value }))
}

/** Throws NOT_FOUND (run or tag), INVALID_INPUT (deleted). */
export function deleteRunTag(db: Database, runId: string, key: string): void {
  durableTransaction(db, () => {
    const runPk = getActiveRunPk(db, runId)
    const { changes } = prepared(db, 'DELETE FROM run_tags WHERE run_pk = ? AND key = ?').run(runPk, key)
    if (changes === 0) throw new AppError('NOT_FOUND', `No tag with name: ${key} in run with id ${runId}`)
  })
}

export interface RunBatch {
  metrics?: readonly Metric[] | undefined
  params?: Readonly<Record<string, string>> | undefined
  tags?: Readonly<Record<string, string>> | undefined
}

/**
 * Adds measurements, parameters and tags; all of them or none. Throws NOT_FOUND, INVALID_INPUT (deleted; a parameter
 * is there with another value: parameters never change).
 */
export function logBatch(db: Database, runId: string, batch: RunBatch): void {
  writeTransaction(db, () => {
    const runPk = getActiveRunPk(db, runId)
    writeParams(db, runPk, batch.params ?? {})
    writeMetrics(db, runPk, batch.metrics ?? [])
    changeTags(db, runPk, batch.tags ?? {})
  })
}

/** Values of one metric, oldest first. Throws NOT_FOUND. */
export function metricHistory(
  db: Database,
  runId: string,
  key: string,
  page: { offset: number; limit: number } = { offset: 0, limit: -1 },
): Metric[] {
  return readMetricHistory(db, getRunPk(db, runId), key, page)
}

function writeParams(db: Database, runPk: number, params: Readonly<Record<string, string>>): void {
  const find = preparedPluck(db, 'SELECT value FROM run_params WHERE run_pk = ? AND key = ?')
  for (const [key, value] of Object.entries(params)) {
    const current = find.get(runPk, key)
    if (current === undefined) {
      prepared(db, 'INSERT INTO run_params (run_pk, key, value) VALUES (?, ?, ?)').run(runPk, key, value)
    } else if (current !== value) {
      throw new AppError(
        'INVALID_INPUT',
        `Changing param values is not allowed. The param '${key}' of this run has another value already; log the new one under another key or in a new run.`,
      )
    }
  }
}

function changeTags(db: Database, runPk: number, tags: Readonly<Record<string, string>>): void {
  writeTags(db, runPk, tags)
  const name = tags[runNameTag]
  if (name) prepared(db, 'UPDATE runs SET name = ? WHERE run_pk = ?').run(name, runPk)
}

function writeTags(db: Database, runPk: number, tags: Readonly<Record<string, string>>): void {
  const set = prepared(
    db,
    'INSERT INTO run_tags (run_pk, key, value) VALUES (?, ?, ?) ON CONFLICT (run_pk, key) DO UPDATE SET value = excluded.value',
  )
  for (const [key, value] of Object.entries(tags)) set.run(runPk, key, value)
}
