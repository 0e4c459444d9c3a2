/** Measurements of runs: every logged value is kept; a run shows the newest of each key. */
import type { Database } from 'better-sqlite3'
import type { Metric } from '../../shared/model/run.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'

/** What a metric is compared by, newest first: MLflow's order, in which what is not a number counts as 0. */
export const newestFirst = 'step DESC, timestamp_ms DESC, ifnull(value, 0) DESC'

const columns = 'm.key, m.value, m.is_nan, m.timestamp_ms, m.step, m.model_id, m.dataset_name, m.dataset_digest'

/**
 * Walks from key to key of each run instead of reading all its values: a training run has few keys and thousands of values.
 * The parameter is a JSON list of run keys.
 */
const latestSql = `WITH RECURSIVE keys (run_pk, key) AS (
    SELECT j.value, (SELECT min(key) FROM run_metrics WHERE run_pk = j.value) FROM json_each(?) j
    UNION ALL
    SELECT k.run_pk, (SELECT min(n.key) FROM run_metrics n WHERE n.run_pk = k.run_pk AND n.key > k.key) FROM keys k WHERE k.key IS NOT NULL
  )
  SELECT k.run_pk, ${columns} FROM keys k CROSS JOIN run_metrics m ON m.metric_pk = (
    SELECT l.metric_pk FROM run_metrics l WHERE l.run_pk = k.run_pk AND l.key = k.key ORDER BY ${newestFirst} LIMIT 1)
  WHERE k.key IS NOT NULL ORDER BY k.run_pk, k.key`

type MetricValues = [
  key: string,
  value: number | null,
  isNan: number,
  timestampMs: number,
  step: number,
  modelId: string | null,
  datasetName: string | null,
  datasetDigest: string | null,
]

function toMetric(values: MetricValues): Metric {
  const [key, value, isNan, timestampMs, step, modelId, datasetName, datasetDigest] = values
  return {
    key,
    value: isNan === 1 || value === null ? null : toPortable(value),
    timestampMs,
    step,
    ...(modelId === null ? {} : { modelId }),
    ...(datasetName === null ? {} : { datasetName }),
    ...(datasetDigest === null ? {} : { datasetDigest }),
  }
}

function toPortable(value: number): Metric['value'] {
  if (value === Number.POSITIVE_INFINITY) return 'Infinity'
  return value === Number.NEGATIVE_INFINITY ? '-Infinity' : value
}

/** The newest value of each key by run key; runs without any have no entry. */
export function readLatestMetrics(db: Database, runPks: readonly number[]): Map<number, Metric[]> {
  const byRun = new Map<number, Metric[]>()
  const rows = preparedRaw(db, latestSql).all(JSON.stringify(runPks)) as [number, ...MetricValues][]
  for (const [runPk, ...values] of rows) {
    const metrics = byRun.get(runPk)
    if (metrics === undefined) byRun.set(runPk, [toMetric(values)])
    else metrics.push(toMetric(values))
  }
  return byRun
}

/** Values of one key, oldest first; the same value logged for several models is one. */
export function readMetricHistory(
  db: Database,
  runPk: number,
  key: string,
  page: { offset: number; limit: number },
): Metric[] {
  const rows = preparedRaw(
    db,
    `SELECT m.key, m.value, m.is_nan, m.timestamp_ms, m.step, NULL, NULL, NULL FROM run_metrics m WHERE m.run_pk = ? AND m.key = ?
      GROUP BY m.timestamp_ms, m.step, m.value, m.is_nan ORDER BY m.timestamp_ms, m.step, ifnull(m.value, 0) LIMIT ? OFFSET ?`,
  ).all(runPk, key, page.limit, page.offset) as MetricValues[]
  return rows.map(toMetric)
}

/** The newest value of each key and dataset that was measured for a logged model. */
export function readModelMetrics(db: Database, modelId: string): (Metric & { runId: string })[] {
  const rows = preparedRaw(
    db,
    `SELECT r.run_id, ${columns} FROM run_metrics m JOIN runs r ON r.run_pk = m.run_pk WHERE m.model_id = ?
      ORDER BY m.key, m.dataset_name, m.dataset_digest, ${newestFirst}`,
  ).all(modelId) as [string, ...MetricValues][]
  const newest = new Map<string, Metric & { runId: string }>()
  for (const [runId, ...values] of rows) {
    const metric = toMetric(values)
    const identity = JSON.stringify([metric.key, metric.datasetName, metric.datasetDigest])
    if (!newest.has(identity)) newest.set(identity, { ...metric, runId })
  }
  return [...newest.values()]
}

const findSame = `SELECT 1 FROM run_metrics WHERE run_pk = ? AND key = ? AND step = ? AND timestamp_ms = ? AND value IS ? AND is_nan = ?
  AND model_id IS ? AND dataset_name IS ? AND dataset_digest IS ?`
const insert = `INSERT INTO run_metrics (run_pk, key, step, timestamp_ms, value, is_nan, model_id, dataset_name, dataset_digest)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Adds values; one that is there already (a client sent it twice) is not added again. */
export function writeMetrics(db: Database, runPk: number, metrics: readonly Metric[]): void {
  const same = preparedPluck(db, findSame)
  const add = prepared(db, insert)
  for (const metric of metrics) {
    const values = [
      runPk,
      metric.key,
      metric.step,
      metric.timestampMs,
      metric.value === null ? null : Number(metric.value),
      metric.value === null ? 1 : 0,
      metric.modelId ?? null,
      metric.datasetName ?? null,
      metric.datasetDigest ?? null,
    ]
    if (same.get(...values) === undefined) add.run(...values)
  }
}
