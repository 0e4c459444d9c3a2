import { expect, test } from 'vitest'
import {
  findProblems,
  newDraft,
  toNewAssessment,
  withAnswer,
} from '../../../../src/renderer/features/assessments/form-draft.ts'
import { findQuestion, isFitting, suggestNames } from '../../../../src/renderer/features/assessments/question-answer.ts'
import { toAnswerValue } from '../../../../src/renderer/ui/answer.ts'
import type { Assessment } from '../../../../src/shared/model/assessment.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../../src/shared/model/labeling.ts'

function makeQuestion(name: string, input: LabelSchemaInput, type: LabelSchema['type'] = 'feedback'): LabelSchema {
  return {
    schemaId: `ls-${name}`,
    experimentId: '0',
    version: 1,
    name,
    type,
    enableComment: true,
    input,
    createdAtMs: 0,
    updatedAtMs: 0,
  }
}

const stars = makeQuestion('stars', { type: 'numeric', min: 1, max: 5 })
const facts = makeQuestion('expected_facts', { type: 'textList', maxCount: 2, maxLengthEach: 5 }, 'expectation')

test('an answer fits where the question allows it, and nowhere else', () => {
  const passFail: LabelSchemaInput = { type: 'passFail', positiveLabel: 'Right', negativeLabel: 'Wrong' }
  const one: LabelSchemaInput = { type: 'categorical', options: ['a', 'b'], isMultiple: false }
  const several: LabelSchemaInput = { ...one, isMultiple: true }
  const text: LabelSchemaInput = { type: 'text', maxLength: 3 }
  for (const input of [passFail, one, several, stars.input, text, facts.input]) {
    expect(isFitting(input, undefined), input.type).toBe(false)
  }
  expect([true, false, 'Right', 1].map((each) => isFitting(passFail, each))).toEqual([true, true, false, false])
  expect(['a', 'c', ['a']].map((each) => isFitting(one, each))).toEqual([true, false, false])
  expect([['a', 'b'], ['c'], [], 'a'].map((each) => isFitting(several, each))).toEqual([true, false, false, false])
  expect([1, 5, 0.9, 6, '3', Number.NaN].map((each) => isFitting(stars.input, each))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(['abc', 'abcd', ' ', 3].map((each) => isFitting(text, each))).toEqual([true, false, false, false])
  expect([['a', 'b'], ['a', 'b', 'c'], ['abcdef'], 'a'].map((each) => isFitting(facts.input, each))).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect(isFitting({ type: 'text' }, 'as long as one likes')).toBe(true)
})

test('a value is an answer as far as a question can have it', () => {
  expect(toAnswerValue(['a', 'b'])).toEqual(['a', 'b'])
  expect(toAnswerValue(false)).toBe(false)
  expect(toAnswerValue(['a', 1])).toBeUndefined()
  expect(toAnswerValue({ a: 1 })).toBeUndefined()
  expect(toAnswerValue(null)).toBeUndefined()
})

test('the name finds the question, which says kind and value', () => {
  const draft = { ...newDraft('feedback', false), name: ' expected_facts ', answer: ['red'] }
  const question = findQuestion([stars, facts], draft)
  expect(question).toBe(facts)
  expect(findProblems(draft, 'Ana', facts)).toEqual({})
  expect(findProblems({ ...draft, answer: undefined }, 'Ana', facts)).toEqual({ value: 'unfit' })
  // A free value that was typed before the name was a question's is not the answer.
  const typed = { ...draft, answer: undefined, value: { editor: 'text', text: 'red' } } as const
  expect(findProblems(typed, 'Ana', facts)).toEqual({ value: 'unfit' })
  expect(findProblems({ ...typed, name: 'other' }, 'Ana')).toEqual({})
  expect(toNewAssessment(withAnswer(draft, facts), { traceId: 't', spanId: undefined }, 'Ana')).toMatchObject({
    name: 'expected_facts',
    kind: 'expectation',
    value: ['red'],
  })
})

test('a text that looks like something else stays a text', () => {
  const draft = { ...newDraft('feedback', false), name: 'note', answer: '12' }
  const note = makeQuestion('note', { type: 'text' })
  expect(toNewAssessment(withAnswer(draft, note), { traceId: 't', spanId: undefined }, 'Ana').value).toBe('12')
})

test('an edit keeps its kind, so a question of the other kind is not asked', () => {
  const edits = { kind: 'feedback' } as Assessment
  expect(findQuestion([facts], { name: 'expected_facts', edits })).toBeUndefined()
  expect(findQuestion([stars], { name: 'stars', edits })).toBe(stars)
})

test('suggested names are the questions first, each name once', () => {
  const info = { valueTypes: [], choices: [], traceCount: 1 }
  const infos = [
    { ...info, name: 'tone', kind: 'feedback' as const },
    { ...info, name: 'stars', kind: 'feedback' as const },
    { ...info, name: 'wanted', kind: 'expectation' as const },
  ]
  const names = suggestNames([stars, facts], infos, { kind: 'feedback', edits: undefined })
  expect(names).toEqual(['stars', 'expected_facts', 'tone'])
})
