import { expect, test } from 'vitest'
import { rankCorrelationInterval, spearmanRho } from '../../../src/shared/statistics/spearman.ts'

test('rho is that of the example with ties in SciPy’s documentation of spearmanr: 0.8208', () => {
  expect(spearmanRho([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12)
})

test('without ties it is 1 - 6 Σd² / n(n² - 1): -29/165 in the textbook example of intelligence and television', () => {
  const intelligence = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110]
  const hours = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17]
  expect(spearmanRho(intelligence, hours)).toBeCloseTo(-29 / 165, 12)
})

test('who never varies has no order', () => {
  expect(spearmanRho([1, 1, 1], [1, 2, 3])).toBeUndefined()
  expect(spearmanRho([], [])).toBeUndefined()
})

test('intervals are Fisher’s with the variances of Bonett and Wright; none with too few or at the ends', () => {
  // tanh(atanh 0.5 ± 1.96 · sqrt((1 + 0.125) / 47)) and tanh(atanh 0.5 ± 1.96 · sqrt(0.437 / 46)), worked by hand.
  expect(rankCorrelationInterval('spearman', 0.5, 50)).toMatchObject({
    low: expect.closeTo(0.24122, 4),
    high: expect.closeTo(0.69239, 4),
  })
  expect(rankCorrelationInterval('kendall', 0.5, 50)).toMatchObject({
    low: expect.closeTo(0.34369, 4),
    high: expect.closeTo(0.62935, 4),
  })
  expect(rankCorrelationInterval('spearman', 0.5, 3)).toBeUndefined()
  expect(rankCorrelationInterval('kendall', 1, 50)).toBeUndefined()
})
