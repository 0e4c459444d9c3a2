/**
 * `npm run bench:mlflow`: 10,000 small traces (`--small`: 1,000) by the real MLflow client with eight threads into the built app,
 * until the last of them is in the trace list. Every id that the client gave must be there exactly once. The baseline is the same
 * client against a server that answers alike and stores nothing, in the same run. Needs Python and the package index once.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startSink } from './mlflow-sink.ts'

const traceCount = process.argv.includes('--small') ? 1000 : 10_000
const threadCount = 8
const pollMs = 50
const visibleTimeoutMs = 60_000

interface AssayProcess {
  mlflowUrl: string
  /** Calls a procedure of the contract. */
  call(procedure: string, input?: unknown): Promise<unknown>
  stop(): Promise<void>
}

interface Sent {
  seconds: number
  trace_ids: string[]
}

async function main(): Promise<void> {
  const python = clientPython()
  const sink = await startSink()
  const baseline = await send(python, sink.url).finally(sink.close)
  const sinkRate = baseline.sent.trace_ids.length / baseline.sent.seconds

  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-mlflow-'))
  const assay = await startAssay(folder)
  try {
    const { sent, experimentId, startedAtMs } = await send(python, assay.mlflowUrl)
    const visibleAtMs = await waitUntilVisible(assay, experimentId)
    const rate = traceCount / ((visibleAtMs - startedAtMs) / 1000)
    const listed = await listTraceIds(assay, experimentId)
    const inList = new Set(listed)
    const figures = {
      traces_per_s_visible: Math.round(rate),
      lost: sent.trace_ids.filter((id) => !inList.has(id.replace(/^tr-/, ''))).length,
      duplicated: listed.length - inList.size,
      sink_traces_per_s: Math.round(sinkRate),
      ratio_to_sink: Number((rate / sinkRate).toFixed(3)),
      traces: sent.trace_ids.length,
    }
    process.stdout.write(`${JSON.stringify({ bench: 'mlflow', figures })}\n`)
  } finally {
    await assay.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The built app, started by the script that the client tests start it with (plain JavaScript, so its types are said here). */
async function startAssay(folder: string): Promise<AssayProcess> {
  const script = new URL('../../scripts/assay-process.mjs', import.meta.url).href
  const module = (await import(script)) as { startAssay(options: { folder: string }): Promise<AssayProcess> }
  return module.startAssay({ folder })
}

/** Python with the newest MLflow client, made when it is not there yet. */
function clientPython(): string {
  const script = join(import.meta.dirname, '../../scripts/client-python.mjs')
  const { status, stdout } = spawnSync(process.execPath, [script, 'newest'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) process.exit(1)
  return stdout.trim()
}

/** One run of the client; `startedAtMs` is when its threads began. */
async function send(python: string, uri: string): Promise<{ sent: Sent; experimentId: string; startedAtMs: number }> {
  const args = [join(import.meta.dirname, 'mlflow_sender.py'), uri, String(traceCount), String(threadCount)]
  const child = spawn(python, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      // The client drops what its own queues cannot hold; these hold everything.
      MLFLOW_USE_BATCH_SPAN_PROCESSOR: 'false',
      MLFLOW_ASYNC_TRACE_LOGGING_MAX_QUEUE_SIZE: '50000',
    },
  })
  const lines = readLines(child)
  const { experiment_id: experimentId } = (await lines()) as { experiment_id: string }
  const startedAtMs = performance.now()
  child.stdin?.end('go\n')
  const sent = (await lines()) as Sent
  if (child.exitCode === null) await once(child, 'exit')
  return { sent, experimentId, startedAtMs }
}

/** The sender's next line of JSON; fails when it ends instead. */
function readLines(child: ChildProcess): () => Promise<unknown> {
  if (!child.stdout) throw new Error('The sender was started without a pipe.')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('The sender ended early.')
    return JSON.parse(value)
  }
}

/** When the list counts all traces, or counts no more of them for a while. */
async function waitUntilVisible(assay: AssayProcess, experimentId: string): Promise<number> {
  const deadlineMs = performance.now() + visibleTimeoutMs
  while (performance.now() < deadlineMs) {
    const { count } = (await assay.call('traces/count', { filter: { experimentId } })) as { count: number }
    if (count >= traceCount) return performance.now()
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return performance.now()
}

async function listTraceIds(assay: AssayProcess, experimentId: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = (await assay.call('traces/list', {
      filter: { experimentId },
      sort: { column: 'start', direction: 'desc' },
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    })) as { rows: { traceId: string }[]; nextCursor?: string }
    ids.push(...page.rows.map((row) => row.traceId))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return ids
}

await main()
