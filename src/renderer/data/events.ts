/**
 * One subscription to the engine's events for the whole window. It keeps the query cache true and hands events to
 * whoever listens. Reconnects with back-off; after a gap everything is refetched, as events may have been missed.
 *
 * What is dropped from the cache on its own is in `invalidate`. `traces.list` is not dropped when traces
 * arrive: the list decides itself when to show them, so that nobody loses their place.
 */
import { useEffect, useEffectEvent } from 'react'
import type { EngineEvent } from '../../shared/contract/events.ts'
import { client, orpc } from './client.ts'
import { setConnection, useConnection } from './connection.ts'
import { queryClient } from './query.ts'

export type EngineTopic = EngineEvent['topic']
export type EngineEventOf<T extends EngineTopic> = Extract<EngineEvent, { topic: T }>

type Listener = (event: EngineEvent) => void
const listeners = new Map<EngineTopic, Set<Listener>>()

/** Listens outside React. Returns the stop function. */
export function onEngineEvent<T extends EngineTopic>(
  topic: T,
  listener: (event: EngineEventOf<T>) => void,
): () => void {
  const ofTopic = listeners.get(topic) ?? new Set()
  listeners.set(topic, ofTopic)
  ofTopic.add(listener as Listener)
  return () => {
    ofTopic.delete(listener as Listener)
  }
}

/** Calls `handler` for every event of a topic while the component is mounted. */
export function useEngineEvent<T extends EngineTopic>(topic: T, handler: (event: EngineEventOf<T>) => void): void {
  const onEvent = useEffectEvent(handler)
  useEffect(() => onEngineEvent(topic, (event) => onEvent(event)), [topic])
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** Drops now, and merges what comes within the pause: counts over everything are not free. */
function invalidateSlowly(queryKey: readonly unknown[], pauseMs: number): void {
  const id = JSON.stringify(queryKey)
  if (waiting.has(id)) return
  waiting.set(
    id,
    setTimeout(() => {
      waiting.delete(id)
      void queryClient.invalidateQueries({ queryKey })
    }, pauseMs),
  )
}

function invalidateTraces(traceIds: string[], more: boolean): void {
  if (more) {
    invalidateSlowly(orpc.traces.get.key(), 500)
    invalidateSlowly(orpc.traces.tree.key(), 500)
    return
  }
  for (const traceId of traceIds) {
    void queryClient.invalidateQueries({ queryKey: orpc.traces.get.key({ input: { traceId } }) })
    void queryClient.invalidateQueries({ queryKey: orpc.traces.tree.key({ input: { traceId } }) })
  }
}

function invalidate(event: EngineEvent): void {
  switch (event.topic) {
    case 'traces':
      invalidateTraces(event.traceIds, event.more)
      if (event.kind === 'deleted') void queryClient.invalidateQueries({ queryKey: orpc.traces.list.key() })
      if (event.kind === 'changed') invalidateSlowly(orpc.traces.list.key(), 250)
      invalidateSlowly(orpc.traces.count.key(), 500)
      invalidateSlowly(orpc.traces.facet.key(), 2000)
      invalidateSlowly(orpc.traces.session.key(), 500)
      invalidateSlowly(orpc.workspaces.current.key(), 1000)
      if (event.kind !== 'arrived') {
        invalidateSlowly(orpc.coding.key(), 1000)
        invalidateSlowly(orpc.evaluations.key(), 500)
        invalidateSlowly(orpc.reports.key(), 5000)
        invalidateSlowly(orpc.labelingSessions.key(), 500)
      }
      break
    case 'assessments':
      invalidateTraces(event.traceIds, event.more)
      void queryClient.invalidateQueries({ queryKey: orpc.assessments.key() })
      void queryClient.invalidateQueries({ queryKey: orpc.traces.list.key() })
      invalidateSlowly(orpc.traces.session.key(), 500)
      invalidateSlowly(orpc.evaluations.key(), 500)
      invalidateSlowly(orpc.reports.key(), 5000)
      invalidateSlowly(orpc.labelingSessions.items.key(), 500)
      invalidateSlowly(orpc.labelQuality.disagreements.key(), 500)
      invalidateSlowly(orpc.labelQuality.report.key(), 3000)
      invalidateSlowly(orpc.coding.key(), 1000)
      invalidateSlowly(orpc.validations.key(), 1000)
      break
    case 'experiments':
      void queryClient.invalidateQueries({ queryKey: orpc.experiments.key() })
      invalidateSlowly(orpc.evaluations.key(), 250)
      invalidateSlowly(orpc.labelingSessions.key(), 250)
      break
    case 'runs':
      invalidateSlowly(orpc.evaluations.key(), 250)
      invalidateSlowly(orpc.reports.key(), 5000)
      invalidateSlowly(orpc.validations.key(), 1000)
      // A labeling session is a run: clients rename, delete and restore it as one.
      invalidateSlowly(orpc.labelingSessions.key(), 250)
      break
    case 'labeling':
      invalidateSlowly(orpc.labelSchemas.key(), 100)
      invalidateSlowly(orpc.labelingSessions.key(), 100)
      invalidateSlowly(orpc.labelWork.progress.key(), 250)
      invalidateSlowly(orpc.reviewLinks.key(), 100)
      invalidateSlowly(orpc.handover.key(), 250)
      invalidateSlowly(orpc.labelQuality.disagreements.key(), 500)
      // Notes on items, and questions that codes became options of.
      invalidateSlowly(orpc.coding.key(), 1000)
      // Seconds of work in large sessions, and a label comes every few seconds.
      invalidateSlowly(orpc.labelQuality.report.key(), 3000)
      break
    case 'coding':
      void queryClient.invalidateQueries({ queryKey: orpc.coding.codes.key() })
      invalidateSlowly(orpc.coding.notes.key(), 250)
      void queryClient.invalidateQueries({ queryKey: orpc.coding.history.key() })
      break
    case 'datasets':
      invalidateSlowly(orpc.datasets.key(), 250)
      invalidateSlowly(orpc.validations.key(), 1000)
      break
    case 'views':
      void queryClient.invalidateQueries({ queryKey: orpc.views.key() })
      break
    case 'jobs':
      void queryClient.invalidateQueries({ queryKey: orpc.jobs.list.key() })
      void queryClient.invalidateQueries({ queryKey: orpc.jobs.get.key({ input: { jobId: event.jobId } }) })
      break
    case 'receivers':
      void queryClient.invalidateQueries({ queryKey: orpc.receivers.key() })
      break
    case 'providers':
      void queryClient.invalidateQueries({ queryKey: orpc.providers.list.key() })
      break
    case 'targets':
      void queryClient.invalidateQueries({ queryKey: orpc.targets.list.key() })
      break
    case 'judges':
      void queryClient.invalidateQueries({ queryKey: orpc.judges.key() })
      break
    case 'egress':
      invalidateSlowly(orpc.egress.key(), 500)
      break
    case 'settings':
      void queryClient.invalidateQueries({ queryKey: orpc.settings.key() })
      break
    case 'workspace':
      // Another file is open: nothing that was shown holds any more, except this machine's preferences.
      void queryClient.invalidateQueries({ predicate: (query) => !isSettingsKey(query.queryKey) })
      break
    case 'search':
    case 'ready':
      break
  }
}

function isSettingsKey(key: readonly unknown[]): boolean {
  return JSON.stringify(key[0]) === JSON.stringify(orpc.settings.key()[0])
}

let wake: (() => void) | undefined

/** Ends the pause before the next attempt. */
export function reconnectNow(): void {
  wake?.()
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

function dispatch(event: EngineEvent): void {
  invalidate(event)
  for (const listener of listeners.get(event.topic) ?? []) listener(event)
}

const firstPauseMs = 200
const longestPauseMs = 5000

/** Starts the subscription; runs for the life of the window. Call once. */
export async function followEngine(): Promise<never> {
  let pauseMs = firstPauseMs
  let hasGap = false
  for (;;) {
    try {
      for await (const event of await client.events.subscribe()) {
        if (event.topic === 'ready') {
          pauseMs = firstPauseMs
          setConnection('ready')
          if (hasGap) void queryClient.invalidateQueries()
          hasGap = false
        }
        dispatch(event)
      }
    } catch {
      // Whatever the reason, the cure is to subscribe again; the state below says so on screen.
    }
    hasGap = true
    if (useConnection.getState().state !== 'refused') setConnection('lost')
    await pause(pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}
