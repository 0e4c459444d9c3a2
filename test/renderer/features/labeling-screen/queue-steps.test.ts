import { expect, test } from 'vitest'
import {
  countStates,
  mergeQueue,
  nextToDo,
  previousEnded,
  type Queue,
  startIndex,
  stepFrom,
  upcomingIds,
  withoutItem,
} from '../../../../src/renderer/features/labeling-screen/queue-steps.ts'

const queue: Queue = {
  traceIds: ['a', 'b', 'c', 'd', 'e'],
  states: ['complete', 'pending', 'skipped', 'in_progress', 'flagged'],
}
const done: Queue = { traceIds: ['a', 'b'], states: ['complete', 'flagged'] }

test('the next item to do comes after this one, then from the beginning, this one last', () => {
  expect(nextToDo(queue, 0)).toBe(1)
  expect(nextToDo(queue, 1)).toBe(3)
  expect(nextToDo(queue, 3)).toBe(1)
  expect(nextToDo(queue, -1)).toBe(1)
  expect(nextToDo({ traceIds: ['a'], states: ['pending'] }, 0)).toBe(0)
  expect(nextToDo(done, 0)).toBeUndefined()
  expect(nextToDo({ traceIds: [], states: [] }, -1)).toBeUndefined()
})

test('the items that are read ahead are the next ones to do, each once, never the one on screen', () => {
  expect(upcomingIds(queue, 0, 2)).toEqual(['b', 'd'])
  expect(upcomingIds(queue, 1, 3)).toEqual(['d'])
  expect(upcomingIds({ traceIds: ['a', 'b'], states: ['pending', 'pending'] }, 1, 2)).toEqual(['a'])
  expect(upcomingIds(done, 0, 2)).toEqual([])
})

test('steps stop at the ends and pass over what is ended when only the rest is listed', () => {
  expect(stepFrom(queue, 1, 1, false)).toBe(2)
  expect(stepFrom(queue, 1, 1, true)).toBe(3)
  expect(stepFrom(queue, 1, -1, true)).toBeUndefined()
  expect(stepFrom(queue, 4, 1, false)).toBeUndefined()
})

test('labeling goes on where it was: at the item on screen unless it is ended, at one begun, at the first to do', () => {
  expect(startIndex(queue, 'b')).toBe(1)
  expect(startIndex(queue, 'a')).toBe(3)
  expect(startIndex(queue, undefined)).toBe(3)
  expect(startIndex(done, 'a')).toBeUndefined()
})

test('undo without a history goes to the nearest ended item before', () => {
  expect(previousEnded(queue, 3)).toBe(2)
  expect(previousEnded(queue, 1)).toBe(0)
  expect(previousEnded(queue, 0)).toBe(4)
  expect(previousEnded({ traceIds: ['a'], states: ['pending'] }, 0)).toBeUndefined()
})

test('a queue that is read again keeps places and states, drops what others took, adds what is new', () => {
  const now: Queue = { traceIds: ['f', 'd', 'c', 'a'], states: ['pending', 'pending', 'pending', 'pending'] }
  expect(mergeQueue(queue, now, undefined)).toEqual({
    traceIds: ['a', 'c', 'd', 'e', 'f'],
    states: ['complete', 'skipped', 'in_progress', 'flagged', 'pending'],
  })
  expect(mergeQueue(queue, now, 'b').traceIds).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('an item that is no more leaves with its state', () => {
  expect(withoutItem(queue, 'b')).toEqual({
    traceIds: ['a', 'c', 'd', 'e'],
    states: ['complete', 'skipped', 'in_progress', 'flagged'],
  })
  expect(withoutItem(queue, 'x')).toEqual(queue)
})

test('states are counted', () => {
  expect(countStates(queue.states)).toEqual({ pending: 1, in_progress: 1, complete: 1, skipped: 1, flagged: 1 })
})
