import { expect, test } from 'vitest'
import { findNextOpen, groupAnswers, keyOf } from '../../../../src/renderer/features/quality/answer-groups.ts'
import type { Assessment } from '../../../../src/shared/model/assessment.ts'
import type { Json } from '../../../../src/shared/model/json.ts'
import type { Disagreement } from '../../../../src/shared/model/label-quality.ts'

const answer = (reviewer: string, value: Json) => ({ reviewer, value, assessmentId: `a-${reviewer}` })

test('equal answers are together, most frequent first', () => {
  const groups = groupAnswers([answer('ken', 'no'), answer('mia', 'yes'), answer('sato', 'yes')])
  expect(groups.map(({ value, answers }) => [value, answers.map(({ reviewer }) => reviewer)])).toEqual([
    ['yes', ['mia', 'sato']],
    ['no', ['ken']],
  ])
})

test('sets of options are equal whatever their order, and a set of one is not its option', () => {
  expect(groupAnswers([answer('ken', ['a', 'b']), answer('mia', ['b', 'a']), answer('sato', ['a'])])).toHaveLength(2)
  expect(groupAnswers([answer('ken', ['a']), answer('mia', 'a')])).toHaveLength(2)
  expect(groupAnswers([answer('ken', 1), answer('mia', '1'), answer('sato', true)])).toHaveLength(3)
})

function makeDisagreement(traceId: string, isSettled = false): Disagreement {
  return { traceId, schemaId: 'q', answers: [], ...(isSettled ? { settled: {} as Assessment } : {}) }
}

test('the next open one is after the one at hand, then before it, and never that one itself', () => {
  const items = [makeDisagreement('a'), makeDisagreement('b', true), makeDisagreement('c'), makeDisagreement('d', true)]
  const next = (traceId: string | undefined) =>
    findNextOpen(items, traceId === undefined ? undefined : keyOf({ traceId, schemaId: 'q' }))?.traceId
  expect(next(undefined)).toBe('a')
  expect(next('a')).toBe('c')
  expect(next('c')).toBe('a')
  expect(next('d')).toBe('a')
  expect(next('gone')).toBe('a')
  expect(findNextOpen([makeDisagreement('a')], keyOf({ traceId: 'a', schemaId: 'q' }))).toBeUndefined()
})

test('rankings are equal only in the same order', () => {
  const given = [answer('ken', ['a', 'b']), answer('mia', ['b', 'a']), answer('sato', ['b', 'a'])]
  expect(groupAnswers(given, true).map(({ value }) => value)).toEqual([
    ['b', 'a'],
    ['a', 'b'],
  ])
  expect(groupAnswers(given)).toHaveLength(1)
})
