import { describe, expect, test } from 'vitest'
import { findFirst, placeAfterLeaving } from '../../../../src/renderer/features/traces/cursor-after.ts'
import { applyLoad, emptyWindow, type RowWindow } from '../../../../src/renderer/features/traces/row-window.ts'
import { makeRow } from './make-row.ts'

function open(count: number, nextCursor?: string): RowWindow {
  const rows = Array.from({ length: count }, (_, index) => makeRow(String(index)))
  return applyLoad(emptyWindow, { kind: 'start', limit: 100 }, { rows, nextCursor })
}

const among =
  (...ids: string[]) =>
  (traceId: string) =>
    ids.includes(traceId)

describe('the cursor when rows leave', () => {
  test('goes to the row right after a block, wherever in the block it was', () => {
    for (const active of [4, 5, 6]) {
      expect(placeAfterLeaving(open(10), active, among('4', '5', '6'))).toEqual({ traceId: '7', index: 4 })
    }
  })

  test('goes to the last row before a block at the end', () => {
    expect(placeAfterLeaving(open(10), 9, among('7', '8', '9'))).toEqual({ traceId: '6', index: 6 })
  })

  test('stays on a row that stays, at its new index', () => {
    expect(placeAfterLeaving(open(10), 5, among('1', '3', '8'))).toEqual({ traceId: '5', index: 3 })
  })

  test('has no place when nothing stays', () => {
    expect(placeAfterLeaving(open(2), 1, among('0', '1'))).toBeUndefined()
  })

  test('goes on to a row that is still to be loaded', () => {
    expect(placeAfterLeaving(open(3, '2'), 2, among('2'))).toEqual({ traceId: undefined, index: 2 })
  })
})

test('the first of the rows meant is found with its index', () => {
  expect(findFirst(open(10), among('6', '4', '5'))).toEqual({ traceId: '4', index: 4 })
  expect(findFirst(open(10), among('x'))).toBeUndefined()
})
