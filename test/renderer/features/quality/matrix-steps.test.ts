import { expect, test } from 'vitest'
import { stepCell } from '../../../../src/renderer/features/quality/matrix-steps.ts'

test('arrows move by one and stop at the edges, Home and End go to the ends of the row', () => {
  expect(stepCell({ row: 0, column: 1 }, 'ArrowDown', 3)).toEqual({ row: 1, column: 1 })
  expect(stepCell({ row: 0, column: 1 }, 'ArrowUp', 3)).toEqual({ row: 0, column: 1 })
  expect(stepCell({ row: 1, column: 2 }, 'ArrowRight', 3)).toEqual({ row: 1, column: 2 })
  expect(stepCell({ row: 1, column: 2 }, 'ArrowLeft', 3)).toEqual({ row: 1, column: 1 })
  expect(stepCell({ row: 1, column: 1 }, 'Home', 3)).toEqual({ row: 1, column: 0 })
  expect(stepCell({ row: 1, column: 1 }, 'End', 3)).toEqual({ row: 1, column: 2 })
  expect(stepCell({ row: 1, column: 1 }, 'j', 3)).toBeUndefined()
})
