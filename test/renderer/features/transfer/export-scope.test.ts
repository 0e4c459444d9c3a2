import { expect, test } from 'vitest'
import { exportScope } from '../../../../src/renderer/features/transfer/export-scope.ts'

test('an export says whether it is of a selection, a filter or everything', () => {
  expect(exportScope({ traceIds: ['a'] })).toBe('selected')
  expect(exportScope({ filter: {} })).toBe('everything')
  expect(exportScope({ filter: { search: '', names: [], states: undefined } })).toBe('everything')
  expect(exportScope({ filter: { search: 'refund' } })).toBe('found')
  expect(exportScope({ filter: { hasErrors: true } })).toBe('found')
  expect(exportScope({ filter: { deleted: true } })).toBe('found')
  expect(exportScope({ filter: {}, except: [] })).toBe('everything')
  expect(exportScope({ filter: {}, except: ['a'] })).toBe('foundExcept')
})

test('a filter that asks for traces without errors is a filter', () => {
  expect(exportScope({ filter: { hasErrors: false } })).toBe('found')
})
