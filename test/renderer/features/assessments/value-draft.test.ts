import { describe, expect, test } from 'vitest'
import {
  draftFromKey,
  editorFor,
  findNameProblem,
  parseValue,
  suggestEditor,
  toDraft,
  valueEditors,
} from '../../../../src/renderer/features/assessments/value-draft.ts'
import type { AssessmentNameInfo } from '../../../../src/shared/model/assessment.ts'
import type { Json } from '../../../../src/shared/model/json.ts'

describe('a typed value', () => {
  test('becomes JSON of the kind its editor says', () => {
    expect(parseValue({ editor: 'boolean', text: 'yes' })).toEqual({ ok: true, value: true })
    expect(parseValue({ editor: 'boolean', text: 'no' })).toEqual({ ok: true, value: false })
    expect(parseValue({ editor: 'number', text: ' 0.75 ' })).toEqual({ ok: true, value: 0.75 })
    expect(parseValue({ editor: 'number', text: '０．５' })).toEqual({ ok: true, value: 0.5 })
    expect(parseValue({ editor: 'text', text: ' a ' })).toEqual({ ok: true, value: ' a ' })
    expect(parseValue({ editor: 'json', text: '{"a":[1]}' })).toEqual({ ok: true, value: { a: [1] } })
  })

  test('says what is wrong with it', () => {
    expect(parseValue({ editor: 'number', text: 'much' })).toEqual({ ok: false, reason: 'notANumber' })
    expect(parseValue({ editor: 'number', text: 'Infinity' })).toEqual({ ok: false, reason: 'notANumber' })
    expect(parseValue({ editor: 'json', text: '{a' })).toEqual({ ok: false, reason: 'notJson' })
    for (const editor of valueEditors)
      expect(parseValue({ editor, text: '  ' })).toEqual({ ok: false, reason: 'empty' })
  })

  test('survives being shown and read again', () => {
    const values: Json[] = [true, false, 0, -1.5, 'text', 'yes', [], { a: null }, null]
    for (const value of values) expect(parseValue(toDraft(value, ['yes']))).toEqual({ ok: true, value })
  })
})

test('the editor follows how the name has been used', () => {
  const info = (change: Partial<AssessmentNameInfo>): AssessmentNameInfo => ({
    name: 'n',
    kind: 'feedback',
    traceCount: 9,
    valueTypes: [],
    choices: [],
    ...change,
  })
  expect(suggestEditor(undefined)).toBeUndefined()
  expect(suggestEditor(info({ valueTypes: ['number'] }))).toBe('number')
  expect(suggestEditor(info({ valueTypes: ['string'], choices: ['good', 'bad'] }))).toBe('choice')
  expect(
    suggestEditor(info({ valueTypes: ['string'], choices: ['a long remark that nobody would choose from a list'] })),
  ).toBe('text')
  expect(suggestEditor(info({ valueTypes: ['object'] }))).toBe('json')
})

test('a name must be there, short and without a dot', () => {
  expect(findNameProblem('accuracy_score')).toBeUndefined()
  expect(findNameProblem(' ')).toBe('empty')
  expect(findNameProblem('a.b')).toBe('dot')
  expect(findNameProblem('n'.repeat(251))).toBe('long')
})

test('the value type follows from the whole name, not from one it passed through', () => {
  const accuracy = {
    name: 'accuracy',
    kind: 'feedback' as const,
    traceCount: 3,
    valueTypes: ['string' as const],
    choices: ['good', 'bad'],
  }
  expect(editorFor('feedback', 'accuracy', accuracy)).toBe('choice')
  expect(editorFor('feedback', 'accuracy_', undefined)).toBe('boolean')
  expect(editorFor('feedback', 'accuracy_score', undefined)).toBe('number')
  expect(editorFor('expectation', 'expected_response', undefined)).toBe('text')
})

test('a key typed on the yes/no buttons of a new name says what is meant', () => {
  expect(draftFromKey('y')).toEqual({ editor: 'boolean', text: 'yes' })
  expect(draftFromKey('N')).toEqual({ editor: 'boolean', text: 'no' })
  expect(draftFromKey('0')).toEqual({ editor: 'number', text: '0' })
  expect(draftFromKey('b')).toEqual({ editor: 'text', text: 'b' })
  expect(draftFromKey('良')).toEqual({ editor: 'text', text: '良' })
  for (const key of ['Tab', 'Enter', ' ', 'ArrowDown']) expect(draftFromKey(key)).toBeUndefined()
})
