import { expect, test } from 'vitest'
import { startChoices, toQuestions, unfitEntries } from '../../../../src/renderer/features/labeling/move-choices.ts'
import type { MovePreview } from '../../../../src/shared/model/version-move.ts'

const schema = {
  schemaId: 'ls-1',
  experimentId: '0',
  name: 'q',
  type: 'feedback',
  version: 2,
  enableComment: false,
  input: { type: 'categorical', options: ['good'], isMultiple: true },
  createdAtMs: 0,
  updatedAtMs: 0,
} satisfies MovePreview['questions'][number]['to']
const preview: MovePreview = {
  sessionId: 's',
  itemsAgain: 1,
  questions: [
    {
      schemaId: 'ls-1',
      from: { ...schema, version: 1 },
      to: schema,
      rules: [{ from: 'fine', to: 'good' }, { from: 'bad' }],
      counts: { kept: 1, mapped: 1, askedAgain: 1 },
      values: [
        { value: ['good'], count: 4, outcome: 'kept' },
        { value: ['fine', 'good'], count: 2, outcome: 'mapped' },
        { value: ['fine', 'bad'], count: 1, outcome: 'askedAgain' },
      ],
    },
  ],
}

test('what is suggested is chosen to begin with, and sent as rules', () => {
  const choices = startChoices(preview)
  expect(choices).toEqual({ 'ls-1': { '"fine"': '"good"', '"bad"': '' } })
  expect(toQuestions(preview, choices)).toEqual([
    { schemaId: 'ls-1', toVersion: 2, rules: [{ from: 'fine', to: 'good' }, { from: 'bad' }] },
  ])
})

test('answers that are no choice any more are listed, those in lists too', () => {
  const [question] = preview.questions
  if (question === undefined) throw new Error('no question')
  expect(unfitEntries(question, [{ value: '"good"' }])).toEqual([
    { entry: '"fine"', count: 3 },
    { entry: '"bad"', count: 1 },
  ])
  expect(unfitEntries({ values: [{ value: true, count: 2, outcome: 'askedAgain' }] }, [])).toEqual([
    { entry: 'true', count: 2 },
  ])
})
