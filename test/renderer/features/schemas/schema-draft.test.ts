import { expect, test } from 'vitest'
import {
  draftInput,
  editSchemaDraft,
  isSameDraft,
  newSchemaDraft,
  parseSchemaDraft,
  type SchemaDraft,
  toOption,
} from '../../../../src/renderer/features/schemas/schema-draft.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../../src/shared/model/labeling.ts'

const labels = { positive: 'Pass', negative: 'Fail' }

function makeDraft(change: Partial<SchemaDraft> = {}): SchemaDraft {
  return { ...newSchemaDraft(labels), name: 'correct', ...change }
}

function makeSchema(input: LabelSchemaInput, change: Partial<LabelSchema> = {}): LabelSchema {
  return {
    schemaId: 'ls-1',
    experimentId: '3',
    version: 1,
    name: 'correct',
    type: 'feedback',
    title: 'Is it correct?',
    enableComment: true,
    input,
    createdAtMs: 1,
    updatedAtMs: 2,
    ...change,
  }
}

const inputs: LabelSchemaInput[] = [
  { type: 'passFail', positiveLabel: 'Yes', negativeLabel: 'No' },
  { type: 'categorical', options: ['a', 'b'], isMultiple: false },
  { type: 'categorical', options: ['a', 'b', 'c'], isMultiple: true },
  { type: 'numeric' },
  { type: 'numeric', min: -1.5, max: 5 },
  { type: 'text', maxLength: 200 },
  { type: 'textList', maxLengthEach: 80, maxCount: 5 },
]

test('every kind of question goes into the form and comes out unchanged', () => {
  for (const input of inputs) {
    const draft = editSchemaDraft(makeSchema(input), labels)
    const parsed = parseSchemaDraft(draft)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    expect(parsed.schema.input).toEqual(input)
    expect(draftInput(draft)).toEqual(input)
    expect(parsed.schema).toMatchObject({ experimentId: '3', name: 'correct', title: 'Is it correct?' })
  }
})

test('a title that is taken away is sent as the empty text, but not for a new question', () => {
  const edited = parseSchemaDraft({ ...editSchemaDraft(makeSchema(inputs[0] as LabelSchemaInput), labels), title: ' ' })
  expect(edited).toMatchObject({ ok: true, schema: { title: '' } })
  const made = parseSchemaDraft(makeDraft())
  expect(made.ok && 'title' in made.schema).toBe(false)
})

test('what the model refuses is said at its field', () => {
  const problemsOf = (change: Partial<SchemaDraft>) => {
    const parsed = parseSchemaDraft(makeDraft(change))
    return parsed.ok ? {} : parsed.problems.fields
  }
  expect(problemsOf({})).toEqual({})
  expect(problemsOf({ name: ' ' })).toEqual({ name: 'nameEmpty' })
  expect(problemsOf({ name: 'a.b' })).toEqual({ name: 'nameDot' })
  expect(problemsOf({ name: 'n'.repeat(251) })).toEqual({ name: 'nameLong' })
  expect(problemsOf({ title: 't'.repeat(251) })).toEqual({ title: 'titleLong' })
  expect(problemsOf({ instruction: 'i'.repeat(1001) })).toEqual({ instruction: 'instructionLong' })
  expect(problemsOf({ positiveLabel: ' ' })).toEqual({ positiveLabel: 'labelEmpty' })
  expect(problemsOf({ negativeLabel: 'x'.repeat(65) })).toEqual({ negativeLabel: 'labelLong' })
  expect(problemsOf({ negativeLabel: ' Pass ' })).toEqual({ negativeLabel: 'labelsSame' })
  expect(problemsOf({ kind: 'choice', options: [] })).toEqual({ options: 'optionsNone' })
  expect(problemsOf({ kind: 'choice', options: [toOption('a'), toOption('a ')] })).toEqual({ options: 'optionsSame' })
  const many = Array.from({ length: 101 }, (_, at) => toOption(`option ${at}`))
  expect(problemsOf({ kind: 'choices', options: many })).toEqual({ options: 'optionsMany' })
  expect(problemsOf({ kind: 'numeric', min: 'one' })).toEqual({ min: 'notANumber' })
  expect(problemsOf({ kind: 'numeric', min: '5', max: '5' })).toEqual({ max: 'minNotLess' })
  expect(problemsOf({ kind: 'text', maxLength: '2.5' })).toEqual({ maxLength: 'notACount' })
  expect(problemsOf({ kind: 'textList', maxCount: '0', maxLength: '-1' })).toEqual({
    maxCount: 'notACount',
    maxLength: 'notACount',
  })
})

test('empty rows at the end are no options, as long as there is another', () => {
  const options = [toOption('good'), toOption('bad'), toOption(' '), toOption('')]
  const parsed = parseSchemaDraft(makeDraft({ kind: 'choice', options }))
  expect(parsed.ok && parsed.schema.input).toMatchObject({ options: ['good', 'bad'] })
  const none = [toOption(''), toOption('')]
  expect(parseSchemaDraft(makeDraft({ kind: 'choice', options: none }))).toMatchObject({
    ok: false,
    problems: { options: { [none[0]?.key ?? 0]: 'optionEmpty' } },
  })
  const described = [toOption('good'), toOption('', 'when it is neither')]
  expect(parseSchemaDraft(makeDraft({ kind: 'choice', options: described }))).toMatchObject({ ok: false })
})

test('an option that is empty or too long is named by itself', () => {
  const options = [toOption('good'), toOption(' '), toOption('x'.repeat(65))]
  const parsed = parseSchemaDraft(makeDraft({ kind: 'choice', options }))
  expect(parsed).toEqual({
    ok: false,
    problems: {
      fields: {},
      options: { [options[1]?.key ?? 0]: 'optionEmpty', [options[2]?.key ?? 0]: 'optionLong' },
    },
  })
})

test('full-width digits are numbers', () => {
  expect(draftInput(makeDraft({ kind: 'numeric', min: '１', max: ' ５ ' }))).toEqual({
    type: 'numeric',
    min: 1,
    max: 5,
  })
})

test('drafts are the same by what they say, not by the keys of their options', () => {
  const one = makeDraft({ kind: 'choice', options: [toOption('a'), toOption('b')] })
  expect(isSameDraft(one, { ...one, options: [toOption('a'), toOption('b')] })).toBe(true)
  expect(isSameDraft(one, { ...one, options: [toOption('b'), toOption('a')] })).toBe(false)
  expect(isSameDraft(one, { ...one, title: 'new' })).toBe(false)
})
