/** How far an evaluation that runs here is, as a whole and row by row. */
import type { Database } from 'better-sqlite3'
import type { EvaluationItem, EvaluationItemState, EvaluationProgress } from '../../shared/model/evaluation.ts'
import type { Json } from '../../shared/model/json.ts'
import { getEvaluationRun } from './evaluation-runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'

/** What the store knows of a run's progress; it cannot know how long the rest takes, nor what a person just asked for. */
export type StoredProgress = Omit<EvaluationProgress, 'remainingMs' | 'isPausing'>

/** Throws NOT_FOUND. For the reader thread: it counts rows and calls. */
export function readEvaluationProgress(db: Database, runId: string): StoredProgress {
  const { runPk, state } = getEvaluationRun(db, runId)
  const error = preparedPluck(db, 'SELECT error FROM evaluation_runs WHERE run_pk = ?').get(runPk) as string | null
  const [rows, called, scored, failed] = preparedRaw(
    db,
    `SELECT count(*), count(CASE WHEN state = 'called' THEN 1 END), count(CASE WHEN state = 'scored' THEN 1 END),
      count(CASE WHEN state = 'failed' THEN 1 END) FROM evaluation_items WHERE run_pk = ?`,
  ).get(runPk) as [number, number, number, number]
  const [calls, retries, costUsd] = preparedRaw(
    db,
    `SELECT count(*), ifnull(sum(tries - 1), 0), ifnull(sum(json_extract(result, '$.costUsd')), 0)
      FROM evaluation_calls WHERE run_pk = ?`,
  ).get(runPk) as [number, number, number]
  const unscored = preparedPluck(db, `SELECT count(*) FROM (${unscoredSql})`).get(runPk) as number
  return {
    runId,
    state,
    ...(error === null ? {} : { error: JSON.parse(error) as { code: string; message: string } }),
    rows,
    called,
    scored,
    failed,
    unscored,
    calls,
    retries,
    costUsd,
  }
}

/** Finished rows that a scorer asked about in vain. */
export const unscoredSql = `SELECT DISTINCT c.position FROM evaluation_calls c
  JOIN evaluation_items i ON i.run_pk = c.run_pk AND i.position = c.position
  WHERE c.run_pk = ? AND c.purpose <> 'target' AND json_extract(c.result, '$.error') IS NOT NULL AND i.state = 'scored'`

/** A row with its content as JSON. */
export type StoredItem = Omit<EvaluationItem, 'inputs' | 'outputs'> & { inputs: Json; outputs?: Json }

type ItemValues = [
  position: number,
  state: EvaluationItemState,
  inputs: string,
  outputs: string | null,
  error: string | null,
  durationMs: number | null,
  costUsd: number | null,
  retries: number,
  traceId: string | null,
]

/** Rows in order, after `cursor`. Throws NOT_FOUND. */
export function listEvaluationItems(
  db: Database,
  input: { runId: string; state?: EvaluationItemState | undefined; cursor?: string | undefined; limit: number },
): { items: StoredItem[]; nextCursor?: string } {
  const { runPk } = getEvaluationRun(db, input.runId)
  const { state } = input
  const rows = prepared(
    db,
    `SELECT position, state, inputs, outputs, error, duration_ms, cost_usd,
      (SELECT ifnull(sum(c.tries - 1), 0) FROM evaluation_calls c WHERE c.run_pk = i.run_pk AND c.position = i.position),
      (SELECT t.trace_id FROM traces t WHERE t.trace_id = i.trace_id AND t.deleted_at_ms IS NULL)
      FROM evaluation_items i WHERE run_pk = ? AND position > ? ${state === undefined ? '' : 'AND state = ?'}
      ORDER BY position LIMIT ?`,
  )
    .raw()
    .all(runPk, Number(input.cursor ?? -1), ...(state === undefined ? [] : [state]), input.limit + 1) as ItemValues[]
  const items = rows.slice(0, input.limit).map(toItem)
  const last = items.at(-1)
  return { items, ...(rows.length > input.limit && last !== undefined ? { nextCursor: String(last.position) } : {}) }
}

function toItem(values: ItemValues): StoredItem {
  const [position, state, inputs, outputs, error, durationMs, costUsd, retries, traceId] = values
  return {
    position,
    state,
    inputs: JSON.parse(inputs) as Json,
    ...(outputs === null ? {} : { outputs: JSON.parse(outputs) as Json }),
    ...(error === null ? {} : { error: JSON.parse(error) as { code: string; message: string } }),
    ...(durationMs === null ? {} : { durationMs }),
    ...(costUsd === null ? {} : { costUsd }),
    retries,
    ...(traceId === null ? {} : { traceId }),
  }
}
