import { expect, test } from 'vitest'
import { createEventBus } from '../../../src/main/engine/event-bus.ts'
import type { EngineEvent } from '../../../src/shared/contract/events.ts'

function arrived(...traceIds: string[]): EngineEvent {
  return { topic: 'traces', kind: 'arrived', traceIds, more: false }
}

test('every subscription starts with ready and gets what is published later', async () => {
  const bus = createEventBus()
  bus.publish(arrived('before'))
  const events = bus.subscribe(undefined)
  bus.publish(arrived('after'))
  expect((await events.next()).value).toEqual({ topic: 'ready' })
  expect((await events.next()).value).toEqual(arrived('after'))
  bus.close()
  expect((await events.next()).done).toBe(true)
})

test('a burst is merged: each trace named once, never more than 200 of them', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  await events.next()
  for (let index = 0; index < 500; index += 1) bus.publish(arrived(`t${index}`, `t${index}`))
  const event = (await events.next()).value
  expect(event).toMatchObject({ topic: 'traces', kind: 'arrived', more: true })
  const traceIds = event !== undefined && 'traceIds' in event ? event.traceIds : []
  expect(traceIds).toHaveLength(200)
  expect(new Set(traceIds).size).toBe(200)
  bus.close()
})

test('arrivals and deletions stay apart', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  await events.next()
  bus.publish(arrived('a'))
  bus.publish({ topic: 'traces', kind: 'deleted', traceIds: ['b'], more: false })
  expect((await events.next()).value).toEqual(arrived('a'))
  expect((await events.next()).value).toEqual({ topic: 'traces', kind: 'deleted', traceIds: ['b'], more: false })
  bus.close()
})

test('jobs are told one by one, other topics as the newest event', async () => {
  const bus = createEventBus()
  const events = bus.subscribe(undefined)
  await events.next()
  bus.publish({ topic: 'jobs', jobId: '1' })
  bus.publish({ topic: 'jobs', jobId: '2' })
  bus.publish({ topic: 'search', pending: 9 })
  bus.publish({ topic: 'search', pending: 4 })
  const seen = [await events.next(), await events.next(), await events.next()].map(({ value }) => value)
  expect(seen).toEqual([
    { topic: 'jobs', jobId: '1' },
    { topic: 'jobs', jobId: '2' },
    { topic: 'search', pending: 4 },
  ])
  bus.close()
})
