/** Evaluations that run here: their configuration, rows, and what was asked of the world for them. */
import type { Database } from 'better-sqlite3'
import type { CallResult } from '../../shared/model/call-result.ts'
import { describeEvaluation } from '../../shared/model/describe-evaluation.ts'
import { AppError } from '../../shared/model/error.ts'
import {
  EvaluationConfig,
  type EvaluationItemState,
  type EvaluationOpening,
  type EvaluationState,
} from '../../shared/model/evaluation.ts'
import type { Json } from '../../shared/model/json.ts'
import { openSeal } from './dataset-splits.ts'
import { sealedError } from './evaluation-source.ts'
import { addRunLinks } from './run-links.ts'
import { createRun, findRunPk, getRunPk, logBatch, updateRun } from './runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction, writeTransaction } from './transaction.ts'

type JsonObject = Record<string, Json>

/** What a row measured of the call that gave its outputs. */
export interface RowMeasures {
  durationMs?: number | undefined
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  costUsd?: number | undefined
}

/** A row as it is planned. `traceId`: the trace that the outputs stand in, where there is one already. */
export interface PlannedRow extends RowMeasures {
  recordId?: string | undefined
  sourceTraceId?: string | undefined
  traceId?: string | undefined
  inputs: JsonObject
  inputsHash: string
  outputs?: Json | undefined
  expectations?: JsonObject | undefined
  tags?: JsonObject | undefined
}

export interface EvaluationItem extends PlannedRow {
  position: number
  state: EvaluationItemState
}

export interface NewEvaluation {
  config: EvaluationConfig
  rows: readonly PlannedRow[]
  /** Of a dataset as its source. */
  dataset?:
    | { datasetId: string; name: string; digest: string; version: number; sealedSplit: string | undefined }
    | undefined
  /** What a sealed split is opened for. */
  opening?: EvaluationOpening | undefined
}

/**
 * A run that MLflow's clients see as one of `mlflow.genai.evaluate`, with all its rows waiting. Throws as `createRun`, and CONFLICT for a
 * sealed split without an opening.
 */
export function createEvaluationRun(db: Database, given: NewEvaluation, nowMs: number): { runId: string } {
  const { config, rows, dataset, opening } = given
  return durableTransaction(db, () => {
    const { runId } = createRun(db, {
      experimentId: config.experimentId,
      name: config.name,
      startMs: nowMs,
      tags: { 'mlflow.runType': 'genai_evaluate', 'mlflow.source.type': 'LOCAL', 'mlflow.source.name': 'assay' },
    })
    const runPk = getRunPk(db, runId)
    const datasetPk =
      dataset && preparedPluck(db, 'SELECT dataset_pk FROM datasets WHERE dataset_id = ?').get(dataset.datasetId)
    prepared(
      db,
      `INSERT INTO evaluation_runs (run_pk, config, state, dataset_pk, dataset_version, created_at_ms, updated_at_ms)
        VALUES (?, ?, 'ready', ?, ?, ?, ?)`,
    ).run(runPk, JSON.stringify(config), datasetPk ?? null, dataset?.version ?? null, nowMs, nowMs)
    const insert = prepared(
      db,
      `INSERT INTO evaluation_items (run_pk, position, record_id, source_trace_id, trace_id, inputs, inputs_hash, outputs,
        expectations, tags, state, duration_ms, input_tokens, output_tokens, cost_usd, updated_at_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?)`,
    )
    rows.forEach((row, position) => {
      insert.run(
        runPk,
        position,
        row.recordId ?? null,
        row.sourceTraceId ?? null,
        row.traceId ?? null,
        JSON.stringify(row.inputs),
        row.inputsHash,
        toText(row.outputs),
        toText(row.expectations),
        toText(row.tags),
        row.durationMs ?? null,
        row.inputTokens ?? null,
        row.outputTokens ?? null,
        row.costUsd ?? null,
        nowMs,
      )
    })
    logBatch(db, runId, { params: describeEvaluation(config, rows.length, dataset) })
    if (dataset !== undefined) {
      const { datasetId, name, digest } = dataset
      const source = JSON.stringify({ dataset_id: datasetId, version: dataset.version })
      const content = {
        dataset: { name, digest, source_type: 'assay_dataset', source },
        tags: [{ key: 'mlflow.data.context', value: 'evaluation' }],
      }
      addRunLinks(db, runId, [{ kind: 'dataset', key: JSON.stringify([name, digest]), content }])
      if (dataset.sealedSplit !== undefined) {
        if (opening === undefined) throw sealedError(dataset.sealedSplit)
        openSeal(db, { datasetId, split: dataset.sealedSplit, ...opening, runId }, nowMs)
      }
    }
    return { runId }
  })
}

/** Throws NOT_FOUND, also for an evaluation that ran elsewhere. */
export function getEvaluationRun(
  db: Database,
  runId: string,
): { runPk: number; config: EvaluationConfig; state: EvaluationState; createdAtMs: number } {
  const row = preparedRaw(
    db,
    `SELECT e.run_pk, e.config, e.state, e.created_at_ms FROM evaluation_runs e JOIN runs r ON r.run_pk = e.run_pk
      WHERE r.run_id = ? AND r.deleted_at_ms IS NULL`,
  ).get(runId) as [number, string, EvaluationState, number] | undefined
  if (row === undefined) {
    const isElsewhere = findRunPk(db, runId) !== undefined
    const sentence = isElsewhere
      ? 'This evaluation was not run by Assay, so there is nothing to continue.'
      : 'There is no evaluation with this id. It may have been deleted.'
    throw new AppError('NOT_FOUND', sentence)
  }
  const [runPk, config, state, createdAtMs] = row
  return { runPk, config: EvaluationConfig.parse(JSON.parse(config)), state, createdAtMs }
}

/** Runs that were at work when Assay ended, oldest first. */
export function listInterruptedRuns(db: Database): string[] {
  return preparedPluck(
    db,
    `SELECT r.run_id FROM evaluation_runs e JOIN runs r ON r.run_pk = e.run_pk
      WHERE e.state = 'running' AND r.deleted_at_ms IS NULL ORDER BY e.run_pk`,
  ).all() as string[]
}

const runStatus = {
  ready: 'RUNNING',
  running: 'RUNNING',
  paused: 'RUNNING',
  done: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'KILLED',
} as const

const hasEnded = (state: EvaluationState) => state === 'done' || state === 'failed' || state === 'cancelled'

/** Sets the state, and the run's status with it; what the run measured so far is logged when it stops. */
export function setEvaluationState(
  db: Database,
  input: { runId: string; state: EvaluationState; error?: { code: string; message: string } | undefined },
  nowMs: number,
): void {
  const { runId, state, error } = input
  durableTransaction(db, () => {
    const { runPk } = getEvaluationRun(db, runId)
    prepared(db, 'UPDATE evaluation_runs SET state = ?, error = ?, updated_at_ms = ? WHERE run_pk = ?').run(
      state,
      error === undefined ? null : JSON.stringify(error),
      nowMs,
      runPk,
    )
    updateRun(db, runId, { status: runStatus[state], ...(hasEnded(state) ? { endMs: nowMs } : {}) })
  })
}

const itemColumns = `position, state, record_id, source_trace_id, trace_id, inputs, inputs_hash, outputs, expectations, tags,
  duration_ms, input_tokens, output_tokens, cost_usd`

type ItemRow = Record<string, string | number | null>

/** Rows that are not finished, in order, after a position. */
export function nextEvaluationItems(db: Database, runPk: number, after: number, limit: number): EvaluationItem[] {
  const rows = prepared(
    db,
    `SELECT ${itemColumns} FROM evaluation_items WHERE run_pk = ? AND position > ? AND state IN ('pending', 'called')
      ORDER BY position LIMIT ?`,
  ).all(runPk, after, limit) as ItemRow[]
  return rows.map((row) => ({
    position: row.position as number,
    state: row.state as EvaluationItemState,
    recordId: orAbsent<string>(row.record_id),
    sourceTraceId: orAbsent<string>(row.source_trace_id),
    traceId: orAbsent<string>(row.trace_id),
    inputs: JSON.parse(row.inputs as string) as JsonObject,
    inputsHash: row.inputs_hash as string,
    outputs: fromText<Json>(row.outputs),
    expectations: fromText<JsonObject>(row.expectations),
    tags: fromText<JsonObject>(row.tags),
    durationMs: orAbsent<number>(row.duration_ms),
    inputTokens: orAbsent<number>(row.input_tokens),
    outputTokens: orAbsent<number>(row.output_tokens),
    costUsd: orAbsent<number>(row.cost_usd),
  }))
}

/** Names one thing that was asked for a row. `repeat` counts how often the same was asked on purpose. */
export interface CallPlace {
  position: number
  /** `target`, or `scorer:` and the scorer's name. */
  purpose: string
  repeat: number
}

/** What came back for the same question; undefined when it was never asked, or was another question. */
export function findEvaluationCall(
  db: Database,
  input: CallPlace & { runPk: number; callKey: string },
): CallResult | undefined {
  const result = preparedPluck(
    db,
    `SELECT result FROM evaluation_calls
      WHERE run_pk = ? AND position = ? AND purpose = ? AND repeat = ? AND call_key = ?`,
  ).get(input.runPk, input.position, input.purpose, input.repeat, input.callKey)
  return result === undefined ? undefined : (JSON.parse(result as string) as CallResult)
}

export interface KeptCall extends CallPlace {
  callKey: string
  result: CallResult
  tries: number
}

/** Keeps what came back, before it is used: after this a crash costs no second call. */
export function keepEvaluationCalls(
  db: Database,
  input: { runPk: number; calls: readonly KeptCall[] },
  nowMs: number,
): void {
  writeTransaction(db, () => {
    const keep = prepared(
      db,
      `INSERT OR REPLACE INTO evaluation_calls (run_pk, position, purpose, repeat, call_key, result, tries, ended_at_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    const mark = prepared(
      db,
      "UPDATE evaluation_items SET state = 'called', updated_at_ms = ? WHERE run_pk = ? AND position = ? AND state = 'pending'",
    )
    for (const { position, purpose, repeat, callKey, result, tries } of input.calls) {
      keep.run(input.runPk, position, purpose, repeat, callKey, JSON.stringify(result), tries, nowMs)
      if (purpose === 'target') mark.run(nowMs, input.runPk, position)
    }
  })
}

const toText = (value: Json | undefined): string | null => (value === undefined ? null : JSON.stringify(value))
const orAbsent = <T>(value: string | number | null | undefined): T | undefined => (value ?? undefined) as T | undefined
function fromText<T>(value: string | number | null | undefined): T | undefined {
  return typeof value === 'string' ? (JSON.parse(value) as T) : undefined
}
