/** The runner on a real store, with a target that counts how often it is called. */
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { CostLimitError } from '../../../src/main/evaluation/runner/call-desk.ts'
import { makeScorers } from '../../../src/main/evaluation/runner/make-scorers.ts'
import { type RunOptions, runEvaluation } from '../../../src/main/evaluation/runner/run-evaluation.ts'
import { listEvaluationConversations } from '../../../src/main/store/evaluation-conversations.ts'
import { readEvaluationProgress } from '../../../src/main/store/evaluation-progress.ts'
import {
  finishEvaluationRows,
  keepRunFeedback,
  logEvaluationMetrics,
} from '../../../src/main/store/evaluation-results.ts'
import { listEvaluationRows } from '../../../src/main/store/evaluation-rows.ts'
import {
  createEvaluationRun,
  findEvaluationCall,
  getEvaluationRun,
  keepEvaluationCalls,
  nextEvaluationItems,
} from '../../../src/main/store/evaluation-runs.ts'
import { getRun } from '../../../src/main/store/runs.ts'
import { AppError } from '../../../src/shared/model/error.ts'
import { EvaluationConfig } from '../../../src/shared/model/evaluation.ts'
import { makeMemoryStore } from '../store/make.ts'

type Call = NonNullable<RunOptions['target']>['call']

const config = (change: Partial<EvaluationConfig> = {}) =>
  EvaluationConfig.parse({
    experimentId: '0',
    name: 'nightly',
    source: { kind: 'traces', selection: { traceIds: [] } },
    target: { kind: 'http', url: 'http://x', method: 'POST', headers: {}, secretHeaders: {}, timeoutMs: 1000 },
    scorers: [
      {
        kind: 'code',
        name: 'exact',
        check: { kind: 'exact', expectation: 'answer', ignoresCase: false, ignoresSpace: false },
      },
    ],
    concurrency: 4,
    maxTries: 3,
    ...change,
  })

const unused = () => {
  throw new Error('These runs have no judges.')
}
const noJudges = {
  egress: { fetch: unused, admitProgram: unused, untilCut: unused },
  providers: { get: unused, readKey: unused },
  getJudge: unused,
}
const noConversations = { readTrace: unused, listConversations: unused, readConversation: unused, keepFeedback: unused }

let db: Database
beforeEach(() => {
  db = makeMemoryStore()
})

/** Row n asks for n and expects n doubled. */
function makeRun(rows: number, change: Partial<EvaluationConfig> = {}): string {
  const planned = Array.from({ length: rows }, (_, n) => ({
    inputs: { n },
    inputsHash: String(n),
    expectations: { answer: String(n * 2) },
  }))
  return createEvaluationRun(db, { config: config(change), rows: planned }, 1_000).runId
}

function run(runId: string, call: Call, signal = new AbortController().signal): Promise<void> {
  const { runPk, config: frozen } = getEvaluationRun(db, runId)
  return runEvaluation({
    runId,
    config: frozen,
    target: { call, close: async () => undefined },
    scorers: makeScorers(frozen.scorers, noJudges),
    spentUsd: readEvaluationProgress(db, runId).costUsd,
    signal,
    onRows: () => undefined,
    store: storeOf(runId, runPk),
  })
}

/** The store as a run sees it, without what only judges need. */
const storeOf = (runId: string, runPk: number): RunOptions['store'] => ({
  ...noConversations,
  nextItems: (after, limit) => nextEvaluationItems(db, runPk, after, limit),
  findCall: (place) => findEvaluationCall(db, { ...place, runPk }),
  keepCall: async (kept) => keepEvaluationCalls(db, { runPk, calls: [kept] }, 2),
  finishRows: async (finished) => void finishEvaluationRows(db, { runId, rows: finished }, 2),
})

const double = (inputs: Record<string, unknown>) => ({
  value: String(Number(inputs.n) * 2),
  durationMs: 1,
  canRetry: false,
})

describe('a run', () => {
  test('gives each row its trace, its expectation and one result, in order, with a mean', async () => {
    const runId = makeRun(30)
    const traceparents: string[] = []
    await run(runId, async (inputs, { traceparent }) => {
      traceparents.push(traceparent)
      const result = double(inputs)
      return inputs.n === 7 ? { ...result, value: 'wrong' } : result
    })
    expect(readEvaluationProgress(db, runId)).toMatchObject({ rows: 30, scored: 30, failed: 0, calls: 30, retries: 0 })
    const { rows } = listEvaluationRows(db, { runId, limit: 100 })
    expect(rows.map(({ trace }) => trace.inputPreview)).toEqual(
      Array.from({ length: 30 }, (_, n) => expect.stringContaining(`${n}`)),
    )
    expect(rows.map(({ results }) => results.map(({ value }) => value))).toEqual(
      Array.from({ length: 30 }, (_, n) => [n !== 7]),
    )
    expect(rows[3]?.expectations.map(({ name, value }) => ({ name, value }))).toEqual([{ name: 'answer', value: '6' }])
    expect(rows[3]?.results[0]).toMatchObject({
      name: 'exact',
      source: { type: 'CODE', id: 'assay/exact' },
      metadata: { 'mlflow.assessment.sourceRunId': runId },
    })
    // What the target sends itself is to land below the row.
    expect(new Set(traceparents.map((text) => text.split('-')[1]))).toEqual(
      new Set(rows.map(({ trace }) => trace.traceId)),
    )
    expect(logEvaluationMetrics(db, runId, 3)).toEqual({ 'exact/mean': 29 / 30 })
    expect(getRun(db, runId).metrics).toMatchObject([{ key: 'exact/mean', value: 29 / 30 }])
  })

  test('never works on more rows at a time than it may', async () => {
    const runId = makeRun(20, { concurrency: 3 })
    let open = 0
    let most = 0
    await run(runId, async (inputs) => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setTimeout(resolve, 1))
      open--
      return double(inputs)
    })
    expect(most).toBe(3)
  })

  test('a row without an answer fails alone, with a trace that says so and no result', async () => {
    const runId = makeRun(3)
    await run(runId, async (inputs) =>
      inputs.n === 1
        ? { error: { code: 'HTTP_400', message: 'Bad request' }, durationMs: 1, canRetry: false }
        : double(inputs),
    )
    expect(readEvaluationProgress(db, runId)).toMatchObject({ scored: 2, failed: 1 })
    const { rows } = listEvaluationRows(db, { runId, limit: 10 })
    expect(rows.map(({ trace, results }) => [trace.state, results.length])).toEqual([
      ['OK', 1],
      ['ERROR', 0],
      ['OK', 1],
    ])
  })
})

describe('calls', () => {
  test('are tried again while that may help, and no more often than allowed', async () => {
    const runId = makeRun(3)
    const calls: number[] = [0, 0, 0]
    await run(runId, async (inputs) => {
      const n = Number(inputs.n)
      calls[n] = (calls[n] as number) + 1
      const busy = { error: { code: 'HTTP_429', message: 'Busy' }, durationMs: 1, canRetry: true, retryAfterMs: 1 }
      if (n === 0) return double(inputs)
      return n === 1 && calls[n] === 2 ? double(inputs) : busy
    })
    expect(calls).toEqual([1, 2, 3])
    expect(readEvaluationProgress(db, runId)).toMatchObject({ scored: 2, failed: 1, calls: 3, retries: 3 })
  })

  test('are asked once, though the run dies at any point and begins again', async () => {
    const runId = makeRun(40)
    const asked = new Map<unknown, number>()
    const call: Call = async (inputs) => {
      asked.set(inputs.n, (asked.get(inputs.n) ?? 0) + 1)
      return double(inputs)
    }
    let left = 0
    const { runPk, config: frozen } = getEvaluationRun(db, runId)
    const dying = (limit: number) => {
      left = limit
      const spend = () => {
        if (left-- <= 0) throw new AppError('STORE_FULL', 'died')
      }
      return runEvaluation({
        runId,
        config: frozen,
        target: { call, close: async () => undefined },
        scorers: makeScorers(frozen.scorers, noJudges),
        spentUsd: 0,
        signal: new AbortController().signal,
        onRows: () => undefined,
        store: {
          ...noConversations,
          nextItems: (after, max) => nextEvaluationItems(db, runPk, after, max),
          findCall: (place) => findEvaluationCall(db, { ...place, runPk }),
          keepCall: async (kept) => keepEvaluationCalls(db, { runPk, calls: [kept] }, 2),
          finishRows: async (finished) => {
            spend()
            finishEvaluationRows(db, { runId, rows: finished }, 2)
          },
        },
      })
    }
    for (const limit of [0, 1, 3]) await expect(dying(limit)).rejects.toMatchObject({ code: 'STORE_FULL' })
    expect(readEvaluationProgress(db, runId).called).toBeGreaterThan(0)
    await dying(1_000)
    expect([...asked.values()]).toEqual(Array.from({ length: 40 }, () => 1))
    const { rows } = listEvaluationRows(db, { runId, limit: 100 })
    expect(rows.map(({ results }) => results.length)).toEqual(Array.from({ length: 40 }, () => 1))
  })

  test('stop at once when the run is cancelled, also while one waits to try again', async () => {
    const runId = makeRun(3)
    const abort = new AbortController()
    const busy = { error: { code: 'HTTP_429', message: 'Busy' }, durationMs: 1, canRetry: true, retryAfterMs: 60_000 }
    const ended = run(runId, async () => busy, abort.signal)
    setTimeout(() => abort.abort(), 20)
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(readEvaluationProgress(db, runId)).toMatchObject({ scored: 0, failed: 0, calls: 0 })
  })

  test('stop before the limit of costs, and what was paid counts when the run goes on', async () => {
    const runId = makeRun(10, { concurrency: 1, maxCostUsd: 0.35 })
    let calls = 0
    const call: Call = async (inputs) => {
      calls++
      return { ...double(inputs), costUsd: 0.1 }
    }
    await expect(run(runId, call)).rejects.toBeInstanceOf(CostLimitError)
    expect(calls).toBe(3)
    expect(readEvaluationProgress(db, runId)).toMatchObject({ scored: 3, costUsd: expect.closeTo(0.3, 9) })
  })
})

describe('scorers that look at more than a row', () => {
  test('wait a moment for the spans that a target sends after its answer', async () => {
    const runId = makeRun(1)
    const { runPk, config: frozen } = getEvaluationRun(db, runId)
    const looked: string[] = []
    await runEvaluation({
      runId,
      config: frozen,
      target: { call: async (inputs) => double(inputs), close: async () => undefined },
      scorers: {
        rows: [
          {
            name: 'spans',
            source: { type: 'CODE', id: 'x' },
            score: async (_, { readTrace }) => ({ value: (await readTrace()).types.length }),
          },
        ],
        conversations: [],
      },
      spentUsd: 0,
      signal: new AbortController().signal,
      onRows: () => undefined,
      store: {
        ...storeOf(runId, runPk),
        readTrace: async (traceId) => {
          looked.push(traceId)
          return looked.length < 2 ? undefined : { spans: [], types: ['TOOL', 'RETRIEVER'] }
        },
      },
    })
    expect(looked).toHaveLength(2)
    const { rows } = listEvaluationRows(db, { runId, limit: 10 })
    expect(rows[0]?.results).toMatchObject([{ name: 'spans', value: 2 }])
  })

  test('conversations come after all rows: not when the run is paused, and once when it goes on', async () => {
    const runId = makeRun(4, { concurrency: 1 })
    const { runPk, config: frozen } = getEvaluationRun(db, runId)
    const pausing = new AbortController()
    const asked: number[] = []
    const go = (pauseSignal?: AbortSignal) =>
      runEvaluation({
        runId,
        config: frozen,
        target: {
          call: async (inputs) => {
            if (inputs.n === 1) pausing.abort()
            return double(inputs)
          },
          close: async () => undefined,
        },
        scorers: {
          rows: [],
          conversations: [
            {
              name: 'whole',
              source: { type: 'LLM_JUDGE', id: 'm' },
              score: async (_, { desk, position }) => {
                const attempt = async () => {
                  asked.push(position)
                  return { value: 'yes', durationMs: 1, canRetry: false }
                }
                const { value = null } = await desk.ask({
                  position,
                  purpose: 'scorer:whole',
                  repeat: 0,
                  callKey: 'k',
                  attempt,
                })
                return { value }
              },
            },
          ],
        },
        spentUsd: 0,
        signal: new AbortController().signal,
        pauseSignal,
        onRows: () => undefined,
        store: {
          ...storeOf(runId, runPk),
          listConversations: async () => listEvaluationConversations(db, { runId }),
          readConversation: async () => ({ messages: [], types: [] }),
          keepFeedback: async (feedback) => void keepRunFeedback(db, { feedback }, 3),
        },
      })
    await go(pausing.signal)
    expect(readEvaluationProgress(db, runId)).toMatchObject({ scored: 2 })
    expect(asked).toEqual([])
    await go()
    expect(asked.toSorted()).toEqual([0, 1, 2, 3])
    await go()
    expect(asked).toHaveLength(4)
    const { rows } = listEvaluationRows(db, { runId, limit: 10 })
    expect(rows.map(({ results }) => results.map(({ name, value }) => [name, value]))).toEqual(
      Array.from({ length: 4 }, () => [['whole', 'yes']]),
    )
  })
})
