import { expect, test } from 'vitest'
import { findVerdict } from '../../../src/shared/model/verdict.ts'

test('yes and no read as a verdict in every spelling', () => {
  for (const value of [true, 'yes', 'Yes', 'PASS']) expect(findVerdict(value)).toBe('pass')
  for (const value of [false, 'no', 'No', 'fail']) expect(findVerdict(value)).toBe('fail')
})

test('numbers, other texts and lists are no verdict', () => {
  for (const value of [1, 0, 'maybe', '', null, ['yes'], undefined]) expect(findVerdict(value)).toBeUndefined()
})
