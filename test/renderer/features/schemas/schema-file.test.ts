import { expect, test } from 'vitest'
import {
  chosenQuestions,
  parseSchemaFile,
  planImport,
  toSchemaFile,
} from '../../../../src/renderer/features/schemas/schema-file.ts'
import type { LabelSchema } from '../../../../src/shared/model/labeling.ts'

function makeSchema(name: string, change: Partial<LabelSchema> = {}): LabelSchema {
  return {
    schemaId: `ls-${name}`,
    experimentId: '7',
    version: 1,
    name,
    type: 'feedback',
    enableComment: true,
    input: { type: 'passFail', positiveLabel: '合格', negativeLabel: '不合格' },
    createdBy: 'mia',
    createdAtMs: 1,
    updatedAtMs: 2,
    ...change,
  }
}

const schemas = [
  makeSchema('ok', { title: 'Is it right?', isRequired: true }),
  makeSchema('stars', { input: { type: 'rating', max: 7, lowLabel: 'no help', highLabel: 'solves it' } }),
  makeSchema('kind', {
    input: { type: 'categorical', options: ['a', 'b'], isMultiple: true, optionHelp: { a: 'When it is a.' } },
  }),
  makeSchema('minutes', { type: 'expectation', input: { type: 'numeric', min: 0, unit: 'min' } }),
]

test('questions come back from a file as they were, without what belongs to their workspace', () => {
  const text = toSchemaFile([...schemas, makeSchema('Feedback', { isDefault: true })])
  expect(text).not.toMatch(/mia|ls-|experimentId/)
  const parsed = parseSchemaFile(text)
  if (!parsed.ok) throw new Error('the file is not read')
  expect(parsed.questions.map(({ name }) => name)).toEqual(['ok', 'stars', 'kind', 'minutes'])
  for (const [index, question] of parsed.questions.entries()) {
    const { name, type, title, enableComment, isRequired, input } = schemas[index] as LabelSchema
    expect(question).toEqual({ name, type, title, enableComment, isRequired, input })
  }
})

test('a file that is none is refused with its reason', () => {
  const file = (content: object) => parseSchemaFile(JSON.stringify(content))
  const head = { format: 'assay-questions', version: 1 }
  expect(parseSchemaFile('{')).toEqual({ ok: false, problem: { kind: 'notJson' } })
  expect(file({ version: 1, questions: [] })).toEqual({ ok: false, problem: { kind: 'notQuestions' } })
  expect(file({ ...head, version: 2, questions: [] })).toEqual({ ok: false, problem: { kind: 'tooNew' } })
  const good = { name: 'a', type: 'feedback', input: { type: 'text' } }
  const bad = { name: 'b', type: 'feedback', input: { type: 'rating', max: 11 } }
  expect(file({ ...head, questions: [good, bad] })).toEqual({
    ok: false,
    problem: { kind: 'badQuestion', number: 2, path: 'input.max' },
  })
})

test('a name that is taken is said, with one that is free', () => {
  const questions = ['a', 'b', 'a', 'a_2'].map((name) => ({
    name,
    type: 'feedback' as const,
    input: { type: 'text' as const },
  }))
  const plan = planImport(questions, ['a', 'c'])
  expect(plan.map(({ isTaken, freeName }) => [isTaken, freeName])).toEqual([
    [true, 'a_3'],
    [false, 'b'],
    [true, 'a_4'],
    [false, 'a_2'],
  ])
})

test('group, order and condition go along; a condition follows the question that it names to its new name', () => {
  const decider = makeSchema('tone', { group: 'Style' })
  const dependent = makeSchema('why', {
    group: 'Style',
    isRequired: true,
    askIf: { schemaId: decider.schemaId, test: 'is', value: false },
  })
  const parsed = parseSchemaFile(toSchemaFile([decider, dependent]))
  if (!parsed.ok) throw new Error(parsed.problem.kind)
  const askIf = { name: 'tone', test: 'is', value: false }
  expect(parsed.questions.map(({ name, group, askIf }) => ({ name, group, askIf }))).toEqual([
    { name: 'tone', group: 'Style', askIf: undefined },
    { name: 'why', group: 'Style', askIf },
  ])
  const lines = planImport(parsed.questions, ['tone'])
  expect(chosenQuestions(lines, new Set())).toMatchObject([{ name: 'why', askIf }])
  expect(chosenQuestions(lines, new Set([0]))).toMatchObject([
    { name: 'tone_2' },
    { name: 'why', askIf: { ...askIf, name: 'tone_2' } },
  ])
})
