/**
 * A key that answers has two effects: the answer goes to the engine, and the screen shows what comes next. Drawing takes the page longer
 * than the engine takes to save, so the answer is let out first: what the screen is told waits for the next task.
 */
import type { StoreApi } from 'zustand/vanilla'

const held = new Set<() => void>()
let isHolding = false
let channel: MessageChannel | undefined

/** Runs what a key does to a desk at once, and tells the screen of it a moment later. Not for typing: fields need their text at once. */
export function sendFirst(run: () => void): void {
  if (isHolding) {
    run()
    return
  }
  isHolding = true
  if (channel === undefined) {
    channel = new MessageChannel()
    channel.port1.onmessage = release
  }
  try {
    run()
  } finally {
    channel.port2.postMessage(undefined)
  }
}

function release(): void {
  isHolding = false
  const listeners = [...held]
  held.clear()
  for (const listener of listeners) listener()
}

/** The same store, whose listeners are told after what was sent first. */
export function heldStore<T>(store: StoreApi<T>): StoreApi<T> {
  return {
    ...store,
    subscribe: (listener) => {
      const tell = () => listener(store.getState(), store.getState())
      const stop = store.subscribe(() => {
        if (isHolding) held.add(tell)
        else tell()
      })
      return () => {
        held.delete(tell)
        stop()
      }
    },
  }
}
