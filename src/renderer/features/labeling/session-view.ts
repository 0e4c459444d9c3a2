/** What is looked at in the labeling session last open: kept while its traces are read, so that "back" finds the place. */
import { create } from 'zustand'
import type { ItemStatus } from '../../../shared/model/labeling.ts'

interface SessionView {
  sessionId: string | undefined
  activeId: string | undefined
  /** Undefined: items of any status. */
  status: ItemStatus | undefined
  selectedIds: ReadonlySet<string>
}

const fresh: Omit<SessionView, 'sessionId'> = { activeId: undefined, status: undefined, selectedIds: new Set() }

export const useSessionView = create<SessionView>(() => ({ sessionId: undefined, ...fresh }))

/** The view of a session, new when another one was open before. */
export function viewOf(sessionId: string): SessionView {
  const state = useSessionView.getState()
  if (state.sessionId === sessionId) return state
  useSessionView.setState({ sessionId, ...fresh })
  return useSessionView.getState()
}

export function setStatus(sessionId: string, status: ItemStatus | undefined): void {
  useSessionView.setState({ ...viewOf(sessionId), status, activeId: undefined, selectedIds: new Set() })
}

export function setActiveItem(sessionId: string, activeId: string | undefined): void {
  useSessionView.setState({ ...viewOf(sessionId), activeId })
}

export function toggleItem(sessionId: string, traceId: string): void {
  const view = viewOf(sessionId)
  const selectedIds = new Set(view.selectedIds)
  if (!selectedIds.delete(traceId)) selectedIds.add(traceId)
  useSessionView.setState({ ...view, selectedIds })
}

/** In place of what is selected now. */
export function selectItems(sessionId: string, traceIds: readonly string[]): void {
  useSessionView.setState({ ...viewOf(sessionId), selectedIds: new Set(traceIds) })
}

export function clearItems(sessionId: string): void {
  useSessionView.setState({ ...viewOf(sessionId), selectedIds: new Set() })
}
