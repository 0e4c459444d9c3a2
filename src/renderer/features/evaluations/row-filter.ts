/** Which rows of an evaluation are shown. Pure. */
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { EvaluationRow } from '../../../shared/model/run.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'
import type { RowsWanted } from '../report/index.tsx'

/** Every row; rows with any failure; rows that one scorer failed; or those that a figure of the report counts. */
export type RowFilter = { kind: 'all' } | { kind: 'failed'; scorerName?: string | undefined } | RowsWanted

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
  switch (filter.kind) {
    case 'all':
      return rows
    case 'failed':
      return rows.filter((row) =>
        row.results.some(
          (result) => isFailure(result) && (filter.scorerName === undefined || result.name === filter.scorerName),
        ),
      )
    case 'slice': {
      const traceIds = new Set(filter.traceIds)
      return rows.filter((row) => traceIds.has(row.trace.traceId))
    }
    default:
      return rows.filter((row) => isCounted(resultsOf(row, filter.scorerName)[0], filter))
  }
}

/** Whether a figure counts a row, by the newest that the scorer said of it. */
function isCounted(result: Assessment | undefined, filter: Exclude<RowsWanted, { kind: 'slice' }>): boolean {
  if (filter.kind === 'missing') return result === undefined
  if (filter.kind === 'error') return result !== undefined && result.value === undefined
  const value = result?.value
  if (value === undefined) return false
  if (filter.kind === 'verdict') return findVerdict(value) === filter.verdict
  if (filter.kind === 'value') return (typeof value === 'string' ? value : JSON.stringify(value)) === filter.value
  if (typeof value !== 'number') return false
  const isBelow = filter.hasUpperEnd || filter.from === filter.to ? value <= filter.to : value < filter.to
  return value >= filter.from && isBelow
}
