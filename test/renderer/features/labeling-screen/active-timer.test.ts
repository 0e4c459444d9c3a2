import { expect, test } from 'vitest'
import { ActiveTimer, idleLimitMs } from '../../../../src/renderer/features/labeling-screen/active-timer.ts'

test('time counts while something is done', () => {
  const timer = new ActiveTimer(1_000)
  timer.input(11_000)
  timer.input(31_000)
  expect(timer.take(41_000)).toBe(40_000)
  expect(timer.take(41_000)).toBe(0)
})

test('a pause counts for as long as one may read without touching anything', () => {
  const timer = new ActiveTimer(0)
  timer.input(10_000)
  timer.input(10_000 + 10 * idleLimitMs)
  expect(timer.take(10_000 + 10 * idleLimitMs + 5_000)).toBe(10_000 + idleLimitMs + 5_000)
})

test('an input counts nothing twice that was counted already', () => {
  const timer = new ActiveTimer(0)
  expect(timer.take(idleLimitMs / 2)).toBe(idleLimitMs / 2)
  timer.input(idleLimitMs / 2)
  expect(timer.take(idleLimitMs)).toBe(idleLimitMs / 2)
})

test('a window that is hidden or behind another counts nothing; coming back is an input', () => {
  const timer = new ActiveTimer(0)
  timer.setActive(false, 5_000)
  timer.input(200_000)
  timer.setActive(true, 500_000)
  expect(timer.take(503_000)).toBe(8_000)
  timer.setActive(true, 503_000)
  expect(timer.take(500_000 + 2 * idleLimitMs)).toBe(idleLimitMs - 3_000)
})

test('a clock that is set back takes nothing away', () => {
  const timer = new ActiveTimer(10_000)
  timer.input(12_000)
  timer.input(4_000)
  expect(timer.take(4_000)).toBe(2_000)
})
