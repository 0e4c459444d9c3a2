/** Evaluations that the engine runs: from traces and datasets, as jobs, through the contract. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeTraceId, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine
let client: ReturnType<typeof clientOf>

function clientOf(engine: TestEngine['engine']) {
  return createRouterClient(engine.router)
}

beforeEach(async () => {
  running = startTestEngine()
  client = clientOf(running.engine)
  await client.workspaces.create({ path: join(running.folder, 'a') })
})

afterEach(async () => {
  await running.close()
})

async function post(port: 'mlflow' | 'otlp-http', path: string, body: object): Promise<Record<string, never>> {
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find((endpoint) => endpoint.protocol === port)?.url
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, never>
}

/** A trace that answers a question, as MLflow's SDK writes it. */
async function sendAnswer(n: number, question: string, answer: string): Promise<void> {
  const attribute = (key: string, value: unknown) => ({ key, value: { stringValue: JSON.stringify(value) } })
  const span = {
    traceId: makeTraceId(n),
    spanId: '1'.padStart(16, '0'),
    name: 'answer',
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000000250000000',
    attributes: [attribute('mlflow.spanInputs', { question }), attribute('mlflow.spanOutputs', answer)],
  }
  await post('otlp-http', '/v1/traces', {
    resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: [span] }] }],
  })
}

const exact = (name: string) => ({
  kind: 'code' as const,
  name,
  check: { kind: 'exact' as const, expectation: 'expected_response', ignoresCase: true, ignoresSpace: true },
})

const base = {
  experimentId: '0',
  name: 'nightly',
  target: { kind: 'recorded' as const },
  concurrency: 4,
  maxTries: 3,
}

test('recorded answers of traces are compared with what people expected, on the traces themselves', async () => {
  await sendAnswer(1, 'Capital of France?', 'Paris')
  await sendAnswer(2, 'Capital of Italy?', 'Milan')
  await sendAnswer(3, 'Capital of Spain?', 'Madrid')
  for (const [n, value] of [
    [1, 'Paris'],
    [2, 'Rome'],
  ] as const) {
    await client.assessments.create({
      traceId: makeTraceId(n),
      name: 'expected_response',
      kind: 'expectation',
      value,
      source: { type: 'HUMAN', id: 'ann' },
    })
  }
  const { runId, jobId } = await client.evaluations.start({
    ...base,
    source: { kind: 'traces', selection: { traceIds: [1, 2, 3].map(makeTraceId) } },
    scorers: [exact('correct'), { kind: 'code', name: 'latency', check: { kind: 'latency' } }],
  })
  for await (const _ of await client.jobs.watch({ jobId })) {
    // until it has ended
  }
  expect(await client.jobs.get({ jobId })).toMatchObject({
    state: 'done',
    kind: 'evaluation',
    done: 3,
    details: { runId },
  })
  expect(await client.evaluations.progress({ runId })).toMatchObject({ state: 'done', rows: 3, scored: 3 })
  expect(await client.evaluations.get({ runId })).toMatchObject({
    name: 'nightly',
    status: 'FINISHED',
    traceCount: 3,
    tags: { 'mlflow.runType': 'genai_evaluate' },
    metrics: [
      { key: 'correct/mean', value: 0.5 },
      { key: 'latency/mean', value: 250 },
    ],
    scorers: [
      { name: 'correct', count: 3, errorCount: 1, passCount: 1, failCount: 1 },
      { name: 'latency', count: 3, errorCount: 0 },
    ],
  })
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  expect(rows.map(({ trace }) => trace.traceId)).toEqual([1, 2, 3].map(makeTraceId))
  // The expectation of a person is there once, not copied by the run.
  expect(rows[0]?.expectations).toHaveLength(1)
  expect(rows[2]?.results.find(({ name }) => name === 'correct')?.error).toMatchObject({ code: 'MISSING_EXPECTATION' })
  await expect(client.evaluations.resume({ runId })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(running.log.filter((line) => !line.includes('listen'))).toEqual([])
})

test('records of a dataset with outputs get traces of their own, and MLflow clients find the dataset at the run', async () => {
  const { dataset } = await post('mlflow', '/api/3.0/mlflow/datasets/create', {
    name: 'capitals',
    experiment_ids: ['0'],
  })
  const { dataset_id: datasetId } = dataset as unknown as { dataset_id: string }
  const records = [
    { inputs: { question: 'France?' }, outputs: 'Paris', expectations: { expected_response: 'Paris' } },
    { inputs: { question: 'Italy?' }, expectations: { expected_response: 'Rome' } },
  ]
  await post('mlflow', `/api/3.0/mlflow/datasets/${datasetId}/records`, { records: JSON.stringify(records) })
  const { runId, jobId } = await client.evaluations.start({
    ...base,
    source: { kind: 'dataset', datasetId },
    scorers: [exact('correct')],
  })
  for await (const _ of await client.jobs.watch({ jobId })) {
    // until it has ended
  }
  expect(await client.evaluations.progress({ runId })).toMatchObject({ state: 'done', scored: 1, failed: 1 })
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  expect(rows.map(({ trace }) => trace.state)).toEqual(['OK', 'ERROR'])
  expect(rows[0]).toMatchObject({ results: [{ value: true }], expectations: [{ value: 'Paris' }] })
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find(({ protocol }) => protocol === 'mlflow')?.url
  const answer = await fetch(`${url}/api/2.0/mlflow/runs/get?run_id=${runId}`)
  expect(await answer.json()).toMatchObject({
    run: { info: { status: 'FINISHED' }, inputs: { dataset_inputs: [{ dataset: { name: 'capitals' } }] } },
  })
})

test('what cannot run is refused before anything is made', async () => {
  const source = { kind: 'traces' as const, selection: { traceIds: [] } }
  const start = (scorers: Parameters<typeof client.evaluations.start>[0]['scorers']) =>
    client.evaluations.start({ ...base, source, scorers })
  await expect(start([exact('a'), exact('a')])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(
    start([{ kind: 'code', name: 'a', check: { kind: 'regex', pattern: '(', flags: '' } }]),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(start([exact('a')])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await client.evaluations.list()).toEqual([])
})

test('a run that is cancelled can be resumed; one that Assay was closed on continues by itself', async () => {
  const { dataset } = await post('mlflow', '/api/3.0/mlflow/datasets/create', { name: 'many', experiment_ids: ['0'] })
  const { dataset_id: datasetId } = dataset as unknown as { dataset_id: string }
  const records = Array.from({ length: 3_000 }, (_, n) => ({
    inputs: { n },
    outputs: String(n),
    expectations: { expected_response: String(n) },
  }))
  await post('mlflow', `/api/3.0/mlflow/datasets/${datasetId}/records`, { records: JSON.stringify(records) })
  const { runId, jobId } = await client.evaluations.start({
    ...base,
    source: { kind: 'dataset', datasetId },
    scorers: [exact('correct')],
  })
  await client.jobs.cancel({ jobId })
  await expect.poll(async () => (await client.jobs.get({ jobId })).state).toBe('cancelled')
  const cancelled = await client.evaluations.progress({ runId })
  expect(cancelled).toMatchObject({ state: 'cancelled', rows: 3_000 })
  expect(cancelled.scored).toBeLessThan(3_000)

  await client.evaluations.resume({ runId })
  await expect(client.evaluations.resume({ runId })).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect.poll(async () => (await client.evaluations.progress({ runId })).scored).toBeGreaterThan(cancelled.scored)
  const { path } = (await client.workspaces.current()) as { path: string }
  await client.workspaces.close()
  await client.workspaces.open({ path })
  await expect
    .poll(async () => (await client.evaluations.progress({ runId })).state, { timeout: 60_000, interval: 100 })
    .toBe('done')
  const run = await client.evaluations.get({ runId })
  expect(run).toMatchObject({ status: 'FINISHED', traceCount: 3_000, metrics: [{ key: 'correct/mean', value: 1 }] })
  expect(run.scorers).toMatchObject([{ name: 'correct', count: 3_000, passCount: 3_000 }])
})

test('a run that comes with a workspace from elsewhere calls nothing before a person says so', async () => {
  let calls = 0
  const server = createServer((_, response) => {
    calls++
    response.setHeader('content-type', 'application/json').end('"7"')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { dataset } = await post('mlflow', '/api/3.0/mlflow/datasets/create', { name: 'one', experiment_ids: ['0'] })
  const { dataset_id: datasetId } = dataset as unknown as { dataset_id: string }
  const records = JSON.stringify([{ inputs: { n: 7 } }])
  await post('mlflow', `/api/3.0/mlflow/datasets/${datasetId}/records`, { records })
  const { runId, jobId } = await client.evaluations.start({
    ...base,
    source: { kind: 'dataset', datasetId },
    target: { kind: 'http', url, method: 'POST', headers: {}, secretHeaders: {}, timeoutMs: 1_000 },
    scorers: [],
  })
  await expect.poll(async () => (await client.jobs.get({ jobId })).state).toBe('done')
  expect(calls).toBe(1)
  const { path } = (await client.workspaces.current()) as { path: string }
  await client.workspaces.close()
  // As if Assay had died in the middle of it, on the machine that the file comes from.
  const db = new Database(path)
  db.exec("UPDATE evaluation_runs SET state = 'running'")
  db.exec("UPDATE evaluation_items SET state = 'pending'")
  db.exec('DELETE FROM evaluation_calls')
  db.close()

  await client.workspaces.open({ path })
  await expect
    .poll(async () => await client.evaluations.progress({ runId }))
    .toMatchObject({ state: 'paused', error: { code: 'begunElsewhere' } })
  expect(calls).toBe(1)
  await client.evaluations.resume({ runId })
  await expect.poll(async () => (await client.evaluations.progress({ runId })).state).toBe('done')
  expect(calls).toBe(2)
})

test('an application over HTTP answers the rows, under their traces; with the air gap on the run waits', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(String(request.headers.traceparent))
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () =>
      response.end(JSON.stringify({ reply: JSON.parse(body).question === 'France?' ? 'Paris' : '?' })),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  await sendAnswer(1, 'France?', 'Lyon')
  await client.assessments.create({
    traceId: makeTraceId(1),
    name: 'expected_response',
    kind: 'expectation',
    value: 'Paris',
    source: { type: 'HUMAN', id: 'ann' },
  })
  await client.settings.update({ isAirGapped: true })
  const { runId, jobId } = await client.evaluations.start({
    ...base,
    target: {
      kind: 'http',
      url: `http://127.0.0.1:${port}/`,
      method: 'POST',
      headers: {},
      secretHeaders: {},
      responsePath: 'reply',
      timeoutMs: 5_000,
    },
    source: { kind: 'traces', selection: { traceIds: [makeTraceId(1)] } },
    scorers: [exact('correct')],
  })
  await expect.poll(async () => (await client.jobs.get({ jobId })).state).toBe('failed')
  expect(await client.evaluations.progress({ runId })).toMatchObject({ state: 'paused', scored: 0, failed: 0 })
  expect(seen).toEqual([])

  await client.settings.update({ isAirGapped: false })
  await client.evaluations.resume({ runId })
  await expect.poll(async () => (await client.evaluations.progress({ runId })).state).toBe('done')
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  expect(rows).toMatchObject([{ results: [{ value: true }], expectations: [{ value: 'Paris' }] }])
  // A new answer has a trace of its own, which is what the application was told to send its spans under.
  expect(rows[0]?.trace.traceId).not.toBe(makeTraceId(1))
  expect(seen.map((text) => text.split('-')[1])).toEqual([rows[0]?.trace.traceId])
})

test('a sealed split is run over only with a purpose, which is written down; its records are in no other run', async () => {
  const { datasetId } = await client.datasets.create({
    name: 'capitals',
    experimentIds: ['0'],
    source: {
      kind: 'records',
      records: ['France', 'Italy', 'Spain'].map((question) => ({ inputs: { question }, outputs: question })),
    },
  })
  const { records } = await client.datasets.records({ datasetId, limit: 10 })
  const { version } = await client.datasets.get({ datasetId })
  await client.datasets.moveToSplit({ datasetId, recordIds: [records[0]?.recordId ?? ''], split: 'test' })
  await client.datasets.seal({ datasetId, split: 'test' })
  const scorers = [exact('correct')]
  const ofSplit = { kind: 'dataset' as const, datasetId, split: 'test' }

  await expect(client.evaluations.start({ ...base, source: ofSplit, scorers })).rejects.toMatchObject({
    code: 'CONFLICT',
    data: { sealed: 'test' },
  })
  expect(await client.evaluations.list()).toEqual([])
  expect(await client.datasets.openings({ datasetId })).toEqual([])
  expect(await client.evaluations.sample({ source: ofSplit, limit: 10 })).toEqual({ total: 1, rows: [] })

  const opening = { purpose: 'The last measure', user: 'ann' }
  const { runId } = await client.evaluations.start({ ...base, source: ofSplit, scorers, opening })
  expect(await client.datasets.openings({ datasetId })).toMatchObject([
    { split: 'test', purpose: 'The last measure', runId, openedBy: 'ann' },
  ])
  expect(await client.evaluations.config({ runId })).not.toHaveProperty('opening')

  // Of the version before the split was made, too, when the record was in none.
  for (const source of [
    { kind: 'dataset' as const, datasetId },
    { kind: 'dataset' as const, datasetId, version },
  ]) {
    const { rows } = await client.evaluations.sample({ source, limit: 10 })
    expect(rows.map(({ inputs }) => inputs.question)).toEqual(['Italy', 'Spain'])
  }
})
