import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { heldStore, sendFirst } from '../../../../src/renderer/features/labeling-screen/held-view.ts'

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 20))

test('what a key does is done at once, and the screen is told once, after what the key sent', async () => {
  const store = createStore(() => ({ count: 0 }))
  const told: string[] = []
  heldStore(store).subscribe(({ count }) => told.push(`shown ${count}`))
  sendFirst(() => {
    store.setState({ count: 1 })
    void Promise.resolve().then(() => told.push('sent'))
    store.setState({ count: 2 })
  })
  expect(store.getState().count).toBe(2)
  expect(told).toEqual([])
  await nextTask()
  expect(told).toEqual(['sent', 'shown 2'])
})

test('other changes are told at once, and nobody is told who has gone meanwhile', async () => {
  const store = createStore(() => ({ count: 0 }))
  const told: number[] = []
  const stop = heldStore(store).subscribe(({ count }) => told.push(count))
  store.setState({ count: 1 })
  expect(told).toEqual([1])
  sendFirst(() => store.setState({ count: 2 }))
  stop()
  await nextTask()
  expect(told).toEqual([1])
})

test('a key whose action fails still tells the screen what was done', async () => {
  const store = createStore(() => ({ count: 0 }))
  const told: number[] = []
  heldStore(store).subscribe(({ count }) => told.push(count))
  expect(() =>
    sendFirst(() => {
      store.setState({ count: 1 })
      throw new Error('stop')
    }),
  ).toThrow('stop')
  await nextTask()
  expect(told).toEqual([1])
})
