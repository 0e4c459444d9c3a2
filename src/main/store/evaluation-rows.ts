/** The judged traces of an evaluation, page by page. */
import type { Database } from 'better-sqlite3'
import type { Assessment } from '../../shared/model/assessment.ts'
import { AppError } from '../../shared/model/error.ts'
import type { EvaluationRow } from '../../shared/model/run.ts'
import { type AssessmentRow, assessmentSelect, fromAssessmentRow } from './assessment-rows.ts'
import { getEvaluationPk, isRunFeedback, sourceRunSql } from './evaluations.ts'
import { prepared, preparedRaw } from './statements.ts'
import { readTraceRows } from './trace-rows.ts'

/** Where a page ended: among the linked traces (when, key), or among those that are only judged (key). */
type Position = { addedAtMs: number; tracePk: number } | { judgedPk: number }

const start: Position = { addedAtMs: -1, tracePk: -1 }

const linkedSql = `SELECT x.added_at_ms, x.trace_pk FROM run_traces x CROSS JOIN traces t ON t.trace_pk = x.trace_pk
  WHERE x.run_pk = ? AND (x.added_at_ms, x.trace_pk) > (?, ?) AND t.deleted_at_ms IS NULL
  ORDER BY x.added_at_ms, x.trace_pk LIMIT ?`

const judgedOnlySql = `SELECT DISTINCT a.trace_pk FROM assessments a INDEXED BY assessments_by_run
  WHERE ${sourceRunSql} = ? AND ${isRunFeedback} AND a.trace_pk > ?
    AND NOT EXISTS (SELECT 1 FROM run_traces x WHERE x.run_pk = ? AND x.trace_pk = a.trace_pk)
    AND EXISTS (SELECT 1 FROM traces t WHERE t.trace_pk = a.trace_pk AND t.deleted_at_ms IS NULL)
  ORDER BY a.trace_pk LIMIT ?`

const assessmentsSql = `${assessmentSelect} WHERE a.trace_pk IN (SELECT value FROM json_each(?)) AND a.valid = 1 AND a.deleted_at_ms IS NULL
  AND (a.kind = 'expectation' OR (a.kind = 'feedback' AND ${sourceRunSql} = ?)) ORDER BY a.created_at_ms, a.assessment_pk`

/**
 * Traces in the order in which they were linked, then those that the run judged without being linked to it; traces in the
 * trash are left out. Throws NOT_FOUND, INVALID_INPUT (a cursor of something else).
 */
export function listEvaluationRows(
  db: Database,
  input: { runId: string; cursor?: string | undefined; limit: number },
): { rows: EvaluationRow[]; nextCursor?: string } {
  const runPk = getEvaluationPk(db, input.runId)
  // One more than asked for tells whether there is another page.
  const found = findPositions(db, runPk, input.runId, fromCursor(input.cursor), input.limit + 1)
  const page = found.slice(0, input.limit)
  const last = page.at(-1)
  return {
    rows: readRows(db, input.runId, page.map(keyOf)),
    ...(found.length > page.length && last !== undefined ? { nextCursor: toCursor(last) } : {}),
  }
}

function findPositions(db: Database, runPk: number, runId: string, after: Position, limit: number): Position[] {
  const found: Position[] = []
  if ('addedAtMs' in after) {
    const rows = preparedRaw(db, linkedSql).all(runPk, after.addedAtMs, after.tracePk, limit) as [number, number][]
    for (const [addedAtMs, tracePk] of rows) found.push({ addedAtMs, tracePk })
  }
  if (found.length === limit) return found
  const afterPk = 'judgedPk' in after ? after.judgedPk : -1
  const rows = preparedRaw(db, judgedOnlySql).all(runId, afterPk, runPk, limit - found.length) as [number][]
  for (const [judgedPk] of rows) found.push({ judgedPk })
  return found
}

function readRows(db: Database, runId: string, tracePks: readonly number[]): EvaluationRow[] {
  const results = new Map<string, Assessment[]>()
  const expectations = new Map<string, Assessment[]>()
  const rows = prepared(db, assessmentsSql).all(JSON.stringify(tracePks), runId) as AssessmentRow[]
  for (const row of rows) {
    const byTrace = row.kind === 'expectation' ? expectations : results
    const known = byTrace.get(row.trace_id)
    if (known === undefined) byTrace.set(row.trace_id, [fromAssessmentRow(row)])
    else known.push(fromAssessmentRow(row))
  }
  return readTraceRows(db, tracePks).map((trace) => ({
    trace,
    results: results.get(trace.traceId) ?? [],
    expectations: expectations.get(trace.traceId) ?? [],
  }))
}

function keyOf(position: Position): number {
  return 'judgedPk' in position ? position.judgedPk : position.tracePk
}

function toCursor(position: Position): string {
  return 'judgedPk' in position ? `judged:${position.judgedPk}` : `linked:${position.addedAtMs}:${position.tracePk}`
}

function fromCursor(cursor: string | undefined): Position {
  if (cursor === undefined) return start
  const linked = /^linked:(\d{1,16}):(\d{1,16})$/.exec(cursor)
  if (linked !== null) return { addedAtMs: Number(linked[1]), tracePk: Number(linked[2]) }
  const judged = /^judged:(\d{1,16})$/.exec(cursor)
  if (judged !== null) return { judgedPk: Number(judged[1]) }
  throw new AppError('INVALID_INPUT', 'The cursor is not one of this list.')
}
