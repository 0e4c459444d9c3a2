import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { expect, onTestFinished, test } from 'vitest'
import { openReader } from '../../../src/main/store/open-store.ts'
import type { Contract } from '../../../src/shared/contract/index.ts'
import { createRandom } from '../../../src/shared/statistics/random.ts'
import { startTestEngine } from '../../contract/fixtures.ts'
import { type SeenRequest, startFakeModelServer } from '../../support/fake-model-server.ts'

/** A judged evaluation over a server that fails now and then, in an engine that is killed while it asks. */
const rows = 2_000
const concurrency = 8
const kills = 2

type Client = ContractRouterClient<Contract>

async function startEngine(folder: string): Promise<{ child: ChildProcess; client: Client }> {
  const words = [join(import.meta.dirname, 'crash-engine.ts'), join(folder, 'data'), join(folder, 'crash.assay')]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code} before it was ready`)))
  })
  const { contract } = JSON.parse(line) as { contract: string }
  return { child, client: createORPCClient(new RPCLink({ url: contract })) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** Rows with `answer <n>` as outputs, a judge that is asked about each, and a run over them that has begun. */
async function startRun(client: Client, url: string): Promise<{ runId: string; jobId: string }> {
  const { provider } = await client.providers.save({ name: 'fake', baseUrl: url, key: { kind: 'none' }, prices: {} })
  const records = Array.from({ length: rows }, (_, n) => ({ inputs: { n }, outputs: `answer ${n}` }))
  const source = { kind: 'records' as const, records }
  const { datasetId } = await client.datasets.create({ name: 'many', experimentIds: ['0'], source })
  return await client.evaluations.start({
    experimentId: '0',
    name: 'judged',
    source: { kind: 'dataset', datasetId },
    target: { kind: 'recorded' },
    scorers: [
      {
        kind: 'builtinJudge',
        name: 'fluency',
        builtinId: 'fluency',
        version: 1,
        providerId: provider.providerId,
        model: 'small',
        repeats: 1,
      },
    ],
    concurrency,
    maxTries: 10,
  })
}

const askedRow = ({ body }: SeenRequest) => Number(/answer (\d+)/.exec(body?.messages.at(-1)?.content ?? '')?.[1])

test('killed twice, a run over an unreliable server scores each row once and asks hardly anything twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-judge-crash-'))
  const server = await startFakeModelServer({
    seed: 20260801,
    faults: { tooMany: 0.05, serverError: 0.02, malformed: 0.01 },
    delayMs: [0, 12],
    answer: ({ messages }) => {
      const isEven = Number(/answer (\d+)/.exec(messages.at(-1)?.content ?? '')?.[1]) % 2 === 0
      return JSON.stringify({ rationale: 'As it reads.', value: isEven ? 'yes' : 'no' })
    },
  })
  let engine = await startEngine(folder)
  onTestFinished(async () => {
    await kill(engine.child)
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { runId } = await startRun(engine.client, server.url)

  // Moments count in requests, so that they are the same on a slow machine.
  const random = createRandom(20260801)
  const openAtKills: number[] = []
  for (let round = 0; round < kills; round++) {
    const moment = Math.round(((round + random()) / kills) * rows * 0.9)
    await expect.poll(() => server.requests.length, { timeout: 60_000, interval: 1 }).toBeGreaterThan(moment)
    openAtKills.push(server.open())
    await kill(engine.child)
    engine = await startEngine(folder)
  }
  await expect
    .poll(async () => (await engine.client.evaluations.progress({ runId })).state, { timeout: 90_000, interval: 100 })
    .toBe('done')

  const progress = await engine.client.evaluations.progress({ runId })
  expect(progress).toMatchObject({ rows, scored: rows, failed: 0, calls: rows })
  const run = await engine.client.evaluations.get({ runId })
  expect(run).toMatchObject({ status: 'FINISHED', traceCount: rows, metrics: [{ key: 'fluency/mean', value: 0.5 }] })
  expect(run.scorers).toMatchObject([{ name: 'fluency', count: rows, errorCount: 0, passCount: rows / 2 }])
  await kill(engine.child)
  const db = openReader(join(folder, 'crash.assay'))
  try {
    const judgements = db.prepare('SELECT count(*), count(DISTINCT trace_pk) FROM assessments').raw().get()
    expect(judgements).toEqual([rows, rows])
  } finally {
    db.close()
  }

  // Each failure is one retry. Beyond those only what was asked, and not yet kept, when the engine was killed is asked
  // again: each of the workers has one such call at most.
  const answered = server.requests.filter(({ outcome }) => outcome === 'answered')
  const failures = server.requests.length - answered.length
  const twice = answered.length - new Set(answered.map(askedRow)).size
  expect(new Set(answered.map(askedRow)).size).toBe(rows)
  expect(failures).toBeGreaterThan(rows * 0.04)
  expect(twice).toBeLessThanOrEqual(kills * concurrency)
  expect(progress.retries).toBeLessThanOrEqual(failures)
  process.stdout.write(
    `judged run: ${server.requests.length} requests for ${rows} rows; ${failures} failed and were asked again; ` +
      `${twice} answered twice (${openAtKills.join(' and ')} were open at the kills)\n`,
  )
}, 180_000)

test('cancelling leaves no request open within a second', async () => {
  const running = startTestEngine()
  const server = await startFakeModelServer({ delayMs: [60_000, 60_000] })
  onTestFinished(async () => {
    await running.close()
    await server.close()
  })
  const client: Client = createRouterClient(running.engine.router)
  await client.workspaces.create({ path: join(running.folder, 'a') })
  const { runId, jobId } = await startRun(client, server.url)
  await expect.poll(() => server.open(), { timeout: 30_000 }).toBe(concurrency)
  const cancelledAt = performance.now()
  await client.jobs.cancel({ jobId })
  while (server.open() > 0) {
    expect(performance.now() - cancelledAt).toBeLessThan(1_000)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  process.stdout.write(`cancelled run: no request open after ${Math.round(performance.now() - cancelledAt)} ms\n`)
  await expect.poll(async () => (await client.jobs.get({ jobId })).state).toBe('cancelled')
  expect(server.requests).toHaveLength(concurrency)
  expect(await client.evaluations.progress({ runId })).toMatchObject({ state: 'cancelled', scored: 0, calls: 0 })
})
