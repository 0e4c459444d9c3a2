import { expect, test } from 'vitest'
import { countBySpan, groupAssessments } from '../../../../src/renderer/features/assessments/assessment-groups.ts'
import type { Assessment } from '../../../../src/shared/model/assessment.ts'

function makeAssessment(assessmentId: string, change: Partial<Assessment> = {}): Assessment {
  return {
    assessmentId,
    traceId: 't',
    name: 'correct',
    kind: 'feedback',
    value: true,
    source: { type: 'HUMAN', id: 'ana' },
    metadata: {},
    createdAtMs: 1,
    updatedAtMs: 1,
    valid: true,
    ...change,
  }
}

test('an edited assessment shows once, with what it replaced, newest first', () => {
  const all = [
    makeAssessment('1', { valid: false }),
    makeAssessment('2', { valid: false, overrides: '1' }),
    makeAssessment('3', { overrides: '2' }),
  ]
  const [group] = groupAssessments(all, undefined)
  expect(group?.entries).toHaveLength(1)
  expect(group?.entries[0]?.current.assessmentId).toBe('3')
  expect(group?.entries[0]?.history.map((each) => each.assessmentId)).toEqual(['2', '1'])
})

test('keeps trace and span apart, sorts names, newest entry first, leaves deleted ones out', () => {
  const all = [
    makeAssessment('1', { name: 'z' }),
    makeAssessment('2', { name: 'a', createdAtMs: 1 }),
    makeAssessment('3', { name: 'a', createdAtMs: 5 }),
    makeAssessment('4', { spanId: 's' }),
    makeAssessment('5', { spanId: 's', deletedAtMs: 9 }),
  ]
  const groups = groupAssessments(all, undefined)
  expect(groups.map((group) => group.name)).toEqual(['a', 'z'])
  expect(groups[0]?.entries.map((entry) => entry.current.assessmentId)).toEqual(['3', '2'])
  expect(groupAssessments(all, 's')).toHaveLength(1)
  expect(countBySpan(all)).toEqual(new Map([['s', 1]]))
})

test('a chain that leads back to itself ends', () => {
  const [group] = groupAssessments(
    [makeAssessment('1', { overrides: '2' }), makeAssessment('2', { overrides: '1', valid: false })],
    undefined,
  )
  expect(group?.entries[0]?.history).toHaveLength(1)
})
