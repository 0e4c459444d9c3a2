import { expect, test } from 'vitest'
import {
  formatBytes,
  formatCompact,
  formatCost,
  formatDuration,
  formatRelativeTime,
} from '../../../src/renderer/i18n/format.ts'

test('durations have the unit that suits them', () => {
  const us = (text: number) => formatDuration(text, 'en')
  expect(us(0)).toBe('0 µs')
  expect(us(850)).toBe('850 µs')
  expect(us(1_234)).toBe('1.23 ms')
  expect(us(12_340)).toBe('12.3 ms')
  expect(us(999_400)).toBe('999 ms')
  expect(us(999_600)).toBe('1.00 s')
  expect(us(4_560_000)).toBe('4.56 s')
  expect(us(59_960_000)).toBe('1 min 0 s')
  expect(us(125_000_000)).toBe('2 min 5 s')
  expect(us(11_520_000_000)).toBe('3 h 12 min')
  expect(us(-1_234)).toBe('−1.23 ms')
})

test('Japanese durations use Japanese units from the second on', () => {
  expect(formatDuration(12_340, 'ja')).toBe('12.3 ms')
  expect(formatDuration(4_560_000, 'ja')).toBe('4.56 秒')
  expect(formatDuration(125_000_000, 'ja')).toBe('2 分 5 秒')
  expect(formatDuration(11_520_000_000, 'ja')).toBe('3 時間 12 分')
})

test('small costs keep two digits that say something', () => {
  expect(formatCost(0, 'en')).toBe('$0.00')
  expect(formatCost(0.000_423, 'en')).toBe('$0.00042')
  expect(formatCost(0.012, 'en')).toBe('$0.012')
  expect(formatCost(1.254, 'en')).toBe('$1.25')
  expect(formatCost(1234.5, 'ja')).toBe('$1,234.50')
})

test('sizes never read as a thousand of a unit', () => {
  expect(formatBytes(0, 'en')).toBe('0 B')
  expect(formatBytes(812, 'en')).toBe('812 B')
  expect(formatBytes(1_234, 'en')).toBe('1.2 kB')
  expect(formatBytes(999_950, 'en')).toBe('1 MB')
  expect(formatBytes(2_000_000_000, 'en')).toBe('2 GB')
})

test('big counts are shortened as each language does', () => {
  expect(formatCompact(980, 'en')).toBe('980')
  expect(formatCompact(12_345, 'en')).toBe('12.3K')
  expect(formatCompact(12_345, 'ja')).toBe('1.2万')
})

test('times are told relative to now', () => {
  const now = 1_750_000_000_000
  expect(formatRelativeTime(now - 2_000, now, 'en')).toBe('now')
  expect(formatRelativeTime(now - 59_000, now, 'en')).toBe('59 sec. ago')
  expect(formatRelativeTime(now - 5 * 60_000, now, 'en')).toBe('5 min. ago')
  expect(formatRelativeTime(now - 26 * 3_600_000, now, 'en')).toBe('yesterday')
  expect(formatRelativeTime(now - 5 * 60_000, now, 'ja')).toBe('5 分前')
  expect(formatRelativeTime(now + 3 * 60_000, now, 'en')).toBe('in 3 min.')
})
