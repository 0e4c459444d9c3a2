/** Logged models: versions of an application that clients name in runs and traces. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { Metric } from '../../shared/model/run.ts'
import { readModelMetrics } from './run-metrics.ts'
import { makeRunName } from './run-names.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared } from './statements.ts'
import { durableTransaction, writeTransaction } from './transaction.ts'

/** As `mlflow/entities/logged_model_status.py` names them. */
export const loggedModelStatuses = ['UNSPECIFIED', 'PENDING', 'READY', 'FAILED'] as const
export type LoggedModelStatus = (typeof loggedModelStatuses)[number]

type Texts = Record<string, string>

export interface LoggedModel {
  /** `m-` and 32 hex characters. */
  modelId: string
  experimentId: string
  name: string
  modelType?: string
  sourceRunId?: string
  status: LoggedModelStatus
  statusMessage?: string
  params: Texts
  tags: Texts
  createdAtMs: number
  updatedAtMs: number
  isDeleted: boolean
  /** The newest value of each key and dataset. */
  metrics: (Metric & { runId: string })[]
}

export interface NewLoggedModel {
  experimentId: string
  /** Made when absent. */
  name?: string | undefined
  modelType?: string | undefined
  sourceRunId?: string | undefined
  params: Texts
  tags: Texts
}

interface ModelRow {
  model_id: string
  experiment_id: number
  name: string
  model_type: string | null
  source_run_id: string | null
  status: LoggedModelStatus
  status_message: string | null
  params: string
  tags: string
  created_at_ms: number
  updated_at_ms: number
  deleted_at_ms: number | null
}

/** Throws NOT_FOUND and INVALID_INPUT for the experiment. */
export function createLoggedModel(db: Database, model: NewLoggedModel, nowMs: number): LoggedModel {
  return writeTransaction(db, () => {
    const experimentId = requireActiveExperiment(db, model.experimentId)
    const modelId = `m-${crypto.randomUUID().replaceAll('-', '')}`
    prepared(
      db,
      `INSERT INTO logged_models (model_id, experiment_id, name, model_type, source_run_id, status, params, tags, created_at_ms, updated_at_ms)
        VALUES (?, ?, ?, ?, ?, 'PENDING', ?, ?, ?, ?)`,
    ).run(
      modelId,
      experimentId,
      model.name ?? makeRunName(),
      model.modelType ?? null,
      model.sourceRunId ?? null,
      JSON.stringify(model.params),
      JSON.stringify(model.tags),
      nowMs,
      nowMs,
    )
    return getLoggedModel(db, modelId)
  })
}

/** Throws NOT_FOUND; a deleted one is found only when asked for. */
export function getLoggedModel(db: Database, modelId: string, { allowDeleted = false } = {}): LoggedModel {
  const row = findRow(db, modelId)
  if (row === undefined || (row.deleted_at_ms !== null && !allowDeleted)) throw notFound(modelId)
  return toLoggedModel(db, row)
}

/** Models with these ids, in their order; unknown ones are left out. */
export function readLoggedModels(db: Database, modelIds: readonly string[]): LoggedModel[] {
  return modelIds.flatMap((modelId) => {
    const row = findRow(db, modelId)
    return row === undefined ? [] : [toLoggedModel(db, row)]
  })
}

/** Throws NOT_FOUND. */
export function finalizeLoggedModel(
  db: Database,
  modelId: string,
  status: LoggedModelStatus,
  nowMs: number,
): LoggedModel {
  return writeTransaction(db, () => {
    prepared(db, 'UPDATE logged_models SET status = ?, updated_at_ms = ? WHERE model_id = ?').run(
      status,
      nowMs,
      modelId,
    )
    return getLoggedModel(db, modelId, { allowDeleted: true })
  })
}

/** Marks it as deleted. Throws NOT_FOUND. */
export function deleteLoggedModel(db: Database, modelId: string, nowMs: number): void {
  durableTransaction(db, () => {
    getRow(db, modelId)
    prepared(
      db,
      'UPDATE logged_models SET deleted_at_ms = ifnull(deleted_at_ms, ?), updated_at_ms = ? WHERE model_id = ?',
    ).run(nowMs, nowMs, modelId)
  })
}

/** Throws NOT_FOUND. */
export function setLoggedModelTags(db: Database, modelId: string, tags: Texts): void {
  durableTransaction(db, () => writeTexts(db, modelId, 'tags', { ...parseTexts(getRow(db, modelId).tags), ...tags }))
}

/** Throws NOT_FOUND (model or tag). */
export function deleteLoggedModelTag(db: Database, modelId: string, key: string): void {
  durableTransaction(db, () => {
    const { [key]: removed, ...rest } = parseTexts(getRow(db, modelId).tags)
    if (removed === undefined)
      throw new AppError('NOT_FOUND', `No tag with key '${key}' found for model with ID '${modelId}'.`)
    writeTexts(db, modelId, 'tags', rest)
  })
}

/** Adds parameters. Throws NOT_FOUND, INVALID_INPUT (one is there with another value). */
export function logLoggedModelParams(db: Database, modelId: string, params: Texts): void {
  durableTransaction(db, () => {
    const known = parseTexts(getRow(db, modelId).params)
    const changed = Object.keys(params).find((key) => Object.hasOwn(known, key) && known[key] !== params[key])
    if (changed !== undefined)
      throw new AppError(
        'INVALID_INPUT',
        `The param '${changed}' of this model has another value already. Params never change.`,
      )
    writeTexts(db, modelId, 'params', { ...known, ...params })
  })
}

function writeTexts(db: Database, modelId: string, column: 'tags' | 'params', texts: Texts): void {
  prepared(db, `UPDATE logged_models SET ${column} = ? WHERE model_id = ?`).run(JSON.stringify(texts), modelId)
}

function findRow(db: Database, modelId: string): ModelRow | undefined {
  return prepared(db, 'SELECT * FROM logged_models WHERE model_id = ?').get(modelId) as ModelRow | undefined
}

function getRow(db: Database, modelId: string): ModelRow {
  const row = findRow(db, modelId)
  if (row === undefined) throw notFound(modelId)
  return row
}

function notFound(modelId: string): AppError {
  return new AppError('NOT_FOUND', `Logged model with ID '${modelId}' not found.`)
}

function parseTexts(text: string): Texts {
  return JSON.parse(text) as Texts
}

function toLoggedModel(db: Database, row: ModelRow): LoggedModel {
  return {
    modelId: row.model_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    ...(row.model_type === null ? {} : { modelType: row.model_type }),
    ...(row.source_run_id === null ? {} : { sourceRunId: row.source_run_id }),
    status: row.status,
    ...(row.status_message === null ? {} : { statusMessage: row.status_message }),
    params: parseTexts(row.params),
    tags: parseTexts(row.tags),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    isDeleted: row.deleted_at_ms !== null,
    metrics: readModelMetrics(db, row.model_id),
  }
}
