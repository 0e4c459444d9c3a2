import { expect, test } from 'vitest'
import { isComplete, moveRanked, placeRanked, pressRanked } from '../../../src/renderer/ui/ranking-moves.ts'
import { findAnswerProblem } from '../../../src/shared/model/label-value.ts'

const options = ['a', 'b', 'c', 'd']
const whole = { options, isPartial: false }
const part = { options, isPartial: true }

test('pressed one after the other they come in order; the last has its place by itself, where all have one', () => {
  expect(pressRanked(whole, ['c'], 'a')).toEqual(['c', 'a'])
  expect(pressRanked(whole, ['c', 'a'], 'd')).toEqual(['c', 'a', 'd', 'b'])
  expect(pressRanked(part, ['c', 'a'], 'd')).toEqual(['c', 'a', 'd'])
  expect(pressRanked(whole, ['c', 'a', 'd', 'b'], 'a')).toEqual(['c', 'd', 'b'])
})

test('one moves a place up or down, and no further than the ends', () => {
  const ranked = ['c', 'a', 'd', 'b']
  expect(moveRanked(whole, ranked, 'd', -1)).toEqual(['c', 'd', 'a', 'b'])
  expect(moveRanked(whole, ranked, 'c', 1)).toEqual(['a', 'c', 'd', 'b'])
  expect(moveRanked(whole, ranked, 'c', -1)).toEqual(ranked)
  expect(moveRanked(whole, ranked, 'b', 1)).toEqual(ranked)
  expect(moveRanked(part, ['c'], 'a', -1)).toEqual(['c', 'a'])
  expect(moveRanked(part, ['c'], 'a', 1)).toEqual(['c'])
})

test('dragged to a place it takes it, from within the order and from without', () => {
  expect(placeRanked(whole, ['a', 'b', 'c', 'd'], 'd', 0)).toEqual(['d', 'a', 'b', 'c'])
  expect(placeRanked(part, ['a', 'b'], 'c', 1)).toEqual(['a', 'c', 'b'])
})

test('half an order is an answer only where options may be left out', () => {
  expect([isComplete(whole, ['a', 'b', 'c']), isComplete(whole, options), isComplete(part, ['a'])]).toEqual([
    false,
    true,
    true,
  ])
  const problem = (isPartial: boolean, value: string[]) =>
    findAnswerProblem({ type: 'ranking', options, isPartial }, value)
  expect(problem(false, ['a', 'b', 'c'])).toBe('incomplete')
  expect(problem(false, ['d', 'c', 'b', 'a'])).toBeUndefined()
  expect(problem(true, ['b'])).toBeUndefined()
  expect([problem(true, []), problem(true, ['b', 'b']), problem(true, ['x'])]).toEqual([
    'empty',
    'repeated',
    'notAnOption',
  ])
})
