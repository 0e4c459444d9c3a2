import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examineWorkspace } from '../../../src/main/store/doctor.ts'
import { openReader } from '../../../src/main/store/open-store.ts'
import type { Contract } from '../../../src/shared/contract/index.ts'
import { makeTraceId, makeTraceRequest } from '../../contract/fixtures.ts'

/**
 * Sender and labeller work against an engine that is killed with SIGKILL fifty times at seeded moments. Whatever was
 * acknowledged to them has to be in the file, which has to open and be sound.
 */
const kills = 50
const spansPerRequest = 8
const senders = 3

const projectRoot = path.resolve(import.meta.dirname, '../../..')
let program: string
let folder: string
let workspace: string

/** Deterministic numbers in [0, 1), the same moments in every run (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'assay-crash-'))
  workspace = path.join(folder, 'crash.assay')
  // Bundled as the app is, because fifty starts from source would take minutes.
  mkdirSync(path.join(projectRoot, '.cache'), { recursive: true })
  const outDir = mkdtempSync(path.join(projectRoot, '.cache', 'crash-'))
  const thread = (name: string) => path.join(projectRoot, 'src/main/engine/threads', `${name}.ts`)
  await build({
    configFile: false,
    root: projectRoot,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: {
          engine: path.join(import.meta.dirname, 'crash-engine.ts'),
          'threads/writer': thread('writer'),
          'threads/reader': thread('reader'),
          'threads/job': thread('job'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  })
  program = path.join(outDir, 'engine.js')
}, 60_000)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  if (program !== undefined) rmSync(path.dirname(program), { recursive: true, force: true })
})

interface Running {
  child: ChildProcess
  otlp: string
  client: ContractRouterClient<Contract>
}

async function startEngine(): Promise<Running> {
  const child = spawn(process.execPath, [program, path.join(folder, 'data'), workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve, reject) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code} before it was ready`)))
  })
  const { otlp, contract } = JSON.parse(line) as { otlp: string; contract: string }
  return { child, otlp, client: createORPCClient(new RPCLink({ url: contract })) }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** What was acknowledged: trace ids by label name, and assessment ids. */
const acknowledgedTraces = new Set<string>()
const acknowledgedLabels = new Set<string>()
let lastTrace = 0

async function sendUntil(otlp: string, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    lastTrace += 1
    const traceId = makeTraceId(lastTrace)
    try {
      const response = await fetch(`${otlp}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: makeTraceRequest(traceId, spansPerRequest),
      })
      // A status line can be read before the connection dies with the body: 200 is the acknowledgement.
      if (response.status === 200) acknowledgedTraces.add(traceId)
      await response.arrayBuffer()
    } catch {
      // Killed meanwhile: not acknowledged.
      return
    }
  }
}

async function labelUntil(client: Running['client'], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const traceId = [...acknowledgedTraces].at(-1)
    if (traceId === undefined) {
      await delay(2)
      continue
    }
    try {
      const source = { type: 'HUMAN', id: 'tester' } as const
      const made = await client.assessments.create({ traceId, name: 'is_good', kind: 'feedback', value: true, source })
      acknowledgedLabels.add(made.assessmentId)
      const revised = await client.assessments.revise({ assessmentId: made.assessmentId, change: { value: false } })
      acknowledgedLabels.add(revised.assessmentId)
    } catch {
      return
    }
  }
}

/** Traces of `expected` that the file lacks or has with too few spans, and labels it lacks. */
function findLosses(): { traces: string[]; labels: string[] } {
  const db = openReader(workspace)
  try {
    const spanCounts = new Map(
      db
        .prepare(
          'SELECT t.trace_id, count(*) FROM traces t JOIN spans s ON s.trace_pk = t.trace_pk GROUP BY t.trace_pk',
        )
        .raw()
        .all() as [string, number][],
    )
    const labels = new Set(db.prepare('SELECT assessment_id FROM assessments').pluck().all() as string[])
    return {
      traces: [...acknowledgedTraces].filter((traceId) => spanCounts.get(traceId) !== spansPerRequest),
      labels: [...acknowledgedLabels].filter((label) => !labels.has(label)),
    }
  } finally {
    db.close()
  }
}

test('killed fifty times while it receives and saves, the engine loses nothing that it acknowledged', async () => {
  const random = makeRandom(20260731)
  for (let round = 0; round < kills; round += 1) {
    const { child, otlp, client } = await startEngine()
    let isOver = false
    const work = [
      ...Array.from({ length: senders }, () => sendUntil(otlp, () => isOver)),
      labelUntil(client, () => isOver),
    ]
    await delay(20 + random() * 230)
    await kill(child)
    isOver = true
    await Promise.all(work)
    expect(findLosses(), `after kill ${round + 1}`).toEqual({ traces: [], labels: [] })
  }
  // Enough happened for the kills to hit something.
  expect(acknowledgedTraces.size).toBeGreaterThan(kills)
  expect(acknowledgedLabels.size).toBeGreaterThan(kills)

  const { child, client } = await startEngine()
  try {
    expect(await client.workspaces.doctor()).toMatchObject({ isHealthy: true, findings: [] })
    const { count } = await client.traces.count({ filter: {} })
    expect(count).toBeGreaterThanOrEqual(acknowledgedTraces.size)
  } finally {
    await kill(child)
  }
  expect(examineWorkspace(workspace)).toMatchObject({ isHealthy: true, findings: [] })
  process.stdout.write(
    `crash test: ${kills} kills, ${acknowledgedTraces.size} requests and ${acknowledgedLabels.size} labels acknowledged, all there\n`,
  )
}, 240_000)
