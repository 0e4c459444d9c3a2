import type { Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createAssessment, deleteAssessment, reviseAssessment } from '../../../src/main/store/assessments.ts'
import { listEvaluationRows } from '../../../src/main/store/evaluation-rows.ts'
import { getEvaluation, listEvaluations } from '../../../src/main/store/evaluations.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { linkTraces } from '../../../src/main/store/run-traces.ts'
import { createRun, deleteRun } from '../../../src/main/store/runs.ts'
import { deleteTraces } from '../../../src/main/store/trace-write.ts'
import type { Assessment, NewAssessment } from '../../../src/shared/model/assessment.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

const evaluated = { 'mlflow.runType': 'genai_evaluate' }

function makeStore(traces: number): Database {
  const db = makeMemoryStore()
  ingestBatch(db, { spans: Array.from({ length: traces }, (_, index) => makeIngest(makeSpan(index + 1, 1))) }, 1)
  return db
}

function makeRun(db: Database, startMs: number, tags: Record<string, string> = evaluated): string {
  return createRun(db, { experimentId: '0', name: `run ${startMs}`, startMs, tags }).runId
}

function judge(
  db: Database,
  trace: number,
  name: string,
  runId: string,
  change: Partial<NewAssessment> = {},
): Assessment {
  return createAssessment(
    db,
    {
      traceId: traceId(trace),
      name,
      kind: 'feedback',
      value: 'yes',
      source: { type: 'LLM_JUDGE', id: 'judge' },
      metadata: { 'mlflow.assessment.sourceRunId': runId },
      ...change,
    },
    trace,
  )
}

const link = (db: Database, runId: string, traces: number[], nowMs: number) =>
  linkTraces(db, runId, traces.map(traceId), nowMs)

/** Trace numbers of all pages. */
function readAll(db: Database, runId: string, limit: number): number[] {
  const numbers: number[] = []
  let cursor: string | undefined
  do {
    const page = listEvaluationRows(db, { runId, cursor, limit })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    numbers.push(...page.rows.map(({ trace }) => Number.parseInt(trace.traceId, 16)))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return numbers
}

describe('what is an evaluation', () => {
  test('a run that says so, and one that feedback names; the newest first', () => {
    const db = makeStore(2)
    const byTag = makeRun(db, 1)
    const byFeedback = makeRun(db, 2, {})
    judge(db, 1, 'tone', byFeedback)
    makeRun(db, 3, {})
    makeRun(db, 4, { 'mlflow.runType': 'other' })
    expect(listEvaluations(db).map((run) => run.runId)).toEqual([byFeedback, byTag])
    expect(listEvaluations(db)[0]).toMatchObject({ name: 'run 2', experimentName: 'Default', lifecycleStage: 'active' })
  })

  test('not a labeling session, a deleted run, or one whose feedback is gone', () => {
    const db = makeStore(2)
    const session = makeRun(db, 1)
    db.prepare(
      `INSERT INTO labeling_sessions (run_pk, queue_id, queue_type, created_at_ms, updated_at_ms)
        SELECT run_pk, 'q', 'custom', 1, 1 FROM runs WHERE run_id = ?`,
    ).run(session)
    deleteRun(db, makeRun(db, 2), 1)
    const gone = makeRun(db, 3, {})
    deleteAssessment(db, { assessmentId: judge(db, 1, 'tone', gone).assessmentId }, 2)
    expect(listEvaluations(db)).toEqual([])
    for (const runId of [session, gone, 'nope'])
      expect(() => getEvaluation(db, runId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

describe('counts', () => {
  test('are of traces and of valid feedback, without what is in the trash or superseded', () => {
    const db = makeStore(5)
    const runId = makeRun(db, 1)
    link(db, runId, [1, 2, 3], 10)
    judge(db, 1, 'tone', runId)
    judge(db, 1, 'tone', runId, { spanId: '0000000000000001', value: true })
    judge(db, 2, 'tone', runId, { value: undefined, error: { code: 'TIMEOUT' } })
    judge(db, 3, 'tone', runId, { value: 'No' })
    const first = judge(db, 2, 'accuracy', runId)
    reviseAssessment(db, { assessmentId: first.assessmentId, change: { value: 0.5 } }, 20)
    judge(db, 4, 'tone', runId, { value: 'FAIL' })
    judge(db, 3, 'expected_response', runId, { kind: 'expectation' })
    judge(db, 5, 'tone', makeRun(db, 2))
    const { traceCount, scorers } = getEvaluation(db, runId)
    expect(traceCount).toBe(4)
    expect(scorers).toEqual([
      { name: 'accuracy', count: 1, errorCount: 0, passCount: 0, failCount: 0 },
      { name: 'tone', count: 5, errorCount: 1, passCount: 2, failCount: 2 },
    ])
    deleteTraces(db, { selection: { traceIds: [traceId(3), traceId(4)] } })
    const left = getEvaluation(db, runId)
    expect(left.traceCount).toBe(2)
    expect(left.scorers[1]).toEqual({ name: 'tone', count: 3, errorCount: 1, passCount: 2, failCount: 0 })
    expect(readAll(db, runId, 10)).toEqual([1, 2])
  })
})

describe('rows', () => {
  test.each([1, 2, 3, 100])(
    'come in pages of %i in the order of linking, then those that were only judged',
    (limit) => {
      const db = makeStore(9)
      const runId = makeRun(db, 1)
      link(db, runId, [7, 8], 10)
      link(db, runId, [2, 1], 20)
      link(db, runId, [8, 5], 20)
      for (const trace of [9, 3, 1, 7]) judge(db, trace, 'tone', runId)
      judge(db, 3, 'accuracy', runId)
      expect(readAll(db, runId, limit)).toEqual([7, 8, 2, 1, 5, 3, 9])
    },
  )

  test('have what this run found, and what is expected whoever says it', () => {
    const db = makeStore(1)
    const runId = makeRun(db, 1)
    link(db, runId, [1], 10)
    judge(db, 1, 'tone', runId)
    judge(db, 1, 'tone', makeRun(db, 2))
    judge(db, 1, 'liked', '', { metadata: {}, source: { type: 'HUMAN', id: 'ann' } })
    judge(db, 1, 'expected_response', '', { kind: 'expectation', value: 'Paris', metadata: {} })
    const [row] = listEvaluationRows(db, { runId, limit: 5 }).rows
    expect(row?.results.map(({ name, metadata }) => [name, metadata['mlflow.assessment.sourceRunId']])).toEqual([
      ['tone', runId],
    ])
    expect(row?.expectations.map(({ name, value }) => [name, value])).toEqual([['expected_response', 'Paris']])
  })

  test('refuse a cursor of something else', () => {
    const db = makeStore(1)
    const runId = makeRun(db, 1)
    expect(() => listEvaluationRows(db, { runId, cursor: 'x', limit: 5 })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
  })
})

test('an index leads to the feedback of a run, whichever query asks', () => {
  const db = makeStore(3)
  const runId = makeRun(db, 1)
  link(db, runId, [1], 10)
  judge(db, 2, 'tone', runId)
  const plans: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((source: string) => {
    const values = new Array(source.split('?').length - 1).fill(1)
    const steps = prepare(`EXPLAIN QUERY PLAN ${source}`).all(...values) as { detail: string }[]
    plans.push(steps.map((step) => step.detail).join('; '))
    return prepare(source)
  }) as Database['prepare']
  listEvaluations(db)
  listEvaluationRows(db, { runId, limit: 1 })
  const aboutFeedback = plans.filter((plan) => plan.includes('assessments_by_run'))
  expect(aboutFeedback).toHaveLength(5)
  for (const plan of plans) {
    expect(plan).not.toMatch(/SCAN (a|t|x)\b(?! USING (COVERING )?INDEX traces_in_trash)/)
  }
  expect(plans.join('\n')).toContain(
    'USING COVERING INDEX run_traces_by_time (run_pk=? AND (added_at_ms,trace_pk)>(?,?))',
  )
})
