import { expect, test } from 'vitest'
import { listTicks, placeBar } from '../../../../src/renderer/features/trace/time-axis.ts'

test('ticks are round and few', () => {
  expect(listTicks(1_000, 4)).toEqual([0, 500, 1_000])
  expect(listTicks(3_700_000, 5)).toEqual([0, 1_000_000, 2_000_000, 3_000_000])
  expect(listTicks(0, 5)).toEqual([0])
  for (const extent of [1, 7, 999, 12_345_678, 9e12]) {
    const ticks = listTicks(extent, 5)
    expect(ticks.length).toBeLessThanOrEqual(6)
    expect(ticks.at(-1)).toBeLessThanOrEqual(extent)
  }
})

test('bars lie on the axis and never leave it', () => {
  expect(placeBar(250, 500, 1_000)).toEqual({ left: 0.25, width: 0.5 })
  expect(placeBar(900, 500, 1_000)).toEqual({ left: 0.9, width: expect.closeTo(0.1) })
  expect(placeBar(-5, -5, 1_000)).toEqual({ left: 0, width: 0 })
  expect(placeBar(0, 0, 0)).toEqual({ left: 0, width: 1 })
})
