import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AskIf, findAsked, findConditionProblem } from '../../../src/shared/model/ask-if.ts'
import type { Json } from '../../../src/shared/model/json.ts'

const question = (schemaId: string, askIf?: AskIf) => ({ schemaId, ...(askIf === undefined ? {} : { askIf }) })
const asked = (schemas: ReturnType<typeof question>[], answers: Record<string, Json>) =>
  [...findAsked(schemas, (id) => answers[id])].join('')
const whenA = (askIf: Omit<AskIf, 'schemaId'>, a: Json | undefined) =>
  asked([question('a'), question('b', { schemaId: 'a', ...askIf } as AskIf)], a === undefined ? {} : { a }) === 'ab'

describe('a condition', () => {
  test.each([
    [{ test: 'answered' }, 'x', true],
    [{ test: 'answered' }, false, true],
    [{ test: 'answered' }, undefined, false],
    [{ test: 'is', value: 'x' }, 'x', true],
    [{ test: 'is', value: 'x' }, 'y', false],
    [{ test: 'is', value: false }, false, true],
    [{ test: 'is', value: 'x' }, ['w', 'x'], true],
    [{ test: 'isNot', value: 'x' }, 'y', true],
    [{ test: 'isNot', value: 'x' }, undefined, false],
    [{ test: 'isNot', value: 'x' }, ['w', 'x'], false],
    [{ test: 'oneOf', values: ['x', 'y'] }, 'y', true],
    [{ test: 'oneOf', values: ['x', 'y'] }, ['z'], false],
    [{ test: 'atLeast', value: 3 }, 3, true],
    [{ test: 'atLeast', value: 3 }, 2, false],
    [{ test: 'atLeast', value: 3 }, '4', false],
    [{ test: 'atMost', value: 3 }, 3, true],
    [{ test: 'atMost', value: 3 }, 4, false],
  ] as [Omit<AskIf, 'schemaId'>, Json | undefined, boolean][])('%j on %j: %s', (condition, answer, isAsked) => {
    expect(whenA(condition, answer)).toBe(isAsked)
  })

  test('on a question that is itself not asked fails, whatever was answered before', () => {
    const chain = [
      question('a'),
      question('b', { schemaId: 'a', test: 'is', value: 1 }),
      question('c', { schemaId: 'b', test: 'answered' }),
    ]
    expect(asked(chain, { a: 1, b: 2 })).toBe('abc')
    expect(asked(chain, { a: 0, b: 2 })).toBe('a')
  })

  test('on a question that is not among them asks', () => {
    expect(asked([question('b', { schemaId: 'gone', test: 'answered' })], {})).toBe('b')
  })
})

test('a condition that cannot work is found', () => {
  const on = (schemaId: string): AskIf => ({ schemaId, test: 'answered' })
  const problem = (...schemas: ReturnType<typeof question>[]) => findConditionProblem(schemas)?.problem
  expect(problem(question('a'), question('b', on('a')))).toBeUndefined()
  expect(problem(question('b', on('a')), question('a'))).toBe('later')
  expect(problem(question('b', on('a')))).toBe('unknown')
  expect(problem(question('a', on('a')))).toBe('circle')
  expect(problem(question('a', on('b')), question('b', on('a')))).toBe('circle')
})

test('whatever the conditions, the evaluator ends, and asks every question without one', () => {
  const ids = ['a', 'b', 'c', 'd']
  const anyQuestion = (schemaId: string) =>
    fc
      .option(fc.constantFrom(...ids, 'gone'), { nil: undefined })
      .map((on) => question(schemaId, on === undefined ? undefined : { schemaId: on, test: 'is', value: 1 }))
  fc.assert(
    fc.property(
      fc.tuple(...ids.map(anyQuestion)),
      fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 0, max: 2 })),
      (schemas, answers) => {
        const found = findAsked(schemas, (id) => answers[id])
        for (const { schemaId, askIf } of schemas) if (askIf === undefined) expect(found.has(schemaId)).toBe(true)
      },
    ),
  )
})
