import type { EngineEvent } from '../../shared/contract/events.ts'
import { MergingQueue } from './merging-queue.ts'

/** Trace ids that one event names at most (see the contract). */
const maxTraceIds = 200

/** Least time between two events of one topic to the same subscriber. */
const gapMs = 100

export interface EventBus {
  publish(event: EngineEvent): void
  /** `ready`, then what is published from now on; ends when `signal` aborts or the bus closes. */
  subscribe(signal: AbortSignal | undefined): AsyncIteratorObject<EngineEvent, undefined, undefined>
  close(): void
}

/** Events of one key say the same kind of thing and can be merged into one. */
function keyOf(event: EngineEvent): string {
  if (event.topic === 'traces') return `traces:${event.kind}`
  if (event.topic === 'jobs') return `jobs:${event.jobId}`
  return event.topic
}

function mergeEvents(earlier: EngineEvent, later: EngineEvent): EngineEvent {
  if (!('traceIds' in earlier) || !('traceIds' in later)) return later
  const traceIds = [...new Set([...earlier.traceIds, ...later.traceIds])]
  return bounded({ ...later, traceIds, more: earlier.more || later.more })
}

/** Keeps the number of ids in an event within the contract's bound. */
function bounded(event: EngineEvent): EngineEvent {
  if (!('traceIds' in event) || event.traceIds.length <= maxTraceIds) return event
  return { ...event, traceIds: event.traceIds.slice(0, maxTraceIds), more: true }
}

/**
 * Passes events to any number of subscribers. The first event of a topic goes out at once, later ones within
 * `gapMs` are merged, so that a burst costs ten messages a second, and a slow subscriber gets merged events.
 */
export function createEventBus(): EventBus {
  const subscribers = new Set<MergingQueue<EngineEvent>>()
  let isClosed = false

  return {
    publish(event) {
      for (const subscriber of subscribers) subscriber.push(bounded(event))
    },
    subscribe(signal) {
      const queue: MergingQueue<EngineEvent> = new MergingQueue({
        keyOf,
        merge: mergeEvents,
        gapMs,
        signal,
        onEnd: () => subscribers.delete(queue),
      })
      queue.push({ topic: 'ready' })
      if (isClosed) queue.finish()
      else if (!signal?.aborted) subscribers.add(queue)
      return queue
    },
    close() {
      isClosed = true
      for (const subscriber of [...subscribers]) subscriber.finish()
    },
  }
}
