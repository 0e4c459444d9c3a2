import { expect, test } from 'vitest'
import {
  draftOfBuiltin,
  draftOfJudge,
  findProblems,
  hasProblems,
  isSameDraft,
  listVersionChanges,
  newExample,
  newJudgeDraft,
  toDefinition,
} from '../../../../src/renderer/features/judges/judge-draft.ts'
import { type Judge, JudgeDefinition } from '../../../../src/shared/model/judge.ts'

const judge = (change: Partial<JudgeDefinition> = {}, name = 'kind'): Judge => ({
  judgeId: 'j',
  experimentId: '0',
  name,
  version: 1,
  createdAtMs: 1,
  definition: JudgeDefinition.parse({
    instructions: 'Is {{ outputs }} kind?',
    answer: { kind: 'yesNo' },
    isMultiTurn: false,
    providerId: 'p',
    model: 'm',
    temperature: 0.2,
    examples: [],
    ...change,
  }),
})

const ready = {
  ...newJudgeDraft({ providerId: 'p', model: 'm' }),
  name: 'kind',
  instructions: 'Is {{ outputs }} kind?',
}

test('a judge goes through its fields unchanged, whatever its answer and its examples', () => {
  const answers: JudgeDefinition['answer'][] = [
    { kind: 'yesNo' },
    { kind: 'choice', options: ['good', 'so so'] },
    { kind: 'number', min: 0 },
    { kind: 'text' },
  ]
  for (const answer of answers) {
    const value = answer.kind === 'number' ? 3 : answer.kind === 'choice' ? 'so so' : 'yes'
    const examples = [
      { inputs: { q: 'Hi' }, outputs: '5', expectations: 'plain', value, rationale: 'as it is', assessmentId: 'a-1' },
      { outputs: ['a'], value },
    ]
    const { definition } = judge({ answer, examples, basedOn: 'safety@1' })
    expect(toDefinition(draftOfJudge(judge(definition)))).toEqual(definition)
  }
})

test('what is wrong is said by field', () => {
  const problemsOf = (change: Partial<typeof ready>) => findProblems({ ...ready, ...change })
  expect(hasProblems(problemsOf({}))).toBe(false)
  expect(problemsOf({ name: ' ' }).name).toBe('name')
  expect(problemsOf({ name: 'a.b' }).name).toBe('nameDot')
  expect(problemsOf({ instructions: 'Is it?' }).instructions).toBe('none')
  expect(problemsOf({ instructions: '{{ question }} {{ inputs }}' })).toMatchObject({
    instructions: 'unknown',
    words: ['question'],
  })
  expect(problemsOf({ instructions: '{{ inputs }} {{ guidelines }}' }).instructions).toBe('guidelines')
  expect(problemsOf({ instructions: '{{ conversation }}' }).instructions).toBe('noConversation')
  expect(problemsOf({ isMultiTurn: true }).instructions).toBe('conversation')
  expect(problemsOf({ answerKind: 'choice', options: 'one\n one \n' }).options).toBe('options')
  expect(problemsOf({ answerKind: 'number', min: 5, max: 1 }).limits).toBe('limits')
  expect(problemsOf({ providerId: '', model: ' ' })).toMatchObject({ provider: 'provider', model: 'model' })
  const example = { ...newExample(), value: 'perhaps' }
  expect(problemsOf({ examples: [example] }).examples).toEqual([example.key])
})

test('a copy of a built-in judge says what it comes from', () => {
  const builtin = {
    builtinId: 'user_frustration' as const,
    version: 2,
    mlflowName: 'UserFrustration',
    instructions: 'About {{ conversation }}',
    answer: { kind: 'choice' as const, options: ['none', 'resolved'] },
    isMultiTurn: true,
    expectations: [],
    takesGuidelines: false,
  }
  const draft = draftOfBuiltin(builtin, { providerId: 'p', model: 'm' })
  expect(hasProblems(findProblems(draft))).toBe(false)
  expect(toDefinition(draft)).toMatchObject({
    basedOn: 'user_frustration@2',
    isMultiTurn: true,
    answer: builtin.answer,
  })
})

test('a note alone is no change; a version tells what it changed', () => {
  expect(isSameDraft({ ...ready, note: 'x' }, { ...ready, name: 'kind ' })).toBe(true)
  expect(isSameDraft({ ...ready, temperature: '1' }, ready)).toBe(false)
  expect(listVersionChanges(judge(), judge({ model: 'other', temperature: 0 }, 'kinder'))).toEqual([
    'name',
    'model',
    'temperature',
  ])
})
