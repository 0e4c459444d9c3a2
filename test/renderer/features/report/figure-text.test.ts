import { expect, test } from 'vitest'
import { candidatesOf, toQuery } from '../../../../src/renderer/features/report/compared-runs.ts'
import {
  differenceText,
  intervalText,
  measureText,
  pValueText,
  valueText,
} from '../../../../src/renderer/features/report/figure-text.ts'
import { makeFormat } from '../../../../src/renderer/i18n/format.ts'

const format = makeFormat('en-US')

test('shares are per cent, their differences points, other numbers as they are', () => {
  expect(valueText('verdict', 2 / 3, format)).toBe('67%')
  expect(valueText('number', 2 / 3, format)).toBe('0.6667')
  expect(intervalText('verdict', { low: 0.39, high: 0.86 }, format)).toBe('39% – 86%')
  expect(intervalText('number', { low: 1 }, format)).toBeUndefined()
  expect(differenceText('verdict', -0.1666, format)).toBe('−16.7')
  expect(differenceText('number', 1.5, format)).toBe('+1.5')
  expect(differenceText('number', 0, format)).toBe('0')
})

test('measures have their units, small p-values a limit', () => {
  expect(measureText('durationMs', 250, format)).toBe('250 ms')
  expect(measureText('costUsd', 0.0012, format)).toBe('$0.0012')
  expect(measureText('inputTokens', 1234.4, format)).toBe('1,234')
  expect(pValueText(0.00001, format)).toBe('< 0.001')
  expect(pValueText(0.0352, format)).toBe('= 0.035')
})

test('the address says with which runs one is compared, each once', () => {
  expect(toQuery([])).toBeUndefined()
  expect(candidatesOf(toQuery(['a', 'b']))).toEqual(['a', 'b'])
  expect(candidatesOf('with=a,a,,b')).toEqual(['a', 'b'])
  expect(candidatesOf(undefined)).toEqual([])
})
