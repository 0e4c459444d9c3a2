/**
 * Which traces are selected: a set of ids, or everything a filter finds except some. The second form is what
 * Ctrl-A makes, so that a bulk action covers 200,000 traces without listing them.
 */
import type { TraceFilter, TraceSelection } from '../../../shared/model/trace.ts'

export type Selection =
  | { kind: 'ids'; traceIds: ReadonlySet<string> }
  | { kind: 'filter'; filter: TraceFilter; except: ReadonlySet<string> }

export const noSelection: Selection = { kind: 'ids', traceIds: new Set() }

export function isSelected(selection: Selection, traceId: string): boolean {
  return selection.kind === 'ids' ? selection.traceIds.has(traceId) : !selection.except.has(traceId)
}

export function isEmpty(selection: Selection): boolean {
  return selection.kind === 'ids' && selection.traceIds.size === 0
}

/** How many are selected; undefined while the filter's own count is not known. */
export function selectedCount(selection: Selection, total: number | undefined): number | undefined {
  if (selection.kind === 'ids') return selection.traceIds.size
  return total === undefined ? undefined : Math.max(0, total - selection.except.size)
}

/** Selects (`on`) or deselects some traces. */
export function setSelected(selection: Selection, traceIds: Iterable<string>, on: boolean): Selection {
  const isAdding = selection.kind === 'ids' ? on : !on
  const next = new Set(selection.kind === 'ids' ? selection.traceIds : selection.except)
  for (const traceId of traceIds) {
    if (isAdding) next.add(traceId)
    else next.delete(traceId)
  }
  return selection.kind === 'ids' ? { kind: 'ids', traceIds: next } : { ...selection, except: next }
}

export function toggle(selection: Selection, traceId: string): Selection {
  return setSelected(selection, [traceId], !isSelected(selection, traceId))
}

/** Everything the filter finds, now and when the action runs. */
export function selectAll(filter: TraceFilter): Selection {
  return { kind: 'filter', filter, except: new Set() }
}

/** As the contract takes it. */
export function toTraceSelection(selection: Selection): TraceSelection {
  if (selection.kind === 'ids') return { traceIds: [...selection.traceIds] }
  return { filter: selection.filter, except: [...selection.except] }
}
