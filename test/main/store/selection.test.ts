import { expect, test } from 'vitest'
import { createExperiment } from '../../../src/main/store/experiments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { countByExperiment } from '../../../src/main/store/selection.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

test('a selection is counted by experiment, the most first; unknown ids are left out', () => {
  const db = makeMemoryStore()
  const { experimentId } = createExperiment(db, { name: 'Help desk', tags: {} }, 1)
  for (let at = 0; at < 5; at++) {
    const spans = [makeIngest(makeSpan(at, 1))]
    const traces = [{ traceId: traceId(at), experimentId: at < 3 ? experimentId : '0' }]
    ingestBatch(db, { spans, traces }, 1)
  }
  const ids = [0, 1, 2, 3, 4, 9].map(traceId)
  expect(countByExperiment(db, { traceIds: ids })).toEqual([
    { experimentId, count: 3 },
    { experimentId: '0', count: 2 },
  ])
  expect(countByExperiment(db, { filter: { experimentId }, except: [traceId(0)] })).toEqual([
    { experimentId, count: 2 },
  ])
  expect(countByExperiment(db, { traceIds: [] })).toEqual([])
})
