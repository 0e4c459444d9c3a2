/** What is looked at among the notes of one scope: kept while a trace is read, so that "back" finds the place. */
import { create } from 'zustand'
import type { CodingScope } from '../../../shared/model/coding.ts'

export type NoteFilter = 'all' | 'uncoded' | 'changed' | { codeId: string }

interface CodingView {
  scopeKey: string | undefined
  tab: 'notes' | 'counts'
  filter: NoteFilter
  search: string
  activeId: string | undefined
  selectedIds: ReadonlySet<string>
}

const fresh: Omit<CodingView, 'scopeKey'> = {
  tab: 'notes',
  filter: 'all',
  search: '',
  activeId: undefined,
  selectedIds: new Set(),
}

const useStore = create<CodingView>(() => ({ scopeKey: undefined, ...fresh }))

function keyOf({ experimentId, sessionId }: CodingScope): string {
  return JSON.stringify([experimentId, sessionId ?? ''])
}

/** The view of a scope; that of another one is as if new. */
export function useCodingView(scope: CodingScope): CodingView {
  const view = useStore()
  return view.scopeKey === keyOf(scope) ? view : { scopeKey: keyOf(scope), ...fresh }
}

/** The same outside React. */
export function viewOf(scope: CodingScope): CodingView {
  const view = useStore.getState()
  return view.scopeKey === keyOf(scope) ? view : { scopeKey: keyOf(scope), ...fresh }
}

export function changeView(scope: CodingScope, change: Partial<Omit<CodingView, 'scopeKey'>>): void {
  useStore.setState({ ...viewOf(scope), ...change })
}

/** Another filter shows other notes: what was selected among the earlier ones is let go. */
export function setFilter(scope: CodingScope, filter: NoteFilter): void {
  changeView(scope, { filter, activeId: undefined, selectedIds: new Set() })
}

export function toggleSelected(scope: CodingScope, noteId: string): void {
  const selectedIds = new Set(viewOf(scope).selectedIds)
  if (!selectedIds.delete(noteId)) selectedIds.add(noteId)
  changeView(scope, { selectedIds })
}
