import { afterEach, expect, test, vi } from 'vitest'
import { MergingQueue } from '../../../src/main/engine/merging-queue.ts'

interface Item {
  key: string
  ids: number[]
}

afterEach(() => {
  vi.useRealTimers()
})

function makeQueue(gapMs = 20, signal?: AbortSignal, onEnd?: () => void) {
  return new MergingQueue<Item>({
    keyOf: (item) => item.key,
    merge: (earlier, later) => ({ key: later.key, ids: [...earlier.ids, ...later.ids] }),
    gapMs,
    signal,
    ...(onEnd === undefined ? {} : { onEnd }),
  })
}

test('the first value is read at once, those of the same gap arrive merged', async () => {
  const queue = makeQueue()
  queue.push({ key: 'a', ids: [1] })
  expect((await queue.next()).value).toEqual({ key: 'a', ids: [1] })
  queue.push({ key: 'a', ids: [2] })
  queue.push({ key: 'a', ids: [3] })
  expect((await queue.next()).value).toEqual({ key: 'a', ids: [2, 3] })
})

test('values of different keys do not wait for each other', async () => {
  const queue = makeQueue(60_000)
  queue.push({ key: 'a', ids: [1] })
  await queue.next()
  queue.push({ key: 'a', ids: [2] })
  queue.push({ key: 'b', ids: [9] })
  expect((await queue.next()).value).toEqual({ key: 'b', ids: [9] })
  queue.end()
})

test('a reader that stays away finds one value of each key', async () => {
  const queue = makeQueue()
  for (let id = 0; id < 1000; id += 1) queue.push({ key: id % 2 === 0 ? 'even' : 'odd', ids: [id] })
  const even = await queue.next()
  const odd = await queue.next()
  expect(even.value?.ids).toHaveLength(500)
  expect(odd.value?.ids).toHaveLength(500)
  queue.finish()
  expect(await queue.next()).toEqual({ done: true, value: undefined })
})

test('a value that is held back never comes out over a later one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const queue = makeQueue(100)
  queue.push({ key: 'a', ids: [1] })
  await queue.next()
  vi.advanceTimersByTime(50)
  queue.push({ key: 'a', ids: [2] })
  // The gap is over, the timer that was set in it is not.
  vi.advanceTimersByTime(60)
  queue.push({ key: 'a', ids: [3] })
  queue.finish()
  expect((await queue.next()).value).toEqual({ key: 'a', ids: [2, 3] })
  expect(await queue.next()).toEqual({ done: true, value: undefined })
})

test('finishing gives out what is held back, then ends', async () => {
  const queue = makeQueue(60_000)
  queue.push({ key: 'a', ids: [1] })
  await queue.next()
  queue.push({ key: 'a', ids: [2] })
  queue.finish()
  queue.push({ key: 'a', ids: [3] })
  const rest: Item[] = []
  for await (const item of queue) rest.push(item)
  expect(rest).toEqual([{ key: 'a', ids: [2] }])
})

test('finishing answers a reader that waits on an empty queue', async () => {
  const queue = makeQueue()
  const waiting = queue.next()
  queue.finish()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('an abort ends a reader that is waiting', async () => {
  const abort = new AbortController()
  let ends = 0
  const queue = makeQueue(20, abort.signal, () => {
    ends += 1
  })
  const waiting = queue.next()
  abort.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  queue.end()
  expect(ends).toBe(1)
})

test('returning ends a reader that is waiting', async () => {
  const queue = makeQueue()
  const waiting = queue.next()
  await queue.return()
  expect(await waiting).toEqual({ done: true, value: undefined })
})
