import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editableParts, fromEditField, toEditField } from '../../../../src/renderer/features/datasets/edit-text.ts'
import type { Json } from '../../../../src/shared/model/json.ts'

test('a lone text is edited as it is read, anything else as JSON, tags as lines', () => {
  expect(toEditField('inputs', { question: 'Why?' })).toEqual({ text: 'Why?', member: 'question' })
  expect(toEditField('outputs', { mlflow_wrapped: 'Because.' })).toEqual({ text: 'Because.', member: undefined })
  expect(toEditField('expectations', undefined)).toEqual({ text: '', member: 'expected_response' })
  expect(toEditField('tags', { topic: 'geography', level: 'easy' }).text).toBe('topic: geography\nlevel: easy')
  expect(toEditField('inputs', { a: 'x', b: 1 })).toEqual({ text: '{\n  "a": "x",\n  "b": 1\n}', member: undefined })
})

test('what was typed becomes the value, keeping the shape that was there', () => {
  const field = (text: string, member?: string) => ({ text, member })
  expect(fromEditField('inputs', field('How?', 'question'), { question: 'Why?' })).toEqual({
    value: { question: 'How?' },
  })
  expect(fromEditField('inputs', field('{"a": 1}', 'question'), { question: 'Why?' })).toEqual({ value: { a: 1 } })
  expect(fromEditField('outputs', field('So.'), { mlflow_wrapped: 'Because.' })).toEqual({
    value: { mlflow_wrapped: 'So.' },
  })
  expect(fromEditField('outputs', field('[1] says so'), 'Because.')).toEqual({ value: '[1] says so' })
  expect(fromEditField('tags', field('topic: art\nlevel: hard'), undefined)).toEqual({
    value: { topic: 'art', level: 'hard' },
  })
  expect(fromEditField('expectations', field('  '), { expected_response: 'x' })).toEqual({ value: null })
  expect(fromEditField('inputs', field(''), { question: 'Why?' })).toEqual({ problem: 'empty' })
  expect(fromEditField('inputs', field('{"a": '), { a: 1, b: 2 })).toEqual({ problem: 'notObject' })
  expect(fromEditField('tags', field('only words'), undefined)).toEqual({ problem: 'notObject' })
})

test('saving without a change changes nothing, whatever the value', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 })
  const lone = fc.tuple(fc.string({ minLength: 1 }), fc.string()).map(([key, text]) => ({ [key]: text }))
  const texts = fc.dictionary(fc.string(), fc.string(), { minKeys: 1 })
  fc.assert(
    fc.property(fc.constantFrom(...editableParts), fc.oneof(objects, lone, texts), (part, given) => {
      // JSON has no minus zero.
      const value = JSON.parse(JSON.stringify(given)) as Json
      expect(fromEditField(part, toEditField(part, value), value)).toEqual({ value })
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), (given) => {
      const value = JSON.parse(JSON.stringify(given)) as Json
      if (value !== null) expect(fromEditField('outputs', toEditField('outputs', value), value)).toEqual({ value })
    }),
  )
})
