/** Which traces an action is for. */
import type { Database } from 'better-sqlite3'
import type { TraceSelection } from '../../shared/model/trace.ts'
import { preparedPluck } from './statements.ts'
import { toTraceId } from './trace-filter.ts'
import { selectTracePks } from './trace-list.ts'

/**
 * Keys of the selected traces. Hand-picked ids are found in the trash too, a filter says itself where it looks.
 * Unknown ids are left out.
 */
export function selectKeys(db: Database, selection: TraceSelection): number[] {
  if ('traceIds' in selection) return findKeys(db, selection.traceIds)
  const keys = selectTracePks(db, selection.filter)
  if (selection.except === undefined || selection.except.length === 0) return keys
  const except = new Set(findKeys(db, selection.except))
  return keys.filter((key) => !except.has(key))
}

/** Ids of the selected traces, one at a time, for exports. */
export function* iterateSelection(db: Database, selection: TraceSelection): IterableIterator<string> {
  const idOf = preparedPluck(db, 'SELECT trace_id FROM traces WHERE trace_pk = ?')
  for (const key of selectKeys(db, selection)) {
    const traceId = idOf.get(key)
    // A trace may have been removed for good since the selection was made.
    if (typeof traceId === 'string') yield traceId
  }
}

/** All ids of a selection. */
export function selectTraceIds(db: Database, selection: TraceSelection): string[] {
  return [...iterateSelection(db, selection)]
}

/** How many of the selected traces each experiment has, the most first. */
export function countByExperiment(db: Database, selection: TraceSelection): { experimentId: string; count: number }[] {
  const find = preparedPluck(db, 'SELECT experiment_id FROM traces WHERE trace_pk = ?')
  const counts = new Map<string, number>()
  for (const key of selectKeys(db, selection)) {
    const experiment = find.get(key)
    if (experiment === undefined) continue
    const experimentId = String(experiment)
    counts.set(experimentId, (counts.get(experimentId) ?? 0) + 1)
  }
  return [...counts]
    .map(([experimentId, count]) => ({ experimentId, count }))
    .sort((a, b) => b.count - a.count || Number(a.experimentId) - Number(b.experimentId))
}

function findKeys(db: Database, traceIds: readonly string[]): number[] {
  const find = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?')
  const keys = new Set<number>()
  for (const traceId of traceIds) {
    const key = find.get(toTraceId(traceId))
    if (typeof key === 'number') keys.add(key)
  }
  return [...keys]
}
