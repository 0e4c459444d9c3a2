/** What a person changes about an evaluation before it goes on. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { unscoredSql } from './evaluation-progress.ts'
import { getEvaluationRun } from './evaluation-runs.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

export interface Reopening {
  runId: string
  /** Another limit of costs; `null` for none. */
  maxCostUsd?: number | null | undefined
  /** Rows that failed, and rows that a scorer could say nothing about, are to be done again. */
  isRetry?: boolean | undefined
}

/** Makes a run ready to go on. Throws NOT_FOUND; CONFLICT when it is done and nothing is left to do. */
export function reopenEvaluation(db: Database, { runId, maxCostUsd, isRetry = false }: Reopening, nowMs: number): void {
  durableTransaction(db, () => {
    const { runPk, config, state } = getEvaluationRun(db, runId)
    const again = isRetry ? reopenRows(db, runPk, nowMs) : 0
    if (state === 'done' && again === 0) {
      const sentence = isRetry
        ? 'No row of this evaluation failed, so there is nothing to try again.'
        : 'This evaluation is done. Start another one to run it again.'
      throw new AppError('CONFLICT', sentence)
    }
    if (maxCostUsd === undefined) return
    const { maxCostUsd: _, ...rest } = config
    const changed = maxCostUsd === null ? rest : { ...rest, maxCostUsd }
    prepared(db, 'UPDATE evaluation_runs SET config = ?, updated_at_ms = ? WHERE run_pk = ?').run(
      JSON.stringify(changed),
      nowMs,
      runPk,
    )
  })
}

/** Answers how many. Calls that failed are forgotten, so that they are made again; what was answered stays. */
function reopenRows(db: Database, runPk: number, nowMs: number): number {
  const unscored = preparedPluck(db, unscoredSql).all(runPk) as number[]
  const failed = preparedPluck(db, "SELECT position FROM evaluation_items WHERE run_pk = ? AND state = 'failed'").all(
    runPk,
  ) as number[]
  const forget = prepared(
    db,
    `DELETE FROM evaluation_calls WHERE run_pk = ? AND position = ? AND json_extract(result, '$.error') IS NOT NULL`,
  )
  const reopen = prepared(
    db,
    'UPDATE evaluation_items SET state = ?, error = NULL, updated_at_ms = ? WHERE run_pk = ? AND position = ?',
  )
  for (const position of failed) {
    forget.run(runPk, position)
    reopen.run('pending', nowMs, runPk, position)
  }
  for (const position of unscored) {
    forget.run(runPk, position)
    reopen.run('called', nowMs, runPk, position)
  }
  return failed.length + unscored.length
}
