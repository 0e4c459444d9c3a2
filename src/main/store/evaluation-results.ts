/** What an evaluation that runs here found: rows finished with their assessments, and the run's measurements. */
import type { Database } from 'better-sqlite3'
import type { IngestAssessment, IngestSpan } from '../../shared/model/ingest.ts'
import type { Json } from '../../shared/model/json.ts'
import { judgeMetadata } from '../../shared/model/judge.ts'
import { findVerdict } from '../../shared/model/verdict.ts'
import { getEvaluationRun, type RowMeasures } from './evaluation-runs.ts'
import { isRunFeedback, sourceRunSql } from './evaluations.ts'
import { ingestBatch } from './ingest.ts'
import { logBatch } from './runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { writeTransaction } from './transaction.ts'

/** A row with everything that came of it. Ids are of the row, so that finishing it again changes nothing. */
export interface FinishedRow extends RowMeasures {
  position: number
  state: 'scored' | 'failed'
  error?: { code: string; message: string } | undefined
  outputs?: Json | undefined
  /** The trace that the outputs stand in. */
  traceId: string
  /** Of a trace that is made for the row. */
  spans: IngestSpan[]
  /** What scorers found; on the trace. */
  feedback: IngestAssessment[]
  /** The row's expectations, for those names that the trace has none of. */
  expectations: IngestAssessment[]
}

/**
 * Stores finished rows: traces, links, assessments and states, all of them or none. A row whose trace was deleted
 * meanwhile fails. `traceIds`: those with something new.
 */
export function finishEvaluationRows(
  db: Database,
  input: { runId: string; rows: readonly FinishedRow[] },
  nowMs: number,
): { traceIds: string[]; newTraces: number } {
  return writeTransaction(db, () => {
    const { runPk, config, createdAtMs } = getEvaluationRun(db, input.runId)
    const hasTrace = preparedPluck(db, 'SELECT 1 FROM traces WHERE trace_id = ? AND deleted_at_ms IS NULL')
    const isExpected = preparedPluck(
      db,
      `SELECT 1 FROM assessments a JOIN traces t ON t.trace_pk = a.trace_pk
        WHERE t.trace_id = ? AND a.name = ? AND a.kind = 'expectation' AND a.valid = 1 AND a.deleted_at_ms IS NULL`,
    )
    const living = input.rows.filter((row) => row.spans.length > 0 || hasTrace.get(row.traceId) !== undefined)
    const { traceIds, newTraces } = ingestBatch(
      db,
      {
        experimentId: config.experimentId,
        spans: living.flatMap((row) => row.spans),
        assessments: living.flatMap((row) => [
          ...row.feedback,
          ...row.expectations.filter(({ name }) => isExpected.get(row.traceId, name) === undefined),
        ]),
      },
      nowMs,
    )
    // Linked by position, whichever row was finished first.
    const link = prepared(
      db,
      `INSERT OR IGNORE INTO run_traces (run_pk, trace_pk, added_at_ms, updated_at_ms)
        SELECT ?, trace_pk, ?, ? FROM traces WHERE trace_id = ?`,
    )
    for (const row of living) link.run(runPk, createdAtMs + row.position, nowMs, row.traceId)
    const finish = prepared(
      db,
      `UPDATE evaluation_items SET state = ?, error = ?, trace_id = ?, outputs = ?, duration_ms = ?, input_tokens = ?,
        output_tokens = ?, cost_usd = ?, updated_at_ms = ? WHERE run_pk = ? AND position = ?`,
    )
    for (const row of input.rows) {
      const isLiving = living.includes(row)
      finish.run(
        isLiving ? row.state : 'failed',
        textOf(isLiving ? row.error : { code: 'NOT_FOUND', message: 'The trace of this row was deleted meanwhile.' }),
        row.traceId,
        textOf(row.outputs),
        row.durationMs ?? null,
        row.inputTokens ?? null,
        row.outputTokens ?? null,
        row.costUsd ?? null,
        nowMs,
        runPk,
        row.position,
      )
    }
    return { traceIds, newTraces }
  })
}

/** Stores what a run found about traces that it has finished already. Ids are of the run: a later word on the same replaces it. */
export function keepRunFeedback(
  db: Database,
  { feedback }: { feedback: IngestAssessment[] },
  nowMs: number,
): { traceIds: string[] } {
  return writeTransaction(db, () => {
    const hasTrace = preparedPluck(db, 'SELECT 1 FROM traces WHERE trace_id = ? AND deleted_at_ms IS NULL')
    const assessments = feedback.filter(({ traceId }) => hasTrace.get(traceId) !== undefined)
    const { traceIds } = ingestBatch(db, { spans: [], assessments }, nowMs)
    return { traceIds }
  })
}

const steadinessSql = `json_extract(a.metadata, '$."${judgeMetadata.steadiness}"')`
const valuesSql = `SELECT a.name, a.value, ${steadinessSql} FROM assessments a INDEXED BY assessments_by_run
  WHERE ${sourceRunSql} = ? AND ${isRunFeedback} AND a.value IS NOT NULL`

/**
 * Logs `<scorer>/mean` of what the run found, as MLflow does: a verdict counts as 1 or 0, other texts not at all. For
 * judges that were asked repeatedly also `<scorer>/steadiness`.
 */
export function logEvaluationMetrics(db: Database, runId: string, nowMs: number): Record<string, number> {
  return writeTransaction(db, () => {
    const sums = new Map<string, { sum: number; count: number }>()
    const add = (key: string, number: number | undefined) => {
      if (number === undefined) return
      const entry = sums.get(key) ?? { sum: 0, count: 0 }
      sums.set(key, { sum: entry.sum + number, count: entry.count + 1 })
    }
    for (const [name, value, steadiness] of preparedRaw(db, valuesSql).all(runId) as [
      string,
      string,
      string | null,
    ][]) {
      add(`${name}/mean`, toNumber(JSON.parse(value) as Json))
      if (steadiness !== null) add(`${name}/steadiness`, Number(steadiness))
    }
    const means = [...sums].map(([key, { sum, count }]) => [key, sum / count] as const)
    const metrics = means.map(([key, value]) => ({ key, value, timestampMs: nowMs, step: 0 }))
    logBatch(db, runId, { metrics })
    return Object.fromEntries(means)
  })
}

function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return value
  const verdict = findVerdict(value)
  return verdict === undefined ? undefined : verdict === 'pass' ? 1 : 0
}

const textOf = (value: Json | undefined): string | null => (value === undefined ? null : JSON.stringify(value))
