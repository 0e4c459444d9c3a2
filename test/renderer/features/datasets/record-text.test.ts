import { expect, test } from 'vitest'
import { findSourceTrace, lineText, unwrap } from '../../../../src/renderer/features/datasets/record-text.ts'
import type { DatasetRecord } from '../../../../src/shared/model/dataset.ts'

function makeRecord(change: Partial<DatasetRecord>): DatasetRecord {
  return {
    recordId: 'dr-1',
    datasetId: 'd-1',
    inputs: {},
    sinceVersion: 1,
    createdAtMs: 0,
    updatedAtMs: 0,
    ...change,
  }
}

test('an object reads as its members, one alone as its value', () => {
  expect(lineText({ question: 'Why?' })).toBe('Why?')
  expect(lineText({ question: 'Why\n  not?', n: 3, list: ['a'] })).toBe('question: Why not?, n: 3, list: ["a"]')
  expect(lineText(['a', 1])).toBe('["a",1]')
  expect(lineText({})).toBe('')
  expect(lineText(undefined)).toBe('')
})

test('outputs that the client had to wrap read as what they are', () => {
  expect(lineText({ mlflow_wrapped: 'Paris' })).toBe('Paris')
  expect(unwrap({ mlflow_wrapped: [1] })).toEqual([1])
  expect(unwrap({ mlflow_wrapped: 1, other: 2 })).toEqual({ mlflow_wrapped: 1, other: 2 })
})

test('a long value is cut', () => {
  expect(lineText({ text: 'x'.repeat(10_000) })).toHaveLength(401)
})

test('only a record made from a trace leads to one, however its id is written', () => {
  const hex = '4bf92f3577b34da6a3ce929d0e0e4736'
  expect(findSourceTrace(makeRecord({ sourceType: 'TRACE', sourceId: `tr-${hex}` }))).toBe(hex)
  expect(findSourceTrace(makeRecord({ sourceType: 'TRACE', sourceId: hex.toUpperCase() }))).toBe(hex)
  expect(findSourceTrace(makeRecord({ sourceType: 'DOCUMENT', sourceId: hex }))).toBeUndefined()
  expect(findSourceTrace(makeRecord({ sourceType: 'TRACE', sourceId: 'tr-made-by-hand' }))).toBeUndefined()
})

test('of a conversation the line shows what was said last', () => {
  const messages = [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Which\noil?' },
  ]
  expect(lineText({ messages })).toBe('Which oil?')
  expect(lineText({ messages, temperature: 0 })).toBe('messages: Which oil?, temperature: 0')
  expect(lineText({ facts: ['a', 'b'] })).toBe('["a","b"]')
})
