import { expect, test } from 'vitest'
import {
  choicesOf,
  findDeciders,
  fromConditionDraft,
  noCondition,
  testsOf,
  toConditionDraft,
} from '../../../../src/renderer/features/schemas/condition-draft.ts'
import type { AskIf } from '../../../../src/shared/model/ask-if.ts'
import type { LabelSchema } from '../../../../src/shared/model/labeling.ts'

test.each([
  { schemaId: 'a', test: 'answered' },
  { schemaId: 'a', test: 'is', value: false },
  { schemaId: 'a', test: 'isNot', value: 'x' },
  { schemaId: 'a', test: 'oneOf', values: ['x', 2] },
  { schemaId: 'a', test: 'atLeast', value: 3.5 },
  { schemaId: 'a', test: 'atMost', value: -1 },
] satisfies AskIf[])('the form keeps $test', (askIf) => {
  expect(fromConditionDraft(toConditionDraft(askIf))).toEqual(askIf)
})

test('a condition that compares with nothing is incomplete', () => {
  expect(fromConditionDraft(noCondition)).toBeUndefined()
  for (const test of ['is', 'isNot', 'oneOf', 'atLeast', 'atMost'] as const) {
    expect(fromConditionDraft({ ...noCondition, schemaId: 'a', test })).toBe('incomplete')
  }
  expect(fromConditionDraft({ ...noCondition, schemaId: 'a', test: 'atLeast', number: '３' })).toMatchObject({
    value: 3,
  })
})

test('questions before one can decide, by the answers that they offer', () => {
  const make = (schemaId: string, experimentId = '0') => ({ schemaId, experimentId }) as LabelSchema
  const all = [make('a'), make('b', '1'), make('c'), make('d')]
  const ids = (schemaId: string | undefined) =>
    findDeciders(all, { experimentId: '0', schemaId }).map((schema) => schema.schemaId)
  expect(ids('c')).toEqual(['a'])
  expect(ids(undefined)).toEqual(['a', 'c', 'd'])
  const passFail = { type: 'passFail', positiveLabel: 'Yes', negativeLabel: 'No' } as const
  expect(choicesOf(passFail)).toEqual([
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ])
  expect(testsOf({ type: 'text' })).toEqual(['answered'])
})
