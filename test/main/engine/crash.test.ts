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
import type { DoctorReport } from '../../../src/shared/model/workspace.ts'
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

/** Answers of the labeling loop that were acknowledged: the newest of each item, and whether it was submitted. */
const acknowledgedAnswers = new Map<string, { value: number; isSubmitted: boolean }>()
let lastAnswer = 0

interface Round {
  sessionId: string
  schemaId: string
  traceIds: string[]
}

/** A session of more items than there will be time for. */
async function makeSession({ client, otlp }: Running): Promise<Round> {
  const traceIds = Array.from({ length: 400 }, (_, index) => makeTraceId(1_000_000 + index))
  const resourceSpans = traceIds.flatMap((traceId) => JSON.parse(makeTraceRequest(traceId)).resourceSpans)
  const headers = { 'content-type': 'application/json' }
  await fetch(`${otlp}/v1/traces`, { method: 'POST', headers, body: JSON.stringify({ resourceSpans }) })
  const schema = await client.labelSchemas.create({ name: 'score', type: 'feedback', input: { type: 'numeric' } })
  const session = { name: 'Round', schemaIds: [schema.schemaId], reviewers: ['ada'], selection: { traceIds } }
  const { sessionId } = await client.labelingSessions.create(session)
  return { sessionId, schemaId: schema.schemaId, traceIds }
}

/** Labels in the session: answers are drafts, every other item is submitted, as experts do. */
async function answerUntil(client: Running['client'], round: Round, isOver: () => boolean): Promise<void> {
  const { sessionId, schemaId } = round
  while (!isOver()) {
    const traceId = round.traceIds.pop()
    if (traceId === undefined) return
    const ref = { sessionId, reviewer: 'ada', traceId }
    lastAnswer += 1
    const value = lastAnswer
    try {
      await client.labelWork.answer({ ...ref, schemaId, value })
      acknowledgedAnswers.set(traceId, { value, isSubmitted: false })
      if (value % 2 === 0) continue
      await client.labelWork.submit({ ...ref, activeMs: 1 })
      acknowledgedAnswers.set(traceId, { value, isSubmitted: true })
    } catch {
      return
    }
  }
}

/** Traces of `expected` that the file lacks or has with too few spans, and labels it lacks. */
function findLosses(): { traces: string[]; labels: string[]; answers: string[] } {
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
    const answers = new Map(
      db
        .prepare(
          `SELECT t.trace_id, a.value, w.state, s.value, s.valid FROM session_answers a
            JOIN traces t ON t.trace_pk = a.trace_pk
            JOIN session_work w ON w.run_pk = a.run_pk AND w.reviewer = a.reviewer AND w.trace_pk = a.trace_pk
            LEFT JOIN assessments s ON s.assessment_id = a.assessment_id`,
        )
        .raw()
        .all()
        .map((row) => {
          const [traceId, value, state, label, valid] = row as [string, string, string, string | null, number | null]
          return [traceId, { value: Number(value), isLabelled: state === 'complete' && label === value && valid === 1 }]
        }),
    )
    return {
      answers: [...acknowledgedAnswers].flatMap(([traceId, { value, isSubmitted }]) => {
        const found = answers.get(traceId)
        return found?.value === value && (!isSubmitted || found.isLabelled) ? [] : [traceId]
      }),
      traces: [...acknowledgedTraces].filter((traceId) => spanCounts.get(traceId) !== spansPerRequest),
      labels: [...acknowledgedLabels].filter((label) => !labels.has(label)),
    }
  } finally {
    db.close()
  }
}

/** What a kill leaves for idle work (indexing, settling) is information, no fault. */
function expectHealthy(report: DoctorReport): void {
  expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  expect(report.isHealthy).toBe(true)
}

test('killed fifty times while it receives and saves, the engine loses nothing that it acknowledged', async () => {
  const random = makeRandom(20260731)
  const first = await startEngine()
  const session = await makeSession(first)
  await kill(first.child)
  for (let round = 0; round < kills; round += 1) {
    const { child, otlp, client } = await startEngine()
    let isOver = false
    const work = [
      ...Array.from({ length: senders }, () => sendUntil(otlp, () => isOver)),
      labelUntil(client, () => isOver),
      answerUntil(client, session, () => isOver),
    ]
    // The moment counts from when there is something to lose, however busy the machine is.
    const before = acknowledgedAnswers.size
    for (let waited = 0; acknowledgedAnswers.size === before && waited < 500; waited++) await delay(5)
    await delay(random() * 230)
    await kill(child)
    isOver = true
    await Promise.all(work)
    expect(findLosses(), `after kill ${round + 1}`).toEqual({ traces: [], labels: [], answers: [] })
  }
  // Enough happened for the kills to hit something.
  expect(acknowledgedTraces.size).toBeGreaterThan(kills)
  expect(acknowledgedLabels.size + acknowledgedAnswers.size).toBeGreaterThan(kills)
  expect([...acknowledgedAnswers.values()].some(({ isSubmitted }) => isSubmitted)).toBe(true)

  const { child, client } = await startEngine()
  try {
    expectHealthy(await client.workspaces.doctor())
    const { count } = await client.traces.count({ filter: {} })
    expect(count).toBeGreaterThanOrEqual(acknowledgedTraces.size)
  } finally {
    await kill(child)
  }
  expectHealthy(examineWorkspace(workspace))
  process.stdout.write(
    `crash test: ${kills} kills, ${acknowledgedTraces.size} requests, ${acknowledgedLabels.size} labels and ${acknowledgedAnswers.size} answers acknowledged, all there\n`,
  )
}, 240_000)
