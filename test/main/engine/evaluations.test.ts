/** Evaluations as pages see them: made by an MLflow client over HTTP, told by events, read through the contract. */
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTraceId, makeTraceRequest, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine
let client: ReturnType<typeof clientOf>

function clientOf(engine: TestEngine['engine']) {
  return createRouterClient(engine.router)
}

async function post<Body>(path: string, body: object | string, headers: Record<string, string> = {}): Promise<Body> {
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find((endpoint) => endpoint.protocol === 'mlflow' && endpoint.isListening)?.url
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}

beforeEach(async () => {
  running = startTestEngine()
  client = clientOf(running.engine)
  await client.workspaces.create({ path: join(running.folder, 'a') })
})

afterEach(async () => {
  await running.close()
})

async function startEvaluation(): Promise<string> {
  const { run } = await post<{ run: { info: { run_id: string } } }>('/api/2.0/mlflow/runs/create', {
    experiment_id: '0',
    run_name: 'nightly',
    start_time: 1000,
    tags: [{ key: 'mlflow.runType', value: 'genai_evaluate' }],
  })
  return run.info.run_id
}

async function judge(trace: number, runId: string, value: unknown): Promise<void> {
  await post(`/api/3.0/mlflow/traces/tr-${makeTraceId(trace)}/assessments`, {
    assessment: {
      assessment_name: 'correctness',
      trace_id: `tr-${makeTraceId(trace)}`,
      source: { source_type: 'LLM_JUDGE', source_id: 'openai:/judge' },
      feedback: { value },
      rationale: 'because',
      metadata: { 'mlflow.assessment.sourceRunId': runId },
    },
  })
}

test('a run of mlflow.genai.evaluate is listed with what it found, row by row', async () => {
  const runId = await startEvaluation()
  for (const n of [1, 2, 3])
    await post('/v1/traces', makeTraceRequest(makeTraceId(n), 2), { 'x-mlflow-experiment-id': '0' })
  const trace_ids = [3, 1, 2].map((n) => `tr-${makeTraceId(n)}`)
  await post('/api/2.0/mlflow/traces/link-to-run', { run_id: runId, trace_ids })
  await judge(1, runId, 'yes')
  await judge(2, runId, 'no')
  await post('/api/2.0/mlflow/runs/log-batch', {
    run_id: runId,
    metrics: [{ key: 'correctness/mean', value: 0.5, timestamp: 2000, step: 0 }],
  })

  const [evaluation, ...others] = await client.evaluations.list()
  expect(others).toEqual([])
  expect(evaluation).toMatchObject({
    runId,
    name: 'nightly',
    experimentName: 'Default',
    status: 'RUNNING',
    traceCount: 3,
    metrics: [{ key: 'correctness/mean', value: 0.5 }],
    scorers: [{ name: 'correctness', count: 2, errorCount: 0, passCount: 1, failCount: 1 }],
  })
  expect(await client.evaluations.get({ runId })).toEqual(evaluation)

  const first = await client.evaluations.rows({ runId, limit: 2 })
  const second = await client.evaluations.rows({ runId, limit: 2, cursor: first.nextCursor })
  const rows = [...first.rows, ...second.rows]
  expect(rows.map(({ trace }) => trace.traceId)).toEqual([3, 1, 2].map((n) => makeTraceId(n)))
  expect(rows.map(({ results }) => results.map(({ value }) => value))).toEqual([[], ['yes'], ['no']])
  expect(second.nextCursor).toBeUndefined()
})

test('pages are told when a run changes, and one that is not there is not found', async () => {
  const events = await client.events.subscribe()
  const told = (async () => {
    for await (const event of events) if (event.topic === 'runs') return event
    return undefined
  })()
  await startEvaluation()
  expect(await told).toEqual({ topic: 'runs' })
  await expect(client.evaluations.get({ runId: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(client.evaluations.rows({ runId: 'nope', limit: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
