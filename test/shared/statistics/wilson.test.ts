import { expect, test } from 'vitest'
import { wilsonInterval } from '../../../src/shared/statistics/wilson.ts'

/** Newcombe, R. G. (1998): Two-sided confidence intervals for the single proportion. Statistics in Medicine 17, table I, method 3. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i as Newcombe prints it', (count, total, low, high) => {
  const interval = wilsonInterval(count, total)
  expect(interval?.low).toBeCloseTo(low, 4)
  expect(interval?.high).toBeCloseTo(high, 4)
})

test('ends at the ends, and says nothing of nothing', () => {
  expect(wilsonInterval(7, 7)?.high).toBe(1)
  expect(wilsonInterval(0, 7)?.low).toBe(0)
  expect(wilsonInterval(0, 0)).toBeUndefined()
})
