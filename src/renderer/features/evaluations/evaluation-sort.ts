/** The order of the evaluations. Pure. */
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { findMeasure, measureNumber } from './measures.ts'

/** `measure:` and a key of `measureKeys` sorts by that value. */
export interface EvaluationSort {
  column: string
  direction: 'asc' | 'desc'
}

export const newestFirst: EvaluationSort = { column: 'started', direction: 'desc' }

const measurePrefix = 'measure:'

export function measureColumn(key: string): string {
  return `${measurePrefix}${key}`
}

function sortValue(evaluation: EvaluationSummary, column: string): string | number | undefined {
  if (column.startsWith(measurePrefix))
    return measureNumber(findMeasure(evaluation, column.slice(measurePrefix.length)))
  switch (column) {
    case 'name':
      return evaluation.name
    case 'experiment':
      return evaluation.experimentName
    case 'status':
      return evaluation.status
    case 'rows':
      return evaluation.traceCount
    case 'duration':
      return evaluation.endMs === undefined ? undefined : evaluation.endMs - evaluation.startMs
    default:
      return evaluation.startMs
  }
}

/** Sorted anew; what has no value comes last either way, equal ones newest first. */
export function sortEvaluations(
  evaluations: readonly EvaluationSummary[],
  { column, direction }: EvaluationSort,
  locale: string,
): EvaluationSummary[] {
  const collator = new Intl.Collator(locale, { numeric: true })
  const sign = direction === 'asc' ? 1 : -1
  return [...evaluations].sort((left, right) => {
    const a = sortValue(left, column)
    const b = sortValue(right, column)
    const newer = right.startMs - left.startMs
    if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0) || newer
    if (typeof a === 'number' && typeof b === 'number') return a === b ? newer : sign * (a < b ? -1 : 1)
    return sign * collator.compare(String(a), String(b)) || newer
  })
}

/** Another column starts where it is most of use: texts from A, times and numbers from the greatest. */
export function nextSort(sort: EvaluationSort, column: string): EvaluationSort {
  if (sort.column === column) return { column, direction: sort.direction === 'asc' ? 'desc' : 'asc' }
  return { column, direction: ['name', 'experiment', 'status'].includes(column) ? 'asc' : 'desc' }
}
