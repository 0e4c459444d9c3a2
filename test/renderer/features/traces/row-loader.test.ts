import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRowLoader, type RowLoader } from '../../../../src/renderer/features/traces/row-loader.ts'
import { findRow } from '../../../../src/renderer/features/traces/row-window.ts'
import type { TraceRow } from '../../../../src/shared/model/trace.ts'
import { makeRow } from './make-row.ts'

type Traces = Parameters<typeof createRowLoader>[0]['traces']

/** A store of traces numbered from 0, the newest first in the list; `counts` waits until the test lets it. */
function makeStore(size: number) {
  let stored = size
  let holds: (() => void) | undefined
  const id = (number: number) => `t${number}`
  const list = async ({ limit, cursor }: { limit: number; cursor?: string }) => {
    const newest = cursor === undefined ? stored - 1 : Number(cursor) - 1
    const rows: TraceRow[] = []
    for (let number = newest; number >= 0 && rows.length < limit; number--) rows.push(makeRow(id(number)))
    const last = newest - rows.length + 1
    return { rows, ...(last > 0 ? { nextCursor: String(last) } : {}) }
  }
  const count = async () => {
    await new Promise<void>((resolve) => {
      holds = resolve
    })
    return { count: stored }
  }
  return {
    client: { traces: { list, count } as unknown as Traces },
    answerCount: () => holds?.(),
    /** Answers what the store would tell of it. */
    add(more: number) {
      const traceIds = Array.from({ length: more }, (_, at) => id(stored + at))
      stored += more
      return { kind: 'arrived' as const, traceIds, more: false }
    },
  }
}

let loader: RowLoader

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  loader.close()
  vi.useRealTimers()
})

const newestFirst = { column: 'start', direction: 'desc' } as const
const topOf = () => findRow(loader.snapshot().window, 0)?.traceId

test('what arrives between the first page and the count is offered, and gets to the top', async () => {
  const store = makeStore(800)
  loader = createRowLoader(store.client, {}, newestFirst)
  await vi.advanceTimersByTimeAsync(10)
  expect(topOf()).toBe('t799')
  const event = store.add(50)
  store.answerCount()
  await vi.advanceTimersByTimeAsync(10)
  expect(loader.snapshot().window.total).toBe(850)
  loader.onTraces(event)
  await vi.advanceTimersByTimeAsync(1_000)
  store.answerCount()
  await vi.advanceTimersByTimeAsync(10)
  expect(loader.snapshot().arrived).toBe(50)
  await loader.takeArrived()
  expect(topOf()).toBe('t849')
  expect(loader.snapshot().window.total).toBe(850)
  expect(loader.snapshot().arrived).toBe(0)
})

test('more of them than a page: everything is asked for again', async () => {
  const store = makeStore(800)
  loader = createRowLoader(store.client, {}, newestFirst)
  await vi.advanceTimersByTimeAsync(10)
  const event = store.add(300)
  store.answerCount()
  await vi.advanceTimersByTimeAsync(10)
  loader.onTraces(event)
  await vi.advanceTimersByTimeAsync(1_000)
  store.answerCount()
  await vi.advanceTimersByTimeAsync(10)
  expect(topOf()).toBe('t1099')
  expect(loader.snapshot().window.total).toBe(1_100)
})
