/** What a scorer may be compared with: never texts that are answers themselves. */
import type { Database } from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { readValidationSetup } from '../../../src/main/evaluation/validation/setup.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { LabelSchemaInput } from '../../../src/shared/model/labeling.ts'
import { makeMemoryStore, traceId } from '../store/make.ts'
import { makeRun, makeTraces, recorded, say } from './validation-desk.ts'

let db: Database
beforeEach(() => {
  db = makeMemoryStore()
})

const numbers = [1, 2, 3, 4]

function setupOf(expectations: (n: number) => Record<string, Json> = () => ({}), value = (n: number): Json => n !== 2) {
  const rows = numbers.map((n) => ({ ...recorded(n, value(n)), expectations: expectations(n) }))
  const { questions, passedOver, isFreeText } = readValidationSetup(db, makeRun(db, rows))
  return { isFreeText, names: questions.map(({ name }) => name), passedOver }
}

test('an expected response is nothing to compare a scorer with', () => {
  makeTraces(db, 4)
  const { names, passedOver } = setupOf((n) => ({
    expected_response: `Answer ${n}`,
    same_text: 'Use the manual.',
    expected_facts: ['one', 'two'],
    is_safe: n > 1,
  }))
  expect(names).toEqual(['is_safe'])
  expect(passedOver).toEqual(
    ['expected_facts', 'expected_response', 'same_text'].map((name) => ({
      name,
      kind: 'expectation',
      reason: 'notComparable',
    })),
  )
})

test('a question is compared by its kind, whatever its answers happen to be', () => {
  makeTraces(db, 4)
  const ask = (name: string, input: LabelSchemaInput, answer: (n: number) => Json) => {
    createLabelSchema(db, { name, type: 'feedback', input })
    for (const n of numbers) say(db, n, answer(n), { name })
  }
  ask('remark', { type: 'text' }, () => 'fine')
  ask('facts', { type: 'textList' }, () => ['fine'])
  ask('places', { type: 'highlight', labels: [{ text: 'wrong', color: 'red' }] }, () => [])
  ask('kinds', { type: 'categorical', options: ['a', 'b'], isMultiple: true }, () => ['a'])
  ask('order', { type: 'ranking', options: ['a', 'b'], isPartial: false }, () => ['a', 'b'])
  ask('better', { type: 'pairwise', hasBothBad: false }, () => 'a')
  ask('verdict', { type: 'passFail', positiveLabel: 'Good', negativeLabel: 'Bad' }, (n) => n > 1)
  ask('kind', { type: 'categorical', options: ['w', 'x', 'y', 'z'], isMultiple: false }, (n) => 'wxyz'[n - 1] as Json)
  ask('stars', { type: 'rating', max: 5 }, (n) => n)
  ask('minutes', { type: 'numeric' }, (n) => n * 2)
  const { names, passedOver } = setupOf()
  expect(names.toSorted()).toEqual(['kind', 'minutes', 'stars', 'verdict'])
  expect(passedOver.map(({ name }) => name)).toEqual(['better', 'facts', 'kinds', 'order', 'places', 'remark'])
})

test('of answers without a question: verdicts, numbers, and words that come again', () => {
  makeTraces(db, 4)
  for (const n of numbers) {
    say(db, n, `Thoughts on ${n}`, { name: 'thoughts' })
    say(db, n, n > 2 ? 'Accurate' : 'Inaccurate', { name: 'accuracy' })
    say(db, n, n > 1 ? 'Yes' : 'no', { name: 'ok' })
  }
  expect(setupOf().names).toEqual(['accuracy', 'ok'])
})

test('the question named like the scorer comes first, expectations last', () => {
  makeTraces(db, 4)
  for (const n of numbers) {
    say(db, n, true, { name: 'zeal' })
    if (n > 1) say(db, n, true, { name: 'is_correct' })
  }
  // The scorer is called `correct`.
  expect(setupOf(() => ({ a_flag: true })).names).toEqual(['is_correct', 'zeal', 'a_flag'])
  for (const n of numbers.slice(0, 1)) say(db, n, true, { name: 'Correct' })
  expect(setupOf(() => ({ a_flag: true })).names).toEqual(['Correct', 'is_correct', 'zeal', 'a_flag'])
})

test('labels of other outputs are said to be that', () => {
  makeTraces(db, 4)
  say(db, 1, true, { name: 'ok' })
  const subject = makeRun(db, [{ scoredTrace: traceId(3), sourceTraceId: traceId(1), outputs: 'newer', value: true }])
  expect(readValidationSetup(db, subject)).toMatchObject({
    questions: [],
    passedOver: [{ name: 'ok', kind: 'feedback', reason: 'otherOutput' }],
  })
})

test('a scorer that gives free texts is compared with nothing', () => {
  makeTraces(db, 4)
  for (const n of numbers) say(db, n, true, { name: 'ok' })
  expect(
    setupOf(
      () => ({}),
      (n) => `A long remark about row ${n}\nwith a second line`,
    ),
  ).toMatchObject({
    isFreeText: true,
    names: [],
  })
})
