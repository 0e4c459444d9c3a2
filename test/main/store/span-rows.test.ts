import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toMicros } from '../../../src/main/store/span-rows.ts'

test('nanoseconds become microseconds rounded down, as SQLite divides', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (nano) => {
      expect(toMicros(nano)).toBe(Number(nano / 1000n))
    }),
    {
      numRuns: 2_000,
      examples: [[0n], [999n], [1_000n], [1_700_000_000_000_000_999n], [2n ** 32n - 1n], [2n ** 63n - 1n]],
    },
  )
  expect(toMicros(2n ** 64n - 1n)).toBe(toMicros(2n ** 63n - 1n))
})
