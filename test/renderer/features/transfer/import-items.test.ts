import { expect, test } from 'vitest'
import {
  canStart,
  guessedMapping,
  type ImportItem,
  type ImportItemState,
  mappingProblem,
} from '../../../../src/renderer/features/transfer/import-items.ts'
import type { ColumnMapping } from '../../../../src/shared/model/job.ts'

function makeItem(id: string, state: ImportItemState): ImportItem {
  return { id, name: `${id}.csv`, sizeBytes: 10, content: { kind: 'text', text: 'a,b' }, state }
}

function makeReady(mapping: ColumnMapping | undefined): ImportItemState {
  return { step: 'ready', source: { text: '' }, preview: { format: 'csv', compression: 'none' }, mapping }
}

test('a mapping needs something to read, and one column for each single value', () => {
  expect(mappingProblem({ q: 'input', a: 'output', x: 'tag', y: 'tag' })).toBeUndefined()
  expect(mappingProblem({ a: 'output' })).toBeUndefined()
  expect(mappingProblem({ a: 'tag', b: 'model' })).toEqual({ kind: 'needsContent' })
  expect(mappingProblem({ a: 'input', b: 'input' })).toEqual({ kind: 'twice', target: 'input' })
})

test('the guesses of a preview are the mapping one starts with', () => {
  const columns = [
    { name: 'question', guess: 'input' as const, samples: ['hi'] },
    { name: 'n', guess: 'ignore' as const, samples: [] },
  ]
  expect(guessedMapping({ format: 'csv', compression: 'none', columns })).toEqual({ question: 'input', n: 'ignore' })
  expect(guessedMapping({ format: 'otlp', compression: 'gzip' })).toBeUndefined()
})

test('import starts when everything that can be read is read and makes sense', () => {
  expect(canStart([])).toBe(false)
  expect(canStart([makeItem('a', { step: 'failed', error: new Error('x') })])).toBe(false)
  expect(canStart([makeItem('a', makeReady(undefined)), makeItem('b', { step: 'looking' })])).toBe(false)
  expect(
    canStart([makeItem('a', makeReady(undefined)), makeItem('b', { step: 'failed', error: new Error('x') })]),
  ).toBe(true)
  expect(canStart([makeItem('a', makeReady({ a: 'tag' }))])).toBe(false)
  expect(canStart([makeItem('a', makeReady({ a: 'input' }))])).toBe(true)
})
