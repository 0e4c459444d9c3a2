/** Which rows of an evaluation are shown. Pure. */
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { EvaluationRow } from '../../../shared/model/run.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'

/** Every row; rows with any failure; or rows that one scorer failed. */
export type RowFilter = { kind: 'all' } | { kind: 'failed'; scorerName?: string | undefined }

/** A judgement of "no", or none because the scorer itself failed. */
export function isFailure(result: Assessment): boolean {
  return result.error !== undefined || findVerdict(result.value) === 'fail'
}

/** What one scorer said of a row, newest first. Expectations that the run brought along are no scores. */
export function resultsOf(row: EvaluationRow, scorerName: string): Assessment[] {
  return row.results
    .filter((result) => result.name === scorerName && result.kind !== 'expectation')
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
}

export function filterRows(rows: readonly EvaluationRow[], filter: RowFilter): readonly EvaluationRow[] {
  if (filter.kind === 'all') return rows
  return rows.filter((row) =>
    row.results.some(
      (result) => isFailure(result) && (filter.scorerName === undefined || result.name === filter.scorerName),
    ),
  )
}
