import { expect, test } from 'vitest'
import { parseAttribute, toPlainJson } from '../../../../src/renderer/features/trace/attribute-values.ts'

test('scalars show their OTLP type', () => {
  expect(parseAttribute({ stringValue: 'a' })).toMatchObject({ type: 'string', text: 'a' })
  expect(parseAttribute({ intValue: '9007199254740993' })).toMatchObject({ type: 'int', text: '9007199254740993' })
  expect(parseAttribute({ boolValue: false })).toMatchObject({ type: 'bool', text: 'false' })
  expect(parseAttribute({ doubleValue: 'NaN' })).toMatchObject({ type: 'double', text: 'NaN' })
  expect(parseAttribute({ stringValue: '' })).toMatchObject({ type: 'string', text: '' })
  expect(parseAttribute({})).toMatchObject({ type: 'empty' })
  expect(parseAttribute(null)).toMatchObject({ type: 'empty' })
})

test('lists and maps become plain JSON; integers a double cannot hold stay exact', () => {
  const value = {
    kvlistValue: {
      values: [
        { key: 'a', value: { arrayValue: { values: [{ intValue: '1' }, { intValue: '9007199254740993' }, {}] } } },
        { key: 'b', value: { boolValue: true } },
      ],
    },
  }
  expect(parseAttribute(value)).toMatchObject({ type: 'map', json: { a: [1, '9007199254740993', null], b: true } })
  expect(toPlainJson({ arrayValue: {} })).toEqual([])
  expect(toPlainJson({ kvlistValue: {} })).toEqual({})
})
