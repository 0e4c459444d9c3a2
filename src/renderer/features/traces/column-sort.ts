import type { TraceSort } from '../../../shared/model/trace.ts'
import { findAssessmentName } from './column-layout.ts'

const sortColumns: Record<string, TraceSort['column']> = {
  time: 'start',
  name: 'name',
  state: 'state',
  duration: 'duration',
  tokens: 'tokens',
  cost: 'cost',
  model: 'model',
  session: 'session',
  user: 'user',
  spans: 'spans',
  errors: 'errors',
}

/** What the engine sorts by for a column; undefined where it cannot sort (texts, tags). */
export function findSortColumn(columnId: string): TraceSort['column'] | undefined {
  const name = findAssessmentName(columnId)
  return name === undefined ? sortColumns[columnId] : { assessment: name }
}

export function isSortedBy(sort: TraceSort, columnId: string): boolean {
  const column = findSortColumn(columnId)
  return column !== undefined && JSON.stringify(column) === JSON.stringify(sort.column)
}

const numberColumns = new Set(['duration', 'tokens', 'cost', 'spans', 'errors'])

/** Numbers stand right-aligned, so that they compare at a glance. */
export function isNumberColumn(columnId: string): boolean {
  return numberColumns.has(columnId)
}
