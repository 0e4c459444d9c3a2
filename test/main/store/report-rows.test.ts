import { expect, test } from 'vitest'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { createEvaluationRun } from '../../../src/main/store/evaluation-runs.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { readReportedRows, readRowTexts } from '../../../src/main/store/report-rows.ts'
import { linkTraces } from '../../../src/main/store/run-traces.ts'
import { createRun } from '../../../src/main/store/runs.ts'
import { deleteTraces } from '../../../src/main/store/trace-write.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

function makeStore() {
  const db = makeMemoryStore()
  ingestBatch(db, { spans: [1, 2, 3].map((n) => makeIngest(makeSpan(n, 1), { traceTags: { lang: 'en' } })) }, 1)
  return db
}

const judge = (db: ReturnType<typeof makeStore>, n: number, runId: string, value: boolean, atMs: number) =>
  createAssessment(
    db,
    {
      traceId: traceId(n),
      name: 'ok',
      kind: 'feedback',
      value,
      source: { type: 'CODE', id: 'c' },
      metadata: { 'mlflow.assessment.sourceRunId': runId },
    },
    atMs,
  )

test('rows of a run made here are its own, also those that wait or share a trace', () => {
  const db = makeStore()
  const row = { inputs: { q: 'one' }, inputsHash: 'h' }
  const { runId } = createEvaluationRun(
    db,
    {
      config: {
        experimentId: '0',
        name: 'night',
        source: { kind: 'traces', selection: { filter: {} } },
        target: { kind: 'recorded' },
        scorers: [],
        concurrency: 1,
        maxTries: 1,
      },
      rows: [
        { ...row, traceId: traceId(1), outputs: 'own', tags: { lang: 'ja' }, durationMs: 7 },
        { ...row, traceId: traceId(1), expectations: { expected_response: 'two' } },
        row,
      ],
    },
    1,
  )
  judge(db, 1, runId, false, 10)
  judge(db, 1, runId, true, 20)
  const { rows, config } = readReportedRows(db, runId)
  expect(config?.name).toBe('night')
  expect(rows.map(({ rowId }) => rowId)).toEqual([traceId(1), '#2', '#3'])
  // The newest that was said counts, and the row's tag before the trace's.
  expect(rows[0]).toMatchObject({ state: 'pending', inputsHash: 'h', durationMs: 7, tags: { lang: 'ja' } })
  expect(rows[0]?.results.get('ok')?.value).toBe(true)
  expect(rows[1]).toMatchObject({ expectations: { expected_response: 'two' }, tags: { lang: 'en' } })
  expect(rows[2]).toMatchObject({ traceId: undefined, input: '{"q":"one"}' })
  expect(rows[2]?.results.size).toBe(0)
  expect(readRowTexts(db, runId, 0)).toEqual({ inputs: { q: 'one' }, outputs: 'own' })
})

test('rows of a client’s run are its linked traces, then those it judged alone; the trash is left out', () => {
  const db = makeStore()
  const { runId } = createRun(db, {
    experimentId: '0',
    name: 'by a client',
    startMs: 1,
    tags: { 'mlflow.runType': 'genai_evaluate' },
  })
  linkTraces(db, runId, [traceId(2), traceId(3)], 5)
  judge(db, 1, runId, true, 10)
  const idsOf = () => readReportedRows(db, runId).rows.map((row) => row.traceId)
  expect(idsOf()).toEqual([2, 3, 1].map(traceId))
  expect(readReportedRows(db, runId).rows[0]).toMatchObject({ state: 'scored', inputsHash: undefined, durationMs: 0.5 })
  deleteTraces(db, { selection: { traceIds: [traceId(3)] } })
  expect(idsOf()).toEqual([2, 1].map(traceId))
  expect(readRowTexts(db, runId, 0)).toBeUndefined()
  expect(() => readReportedRows(db, 'nope')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})
