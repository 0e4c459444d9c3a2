/**
 * The loader of the list as it is set now. One at a time: it outlives the list screen, so that the trace page can
 * step through the same rows and the list comes back as it was left.
 */
import { useSyncExternalStore } from 'react'
import type { TraceFilter, TraceSort } from '../../../shared/model/trace.ts'
import { client } from '../../data/client.ts'
import { onEngineEvent } from '../../data/events.ts'
import { placeAfterLeaving } from './cursor-after.ts'
import { resetList, useList } from './list-store.ts'
import { createRowLoader, loaderKey, type RowLoader, type RowsSnapshot } from './row-loader.ts'
import { indexOfTrace } from './row-window.ts'

let current: { key: string; loader: RowLoader } | undefined
let isFollowing = false

function getLoader(filter: TraceFilter, sort: TraceSort): RowLoader {
  follow()
  const key = loaderKey(filter, sort)
  if (current?.key !== key) {
    current?.loader.close()
    current = { key, loader: createRowLoader(client, filter, sort) }
  }
  return current.loader
}

/** The loader the list uses, made if the list has not been shown yet. */
export function currentLoader(): RowLoader {
  const { filter, sort } = useList.getState()
  return getLoader(filter, sort)
}

/**
 * Rows left the list: the cursor goes on to the row after them. The engine's event and the action that caused it both
 * say so, in either order; the second finds nothing left to do.
 */
export function takeAway(traceIds: readonly string[], more = false): void {
  const loader = currentLoader()
  const { activeIndex } = useList.getState()
  const gone = new Set(traceIds)
  const place =
    activeIndex === undefined
      ? undefined
      : placeAfterLeaving(loader.snapshot().window, activeIndex, (traceId) => gone.has(traceId))
  loader.onTraces({ kind: 'deleted', traceIds, more })
  if (activeIndex === undefined) return
  if (place === undefined) useList.setState({ activeIndex: undefined, activeId: undefined, anchorIndex: 0 })
  else {
    const known = place.traceId === undefined ? -1 : indexOfTrace(loader.snapshot().window, place.traceId)
    const index = known >= 0 ? known : place.index
    useList.setState({ activeIndex: index, activeId: place.traceId, anchorIndex: index })
  }
}

function follow(): void {
  if (isFollowing) return
  isFollowing = true
  onEngineEvent('traces', (event) => {
    if (current === undefined) return
    if (event.kind === 'deleted') takeAway(event.traceIds, event.more)
    else current.loader.onTraces(event)
  })
  onEngineEvent('assessments', (event) => current?.loader.onTraces({ ...event, kind: 'changed' }))
  // Events may have been missed while the connection was away.
  onEngineEvent('ready', () => current?.loader.onTraces({ kind: 'changed', traceIds: [], more: true }))
  onEngineEvent('search', ({ pending }) => {
    if (pending === 0 && current?.loader.snapshot().isIndexComplete === false) void current.loader.reload()
  })
  onEngineEvent('workspace', () => {
    current?.loader.close()
    current = undefined
    resetList()
  })
}

/** The loader of the list and what it has loaded, followed. */
export function useRows(): { loader: RowLoader; rows: RowsSnapshot } {
  const filter = useList((state) => state.filter)
  const sort = useList((state) => state.sort)
  const loader = getLoader(filter, sort)
  const rows = useSyncExternalStore(loader.subscribe, loader.snapshot)
  return { loader, rows }
}
