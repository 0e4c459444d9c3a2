import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/shared/model/json.ts'
import { findAnswerProblem } from '../../../src/shared/model/label-value.ts'
import type { ReadableTrace } from '../../../src/shared/model/label-work.ts'
import { findCandidates, listChoices } from '../../../src/shared/model/pairwise.ts'
import { diffWords } from '../../../src/shared/model/word-diff.ts'

const traceOf = (output: Json | undefined, ...texts: string[]): ReadableTrace => ({
  traceId: 'tr-1',
  name: '',
  messages: [],
  ...(output === undefined ? {} : { output }),
  outputMessages: texts.map((text) => ({ role: 'assistant', parts: [{ type: 'text', text }] })),
  documents: [],
  toolCalls: [],
  isTruncated: false,
})

describe('where the two outputs are', () => {
  test.each<[string, ReadableTrace]>([
    ['two messages', traceOf(undefined, 'one', 'two', 'three')],
    ['a list', traceOf(['one', { content: 'two' }])],
    ['a list inside', traceOf({ model: 'm', choices: [{ message: { content: 'one' } }, { text: 'two' }] })],
    ['named', traceOf({ note: 'x', response_a: 'one', response_b: 'two' })],
  ])('%s', (_, trace) => {
    expect(findCandidates(trace)).toEqual({ a: 'one', b: 'two' })
  })

  test('by paths, to values and messages', () => {
    const paths = { a: 'new.0.text', b: 'old' }
    expect(findCandidates(traceOf({ new: [{ text: 'one' }], old: { n: 2 } }), paths)).toEqual({
      a: 'one',
      b: '{\n  "n": 2\n}',
    })
    expect(findCandidates(traceOf(undefined, 'x', 'one', 'two'), { a: '1', b: '2' })).toEqual({ a: 'one', b: 'two' })
    expect(findCandidates(traceOf({ new: [{ text: 'one' }] }), paths)).toBeUndefined()
    expect(findCandidates(traceOf({}), { a: 'constructor', b: '__proto__' })).toBeUndefined()
  })

  test('there are none where there is one', () => {
    for (const trace of [
      traceOf('one'),
      traceOf(undefined, 'one'),
      traceOf(['one']),
      traceOf({ a: 'one' }),
      traceOf(undefined),
    ]) {
      expect(findCandidates(trace)).toBeUndefined()
    }
  })
})

test('the keys follow the sides, the answer does not', () => {
  expect(listChoices(true, false)).toEqual(['A', 'B', 'tie', 'both_bad'])
  expect(listChoices(false, true)).toEqual(['B', 'A', 'tie'])
  const fits = (hasBothBad: boolean, value: Json) => findAnswerProblem({ type: 'pairwise', hasBothBad }, value)
  expect([fits(true, 'both_bad'), fits(false, 'both_bad'), fits(false, 'B'), fits(true, ['A'])]).toEqual([
    undefined,
    'notAnOption',
    undefined,
    'wrongType',
  ])
})

test('differences are the words that only one has', () => {
  const own = (parts: readonly { text: string; isOwn: boolean }[]) =>
    parts.flatMap(({ text, isOwn }) => (isOwn ? [text] : []))
  const { a, b } = diffWords('Use dry lube in summer.', 'Use wet lube in winter, too.') ?? { a: [], b: [] }
  expect([own(a), own(b)]).toEqual([
    ['dry', 'summer'],
    ['wet', 'winter, too'],
  ])
  expect(a.map(({ text }) => text).join('')).toBe('Use dry lube in summer.')
  const same = diffWords('同じ文です。', '同じ文です。')
  expect(own(same?.a ?? [])).toEqual([])
  expect(own(diffWords('雨の日', '雪の日')?.b ?? [])).toEqual(['雪'])
  const long = Array.from({ length: 4_000 }, (_, at) => `a${at}`).join(' ')
  expect(diffWords(long, long.replaceAll('a', 'b'))).toBeUndefined()
})
