/** What a person does with a run: estimate, pause, continue, raise its limit, try failed rows again, cut it off. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../../contract/fixtures.ts'
import { startFakeModelServer } from '../../support/fake-model-server.ts'

/** An application whose answers a test gives or holds back. */
interface App {
  url: string
  questions: number[]
  answer: (n: number, response: ServerResponse) => void
  close(): void
}

let running: TestEngine
let client: ReturnType<typeof clientOf>
let app: App
let datasetId: string

function clientOf(engine: TestEngine['engine']) {
  return createRouterClient(engine.router)
}

const reply = (response: ServerResponse, outputs: unknown) => response.end(JSON.stringify(outputs))

async function startApp(): Promise<App> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { n } = JSON.parse(body) as { n: number }
      started.questions.push(n)
      started.answer(n, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const started: App = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    questions: [],
    answer: (n, response) => reply(response, String(n)),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return started
}

beforeEach(async () => {
  running = startTestEngine()
  client = clientOf(running.engine)
  app = await startApp()
  await client.workspaces.create({ path: join(running.folder, 'a') })
  const records = Array.from({ length: 6 }, (_, n) => ({
    inputs: { n },
    expectations: { expected_response: String(n) },
  }))
  const source = { kind: 'records' as const, records }
  datasetId = (await client.datasets.create({ name: 'numbers', experimentIds: ['0'], source })).datasetId
})

afterEach(async () => {
  app.close()
  await running.close()
})

const config = () => ({
  experimentId: '0',
  name: 'nightly',
  source: { kind: 'dataset' as const, datasetId },
  target: {
    kind: 'http' as const,
    url: app.url,
    method: 'POST' as const,
    headers: {},
    secretHeaders: {},
    timeoutMs: 60_000,
  },
  scorers: [
    {
      kind: 'code' as const,
      name: 'correct',
      check: { kind: 'exact' as const, expectation: 'expected_response', ignoresCase: true, ignoresSpace: true },
    },
  ],
  concurrency: 2,
  maxTries: 1,
})

const reaches = (runId: string, state: string) =>
  expect.poll(async () => (await client.evaluations.progress({ runId })).state, { timeout: 20_000 }).toBe(state)

test('a pause lets the rows under way end and begins no other; the run goes on where it stopped', async () => {
  const held: (() => void)[] = []
  app.answer = (n, response) => held.push(() => reply(response, String(n)))
  const { runId } = await client.evaluations.start(config())
  await expect.poll(() => held.length).toBe(2)
  await client.evaluations.pause({ runId })
  expect(await client.evaluations.progress({ runId })).toMatchObject({ state: 'running', isPausing: true, scored: 0 })
  for (const answer of held.splice(0)) answer()
  await reaches(runId, 'paused')
  const paused = await client.evaluations.progress({ runId })
  expect(paused).toMatchObject({ scored: 2, calls: 2, isPausing: false })
  expect(paused.error).toBeUndefined()
  await expect(client.evaluations.pause({ runId })).rejects.toMatchObject({ code: 'CONFLICT' })
  app.answer = (n, response) => reply(response, String(n))
  await client.evaluations.resume({ runId })
  await reaches(runId, 'done')
  expect(app.questions.toSorted()).toEqual([0, 1, 2, 3, 4, 5])
})

test('the air gap ends requests under way; the run waits and says so, and cancelling one that hangs is quick', async () => {
  app.answer = () => undefined
  const { runId } = await client.evaluations.start(config())
  await expect.poll(() => app.questions.length).toBe(2)
  await client.settings.update({ isAirGapped: true })
  await reaches(runId, 'paused')
  expect(await client.evaluations.progress({ runId })).toMatchObject({ failed: 0, error: { code: 'airGapped' } })
  const { entries } = await client.egress.list({ limit: 10, runId })
  expect(entries.map(({ outcome }) => outcome)).toContain('failed')
  await client.evaluations.cancel({ runId })
  const cancelled = await client.evaluations.progress({ runId })
  expect(cancelled.state).toBe('cancelled')
  expect(cancelled.error).toBeUndefined()
  await expect(client.evaluations.cancel({ runId })).rejects.toMatchObject({ code: 'CONFLICT' })
  await client.settings.update({ isAirGapped: false })
  await client.evaluations.resume({ runId })
  await expect.poll(() => app.questions.length).toBe(4)
  const askedAt = performance.now()
  await client.evaluations.cancel({ runId })
  await reaches(runId, 'cancelled')
  expect(performance.now() - askedAt).toBeLessThan(5_000)
  expect(await client.evaluations.items({ runId, state: 'pending', limit: 10 })).toMatchObject({
    items: [{ position: 0, inputs: '0' }, {}, {}, {}, {}, {}],
  })
})

test('failed rows alone are asked again, in a run that is done, too; what they said before is replaced', async () => {
  app.answer = (n, response) => {
    if (n % 3 === 0) response.writeHead(400).end('no')
    else reply(response, String(n))
  }
  const { runId } = await client.evaluations.start(config())
  await reaches(runId, 'done')
  const { items } = await client.evaluations.items({ runId, state: 'failed', limit: 10 })
  expect(items).toMatchObject([
    { position: 0, error: { code: 'refused', message: 'no' } },
    { position: 3, error: { code: 'refused' } },
  ])
  await expect(client.evaluations.resume({ runId })).rejects.toMatchObject({ code: 'CONFLICT' })
  app.answer = (n, response) => reply(response, String(n))
  app.questions.length = 0
  await client.evaluations.resume({ runId, isRetry: true })
  await reaches(runId, 'done')
  await expect.poll(async () => (await client.evaluations.progress({ runId })).scored).toBe(6)
  expect(app.questions.toSorted()).toEqual([0, 3])
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  expect(rows).toHaveLength(6)
  expect(rows.map(({ trace, results }) => [trace.state, results.map(({ value }) => value)])).toEqual(
    Array.from({ length: 6 }, () => ['OK', [true]]),
  )
  await expect(client.evaluations.resume({ runId, isRetry: true })).rejects.toMatchObject({ code: 'CONFLICT' })
  const first = await client.evaluations.items({ runId, limit: 4 })
  const second = await client.evaluations.items({ runId, limit: 4, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5])
  expect(second.nextCursor).toBeUndefined()
})

test('what a model will cost is estimated before; a run that reached its limit goes on with a higher one', async () => {
  const server = await startFakeModelServer({ answer: () => 'four' })
  const { provider } = await client.providers.save({
    name: 'local',
    baseUrl: server.url,
    key: { kind: 'none' },
    prices: { small: { inputPerMillion: 1_000_000, outputPerMillion: 0 } },
  })
  const target = {
    kind: 'chat' as const,
    providerId: provider.providerId,
    model: 'small',
    system: '',
    user: 'What is {{ inputs.n }}??',
  }
  // Twelve characters with the number in place: three tokens, at a dollar each.
  const estimate = await client.evaluations.estimate({ ...config(), target })
  expect(estimate).toEqual({
    rows: 6,
    targetCalls: 6,
    judgeCalls: 0,
    inputTokens: 18,
    outputTokens: 6,
    costUsd: 18,
    unpriced: [],
    isTargetUnknown: false,
    lookedRows: 6,
    emptyPlaces: [],
  })
  expect(await client.evaluations.estimate({ ...config(), target: { ...target, model: 'large' } })).toMatchObject({
    unpriced: ['large'],
  })
  expect(await client.evaluations.estimate(config())).toMatchObject({ isTargetUnknown: true, targetCalls: 6 })
  const judge = {
    kind: 'builtinJudge' as const,
    name: 'correctness',
    builtinId: 'correctness' as const,
    version: 1,
    providerId: provider.providerId,
    model: 'small',
    repeats: 3,
  }
  const judged = await client.evaluations.estimate({ ...config(), target, scorers: [judge] })
  expect(judged).toMatchObject({ targetCalls: 6, judgeCalls: 18 })
  // Each question holds the instructions of the judge, which are some hundred tokens.
  expect(judged.inputTokens).toBeGreaterThan(18 + 18 * 100)
  expect(judged.costUsd).toBe(judged.inputTokens)
  await expect(
    client.evaluations.estimate({ ...config(), scorers: [{ ...judge, version: 99 }] }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const asking = { ...target, user: '{{ inputs.n }} {{ inputs.question }}' }
  expect(await client.evaluations.estimate({ ...config(), target: asking })).toMatchObject({
    emptyPlaces: [{ place: 'inputs.question', rows: 6 }],
  })
  const { runId } = await client.evaluations.start({ ...config(), target, concurrency: 1, maxCostUsd: 7 })
  await reaches(runId, 'paused')
  expect(await client.evaluations.progress({ runId })).toMatchObject({
    scored: 2,
    costUsd: 6,
    error: { code: 'costLimit' },
  })
  expect(await client.evaluations.config({ runId })).toMatchObject({ maxCostUsd: 7 })
  expect(await client.evaluations.get({ runId })).toMatchObject({ state: 'paused', status: 'RUNNING' })
  await client.evaluations.resume({ runId, maxCostUsd: 100 })
  await reaches(runId, 'done')
  expect(await client.evaluations.config({ runId })).toMatchObject({ maxCostUsd: 100 })
  expect(server.requests).toHaveLength(6)
  await server.close()
})
