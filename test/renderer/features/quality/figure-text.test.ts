import { expect, test } from 'vitest'
import { figureText } from '../../../../src/renderer/features/quality/figure-text.ts'
import { makeFormat } from '../../../../src/renderer/i18n/format.ts'

test('shares are per cent, coefficients have two places and a real minus sign, nothing is minus zero', () => {
  const format = makeFormat('en')
  expect(figureText('percent', 0.834, format)).toBe('83%')
  expect(figureText('krippendorff', 0.8, format)).toBe('0.80')
  expect(figureText('cohen', -0.126, format)).toBe('−0.13')
  expect(figureText('gwet', -0.004, format)).toBe('0.00')
})
