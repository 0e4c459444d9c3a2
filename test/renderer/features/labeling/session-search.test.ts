import { expect, test } from 'vitest'
import { findSessions } from '../../../../src/renderer/features/labeling/session-search.ts'
import type { LabelingSession } from '../../../../src/shared/model/labeling.ts'

function makeSession(name: string, change: Partial<LabelingSession> = {}): LabelingSession {
  return {
    sessionId: name,
    queueId: `rq-${name}`,
    experimentId: '0',
    experimentName: 'Default',
    name,
    queueType: 'custom',
    reviewers: [],
    schemas: [],
    createdAtMs: 1,
    updatedAtMs: 1,
    itemCounts: { pending: 0, complete: 0, declined: 0 },
    ...change,
  }
}

const sessions = [
  makeSession('Help desk, week 20', { reviewers: ['mia@example.com'] }),
  makeSession('Help desk, week 21', { experimentName: 'Bicycles' }),
  makeSession('第 20 週'),
]

test('every word has to be in the name, the experiment or a reviewer', () => {
  const found = (text: string) => findSessions(sessions, text).map(({ name }) => name)
  expect(found('')).toHaveLength(3)
  expect(found('desk 21')).toEqual(['Help desk, week 21'])
  expect(found('HELP bicycles')).toEqual(['Help desk, week 21'])
  expect(found('mia')).toEqual(['Help desk, week 20'])
  expect(found('２０')).toEqual(['Help desk, week 20', '第 20 週'])
  expect(found('desk nobody')).toEqual([])
})
