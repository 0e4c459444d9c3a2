import { expect, test } from 'vitest'
import { isEverything, readKappa, toShown } from '../../../../src/renderer/features/validation/compared.ts'

test('an interval from few rows is not shown, where it is an approximation', () => {
  const figure = { value: 0.8, low: 0.5, high: 1, total: 19 }
  expect(toShown('kappa', figure)).toEqual({ value: 0.8, total: 19 })
  expect(toShown('powered', figure)).not.toHaveProperty('low')
  // Wilson's holds for few rows too.
  expect(toShown('truePositiveRate', figure)).toEqual(figure)
  expect(toShown('kappa', { ...figure, total: 20 })).toMatchObject({ low: 0.5, high: 1 })
})

test('kappa is said to lie above chance only by its interval', () => {
  expect(readKappa({ value: 1, total: 3 })).toBe('few')
  expect(readKappa({ value: 1, total: 60 })).toBe('alike')
  expect(readKappa({ value: 0.5, low: -0.1, high: 0.9, total: 30 })).toBe('unclear')
  expect(readKappa({ value: 0.5, low: 0.1, high: 0.9, total: 30 })).toBe('above')
  expect(readKappa({ value: 0.8, low: 0.6, high: 0.9, total: 30 })).toBe('wellAbove')
  expect(readKappa({ value: -0.8, low: -0.9, high: -0.1, total: 30 })).toBe('below')
})

test('an interval over every share says nothing', () => {
  expect(isEverything({ value: 0.5, low: 0, high: 1 })).toBe(true)
  expect(isEverything({ value: 0.5, low: 0, high: 0.8 })).toBe(false)
  expect(isEverything({ value: 0.5 })).toBe(false)
})
