/** The desk of a reviewer in a session, which lives on while other screens are shown, so that nothing waits unsent. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { toRepeatId, traceIdOfItem } from '../../../shared/model/repeat-id.ts'
import { orpc } from '../../data/client.ts'
import { useConnection } from '../../data/connection.ts'
import { onEngineEvent, useEngineEvent } from '../../data/events.ts'
import { queryClient } from '../../data/query.ts'
import type { DeskState } from './desk-state.ts'
import { browserStorage } from './desk-storage.ts'
import { heldStore } from './held-view.ts'
import { labelApi } from './label-api.ts'
import { LabelDesk } from './label-desk.ts'

const desks = new Map<string, LabelDesk>()
let deskWorkspaceId: string | undefined

let isFollowing = false

/** Traces that are deleted leave their queues; those that grow are read again. Also while another screen is shown. */
function followTraces(): void {
  if (isFollowing) return
  isFollowing = true
  onEngineEvent('traces', ({ kind, traceIds, more }) => {
    // Submitting changes a trace's labels, not what is read of it.
    if (kind === 'changed') return
    if (more) void queryClient.invalidateQueries({ queryKey: orpc.labelWork.read.key() })
    // What cannot be asked now is asked when its screen is opened again.
    if (more && kind === 'deleted') for (const desk of desks.values()) desk.recheck().catch(() => undefined)
    for (const traceId of traceIds) {
      void queryClient.invalidateQueries({ queryKey: orpc.labelWork.read.key({ input: { traceId } }) })
      if (kind !== 'deleted') continue
      for (const desk of desks.values()) for (const id of [traceId, toRepeatId(traceId)]) desk.noteGone(id)
    }
  })
}

export function getDesk(workspaceId: string, sessionId: string, reviewer: string): LabelDesk {
  if (workspaceId !== deskWorkspaceId) {
    // What they have left is kept, and sent when their workspace is open again.
    for (const desk of desks.values()) desk.stop()
    desks.clear()
    deskWorkspaceId = workspaceId
  }
  followTraces()
  const key = JSON.stringify([sessionId, reviewer])
  let desk = desks.get(key)
  if (desk === undefined) {
    desk = new LabelDesk({ sessionId, reviewer, api: labelApi, storage: browserStorage(sessionId, reviewer) })
    desks.set(key, desk)
  }
  return desk
}

/** The neighbour of a trace in the queue that it was opened from. */
export function stepLabelItem(sessionId: string, traceId: string, step: 1 | -1): string | undefined {
  for (const desk of desks.values()) {
    if (desk.sessionId !== sessionId) continue
    const { traceIds } = desk.store.getState()
    const at = traceIds.indexOf(traceId)
    const next = traceIds[at + step]
    if (at >= 0) return next === undefined ? undefined : traceIdOfItem(next)
  }
  return undefined
}

const shownStores = new WeakMap<LabelDesk, StoreApi<DeskState>>()

export function useDeskState<T>(desk: LabelDesk, select: (state: DeskState) => T): T {
  let store = shownStores.get(desk)
  if (store === undefined) {
    store = heldStore(desk.store)
    shownStores.set(desk, store)
  }
  return useStore(store, select)
}

/** Keeps the desk in step with the window and the engine while its screen is shown. */
export function useDeskWatch(desk: LabelDesk): void {
  const isConnected = useConnection(({ state }) => state === 'ready')
  useEffect(() => {
    if (isConnected) desk.retrySaves()
  }, [isConnected, desk])
  // Whoever opens a paused session again lets through what waits.
  useEngineEvent('labeling', () => {
    if (desk.store.getState().save.problem?.kind === 'blocked') desk.retrySaves()
  })
  // The connection is back: what could not be read meanwhile is.
  const isTroubled = useDeskState(desk, ({ save }) => save.problem !== undefined)
  useEffect(() => {
    if (isTroubled) return
    void queryClient.refetchQueries({ queryKey: orpc.labelWork.read.key(), predicate: isFailed, type: 'all' })
    const { currentId, itemErrors } = desk.store.getState()
    for (const id of Object.keys(itemErrors)) if (id === currentId) desk.retryItem(id)
  }, [isTroubled, desk])
  useEffect(() => {
    const { timer } = desk
    const isActive = () => document.visibilityState === 'visible' && document.hasFocus()
    const onWindow = () => timer.setActive(isActive(), Date.now())
    const onInput = () => timer.input(Date.now())
    const onLeave = () => desk.putDown()
    timer.take(Date.now())
    timer.setActive(isActive(), Date.now())
    const inputs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const
    for (const type of inputs) window.addEventListener(type, onInput, { capture: true, passive: true })
    window.addEventListener('focus', onWindow)
    window.addEventListener('blur', onWindow)
    document.addEventListener('visibilitychange', onWindow)
    window.addEventListener('pagehide', onLeave)
    return () => {
      for (const type of inputs) window.removeEventListener(type, onInput, { capture: true })
      window.removeEventListener('focus', onWindow)
      window.removeEventListener('blur', onWindow)
      document.removeEventListener('visibilitychange', onWindow)
      window.removeEventListener('pagehide', onLeave)
      desk.putDown()
      timer.setActive(false, Date.now())
    }
  }, [desk])
}

function isFailed({ state }: { state: { status: string } }): boolean {
  return state.status === 'error'
}
