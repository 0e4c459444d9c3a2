import { expect, test } from 'vitest'
import { makeScale, placeOf } from '../../../src/renderer/ui/plot-scale.ts'

test('the axis runs from chance to full agreement, further down only where a figure reaches there', () => {
  expect(makeScale([])).toEqual({ min: 0, max: 1, ticks: [0, 0.5, 1] })
  expect(makeScale([{ value: 0.9, low: 0.7 }])).toEqual({ min: 0, max: 1, ticks: [0, 0.5, 1] })
  expect(
    makeScale([
      { value: 0.9, low: 0.7 },
      { value: 0.1, low: -0.01 },
    ]),
  ).toEqual({
    min: -0.5,
    max: 1,
    ticks: [-0.5, 0, 0.5, 1],
  })
  expect(makeScale([{ value: -0.7 }]).ticks).toEqual([-1, -0.5, 0, 0.5, 1])
  expect(makeScale([{ value: -3 }]).min).toBe(-1)
})

test('places grow with the figure, leave room for the marks, and are held at the ends', () => {
  const scale = makeScale([{ value: -0.2 }])
  expect(placeOf(scale, -0.5)).toBe(4)
  expect(placeOf(scale, 1)).toBe(96)
  expect(placeOf(scale, 0.25)).toBe(50)
  expect(placeOf(scale, -9)).toBe(4)
  expect(placeOf(scale, 9)).toBe(96)
})
