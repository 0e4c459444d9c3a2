import { expect, test } from 'vitest'
import {
  hasConditions,
  isSameFilter,
  listConditions,
  sinceHoursAgo,
  withAssessment,
  withField,
  withoutCondition,
  withTag,
} from '../../../../src/renderer/features/traces/filter-conditions.ts'
import { TraceFilter } from '../../../../src/shared/model/trace.ts'

test('every field of the contract has a chip or a control of its own', () => {
  const chips = new Set<string>(['search', 'deleted'])
  const all: TraceFilter = {
    states: ['OK'],
    experimentId: '1',
    runId: 'r',
    startUs: { min: 1 },
    names: ['a'],
    models: ['m'],
    sessionIds: ['s'],
    userIds: ['u'],
    tags: [{ key: 'k' }],
    assessments: [{ name: 'n' }],
    durationUs: { max: 2 },
    totalTokens: { min: 3 },
    cost: { min: 0.1 },
    hasErrors: true,
    traceIds: ['t'],
  }
  for (const condition of listConditions(all)) chips.add(condition.field)
  expect([...chips].sort()).toEqual(Object.keys(TraceFilter.shape).sort())
})

test('taking every chip away leaves the empty filter', () => {
  let filter: TraceFilter = withTag(withTag({ states: ['ERROR'], hasErrors: false }, { key: 'a' }), {
    key: 'b',
    value: '1',
  })
  filter = withAssessment(filter, { name: 'correct', presence: 'absent' })
  expect(listConditions(filter)).toHaveLength(5)
  while (listConditions(filter)[0] !== undefined) {
    const [condition] = listConditions(filter)
    filter = withoutCondition(filter, condition as NonNullable<typeof condition>)
  }
  expect(filter).toEqual({})
})

test('removes the tag that was pointed at, not another', () => {
  const filter = withTag(withTag({}, { key: 'a' }), { key: 'b' })
  expect(withoutCondition(filter, { field: 'tags', index: 0 })).toEqual({ tags: [{ key: 'b' }] })
})

test('replaces a condition in place', () => {
  const filter = withAssessment(withAssessment({}, { name: 'a' }), { name: 'b' })
  expect(withAssessment(filter, { name: 'a', value: true }, 0).assessments).toEqual([
    { name: 'a', value: true },
    { name: 'b' },
  ])
})

test('an empty value removes its field', () => {
  expect(withField({ names: ['a'] }, 'names', [])).toEqual({})
  expect(withField({ search: 'a' }, 'search', '')).toEqual({})
  expect(withField({ cost: { min: 1 } }, 'cost', {})).toEqual({})
  expect(withField({}, 'hasErrors', false)).toEqual({ hasErrors: false })
})

test('compares filters by meaning', () => {
  expect(isSameFilter({ names: ['a'], search: 'x' }, { search: 'x', names: ['a'] })).toBe(true)
  expect(isSameFilter({ names: ['a'] }, { names: ['b'] })).toBe(false)
  expect(hasConditions({ deleted: true })).toBe(false)
  expect(hasConditions({ search: 'x' })).toBe(true)
})

test('a time preset counts back from now', () => {
  expect(sinceHoursAgo(1, 7_200_000)).toEqual({ min: 3_600_000_000 })
})
