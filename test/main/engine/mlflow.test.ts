/** The MLflow API as the engine serves it: on the open workspace, in threads, seen by pages at once. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toEvent } from '../../../src/main/engine/change-event.ts'
import { createEngine } from '../../../src/main/engine/engine.ts'
import type { EngineEvent } from '../../../src/shared/contract/events.ts'
import { defaultTraceSort } from '../../../src/shared/model/trace.ts'
import { makeTraceId, makeTraceRequest, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

type Client = ReturnType<typeof clientOf>

let running: TestEngine
let client: Client

function clientOf(engine: TestEngine['engine']) {
  return createRouterClient(engine.router)
}

async function mlflowUrl(of: Client = client): Promise<string> {
  const { endpoints } = await of.receivers.status()
  return endpoints.find((endpoint) => endpoint.protocol === 'mlflow' && endpoint.isListening)?.url ?? ''
}

async function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  const response = await fetch(`${await mlflowUrl()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function readUntil(events: AsyncIterable<EngineEvent>, isLast: (event: EngineEvent) => boolean) {
  const seen: EngineEvent[] = []
  for await (const event of events) {
    seen.push(event)
    if (isLast(event)) break
  }
  return seen
}

beforeEach(() => {
  running = startTestEngine()
  client = clientOf(running.engine)
})

afterEach(async () => {
  await running.close()
})

test('what a client makes is told to pages and read by them', async () => {
  await client.workspaces.create({ path: join(running.folder, 'a') })
  const events = await client.events.subscribe()
  const told = readUntil(events, (event) => event.topic === 'experiments')
  const { status, body } = await post('/api/2.0/mlflow/experiments/create', { name: 'from python' })
  expect(status).toBe(200)
  await told
  expect(await client.experiments.list()).toMatchObject([
    { experimentId: '0' },
    { experimentId: body.experiment_id, name: 'from python' },
  ])
})

test('spans of a client arrive in the list, counted once, and pages are told', async () => {
  await client.workspaces.create({ path: join(running.folder, 'a') })
  const events = await client.events.subscribe()
  const told = readUntil(events, (event) => event.topic === 'traces' && event.traceIds.includes(makeTraceId(1)))
  const request = makeTraceRequest(makeTraceId(1), 3)
  for (const _ of [1, 2]) {
    expect((await post('/v1/traces', request, { 'x-mlflow-experiment-id': '0' })).status).toBe(200)
  }
  await told
  const { rows } = await client.traces.list({ filter: {}, sort: defaultTraceSort, limit: 10 })
  expect(rows).toMatchObject([{ traceId: makeTraceId(1), spanCount: 3 }])
  const { counters, lastReceivedAtMs } = await client.receivers.status()
  expect(counters).toMatchObject({ requests: 2, spans: 6, rejectedRequests: 0 })
  expect(counters.bytes).toBe(2 * request.length)
  expect(lastReceivedAtMs).toBeTypeOf('number')
})

test('errors of MLflow’s own come out of the writer thread as they are', async () => {
  await client.workspaces.create({ path: join(running.folder, 'a') })
  await post('/api/2.0/mlflow/experiments/create', { name: 'a' })
  expect(await post('/api/2.0/mlflow/experiments/create', { name: 'a' })).toMatchObject({
    status: 400,
    body: { error_code: 'RESOURCE_ALREADY_EXISTS' },
  })
  expect(await post('/api/2.0/mlflow/experiments/delete', { experiment_id: '9' })).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
  expect(running.log).toEqual([])
})

test('a token and a port of the settings apply at once, and OTLP goes on where it is', async () => {
  const data = join(running.folder, 'own')
  const engine = createEngine({
    dataFolder: data,
    host: 'test',
    receivers: ({ mlflowPort }) => ({
      otlpHttpPort: 0,
      otlpGrpcPort: 0,
      mlflowPort: mlflowPort === 5000 ? 0 : mlflowPort,
    }),
  })
  const own = clientOf(engine)
  try {
    await own.workspaces.create({ path: join(running.folder, 'b') })
    const first = await mlflowUrl(own)
    const get = async (headers: Record<string, string> = {}) =>
      (await fetch(`${await mlflowUrl(own)}/api/2.0/mlflow/experiments/get?experiment_id=0`, { headers })).status
    expect(await get()).toBe(200)
    await own.settings.update({ mlflowToken: 'secret' })
    expect(await get()).toBe(401)
    expect(await get({ authorization: 'Bearer secret' })).toBe(200)
    await own.settings.update({ mlflowToken: '' })
    expect(await get()).toBe(200)
    const otlp = (await own.receivers.status()).endpoints.filter(({ protocol }) => protocol !== 'mlflow')

    const free = await takePort()
    await free.close()
    await own.settings.update({ mlflowPort: free.port })
    // Somebody may have taken it in between; then it is the next one.
    expect(await mlflowUrl(own)).not.toBe(first)
    expect(await get()).toBe(200)
    await expect(fetch(`${first}/health`)).rejects.toThrow()
    expect((await own.receivers.status()).endpoints.filter(({ protocol }) => protocol !== 'mlflow')).toEqual(otlp)
  } finally {
    await engine.close()
  }
})

test('a token given to the engine wins over the settings', async () => {
  const engine = createEngine({
    dataFolder: join(running.folder, 'own'),
    host: 'test',
    receivers: { otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: 0 },
    mlflowToken: 'given',
  })
  const own = clientOf(engine)
  try {
    await own.workspaces.create({ path: join(running.folder, 'b') })
    const url = `${await mlflowUrl(own)}/api/2.0/mlflow/experiments/get?experiment_id=0`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer given' } })).status).toBe(200)
  } finally {
    await engine.close()
  }
})

test('a port that is taken gives way to the next, and the status says which one it is', async () => {
  const taken = await takePort()
  const engine = createEngine({
    dataFolder: join(running.folder, 'own'),
    host: 'test',
    receivers: { otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: taken.port },
  })
  const own = clientOf(engine)
  try {
    await own.workspaces.create({ path: join(running.folder, 'b') })
    const url = await mlflowUrl(own)
    expect(Number(new URL(url).port)).not.toBe(taken.port)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    const { endpoints } = await own.receivers.status()
    expect(endpoints.find((endpoint) => endpoint.url === url)).toMatchObject({ takenPort: taken.port })
  } finally {
    await engine.close()
    await taken.close()
  }
})

test('before any workspace is open, MLflow clients get a final answer and exporters are asked to come back', async () => {
  await running.engine.listening
  const refused = await post('/api/2.0/mlflow/experiments/create', { name: 'a' })
  expect(refused).toMatchObject({ status: 400, body: { error_code: 'INVALID_STATE' } })
  const spans = await fetch(`${await mlflowUrl()}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mlflow-experiment-id': '0' },
    body: makeTraceRequest(makeTraceId(1)),
  })
  expect(spans.status).toBe(503)
  expect(spans.headers.get('retry-after')).not.toBeNull()
  const { endpoints, rejections } = await client.receivers.status()
  expect(new Set(endpoints.map((endpoint) => endpoint.protocol))).toEqual(new Set(['otlp-http', 'otlp-grpc', 'mlflow']))
  expect(rejections).toMatchObject([{ protocol: 'mlflow', reason: 'noWorkspace', count: 2 }])
})

test('without a workspace, or with one that is only read, clients are told what to do', async () => {
  const { path } = await client.workspaces.create({ path: join(running.folder, 'a') })
  const url = await mlflowUrl()
  await client.workspaces.close()
  expect(await post('/api/2.0/mlflow/experiments/create', { name: 'a' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_STATE', message: expect.stringContaining('Open a workspace in Assay first') },
  })
  expect((await fetch(`${url}/version`)).status).toBe(200)
  await client.workspaces.open({ path, readOnly: true })
  expect(await post('/api/2.0/mlflow/experiments/create', { name: 'a' })).toMatchObject({
    status: 403,
    body: { error_code: 'PERMISSION_DENIED' },
  })
  expect((await client.receivers.status()).rejections.map(({ protocol, reason }) => [protocol, reason])).toEqual([
    ['mlflow', 'readOnly'],
    ['mlflow', 'noWorkspace'],
  ])
})

test('every kind of change has its event', () => {
  expect(toEvent({ topic: 'traces', kind: 'deleted', traceIds: ['a'] })).toEqual({
    topic: 'traces',
    kind: 'deleted',
    traceIds: ['a'],
    more: false,
  })
  expect(toEvent({ topic: 'assessments', traceIds: ['a'] })).toEqual({
    topic: 'assessments',
    traceIds: ['a'],
    more: false,
  })
  expect(toEvent({ topic: 'labeling' })).toEqual({ topic: 'labeling' })
})

async function takePort(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
