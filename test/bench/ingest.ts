/**
 * `npm run bench:ingest`: OTLP/HTTP protobuf from a sender process into the engine in its own process, each batch of
 * 512 spans durable before its 200, four requests at a time. Two shapes: (a) large, about 6.6 KB a span with chat
 * messages, (b) narrow, about 0.5 KB. Meanwhile a contract client lists traces and waits for single new ones to be
 * announced. The baseline is the same rows inserted by bare better-sqlite3 afterwards. `--full` sends five times as much.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../src/shared/contract/index.ts'
import { defaultTraceSort } from '../../src/shared/model/trace.ts'
import { encodeRequest } from '../main/receive/otlp/proto.ts'
import { insertBare } from './ingest-baseline.ts'
import { batchSpans, type Shape } from './ingest-bodies.ts'
import type { EngineAddress } from './ingest-engine.ts'
import type { SenderReport } from './ingest-sender.ts'

type Client = ContractRouterClient<Contract>

const isFull = process.argv.includes('--full')
const warmUpBatches = 6
const batches: Record<Shape, number> = { large: isFull ? 200 : 40, narrow: isFull ? 800 : 160 }
const requestsAtATime = 4
const listEveryMs = 40
const probeEveryMs = 150
const probeTimeoutMs = 10_000

interface Outcome {
  report: SenderReport
  listMs: number[]
  visibleMs: number[]
  bareSpansPerSecond: number
}

async function main(): Promise<void> {
  const large = await measure('large')
  const narrow = await measure('narrow')
  const rate = ({ report }: Outcome) => report.spans / report.seconds
  const figures = {
    large_spans_per_s: Math.round(rate(large)),
    large_post_p95_ms: round(p95(large.report.postMs)),
    large_ratio: round(rate(large) / large.bareSpansPerSecond, 3),
    narrow_spans_per_s: Math.round(rate(narrow)),
    narrow_post_p95_ms: round(p95(narrow.report.postMs)),
    narrow_ratio: round(rate(narrow) / narrow.bareSpansPerSecond, 3),
    list_during_ingest_p95_ms: round(p95([...large.listMs, ...narrow.listMs])),
    visible_p95_ms: round(p95([...large.visibleMs, ...narrow.visibleMs])),
    large_bare_spans_per_s: Math.round(large.bareSpansPerSecond),
    narrow_bare_spans_per_s: Math.round(narrow.bareSpansPerSecond),
    large_bytes_per_span: large.report.bytesPerSpan,
    narrow_bytes_per_span: narrow.report.bytesPerSpan,
    list_calls: large.listMs.length + narrow.listMs.length,
    visible_probes: large.visibleMs.length + narrow.visibleMs.length,
  }
  process.stdout.write(`${JSON.stringify({ bench: 'ingest', figures })}\n`)
}

async function measure(shape: Shape): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-ingest-'))
  try {
    const path = join(folder, 'ingest.assay')
    const { report, listMs, visibleMs } = await ingest(shape, folder, path)
    const bareSpansPerSecond = insertBare(path, join(folder, 'bare.assay'), batchSpans, warmUpBatches * batchSpans)
    process.stderr.write(
      `${shape}: ${Math.round(report.spans / report.seconds)} spans/s, bare ${Math.round(bareSpansPerSecond)}; ` +
        `POST p50 ${round(p50(report.postMs))} p95 ${round(p95(report.postMs))} ms; ` +
        `list p50 ${round(p50(listMs))} p95 ${round(p95(listMs))} max ${round(Math.max(...listMs))} ms (${listMs.length}); ` +
        `visible p50 ${round(p50(visibleMs))} p95 ${round(p95(visibleMs))} ms (${visibleMs.length})\n`,
    )
    return { report, listMs, visibleMs, bareSpansPerSecond }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the engine and the sender, and uses the engine as a person's window would meanwhile. */
async function ingest(shape: Shape, folder: string, path: string): Promise<Omit<Outcome, 'bareSpansPerSecond'>> {
  const engine = start('ingest-engine.ts', [join(folder, 'data')])
  const { origin, token } = await message<EngineAddress>(engine)
  const client: Client = createORPCClient(
    new RPCLink({ url: `${origin}/rpc`, headers: { authorization: `Bearer ${token}` } }),
  )
  await client.workspaces.create({ path })
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find((endpoint) => endpoint.protocol === 'otlp-http' && endpoint.isListening)?.url
  if (url === undefined) {
    throw new Error('The OTLP/HTTP receiver does not listen.')
  }
  const count = String(batches[shape])
  const sender = start('ingest-sender.ts', [shape, new URL(url).port, `${warmUpBatches}`, count, `${requestsAtATime}`])
  await message(sender)
  const warm = message(sender)
  sender.send('go')
  await warm
  const reported = message<SenderReport>(sender)
  const stop = new AbortController()
  const reading = [listRepeatedly(client, stop.signal), probeRepeatedly(client, url, stop.signal)] as const
  const report = await reported
  stop.abort()
  const [listMs, visibleMs] = await Promise.all(reading)
  const ended = new Promise((resolve) => engine.once('exit', resolve))
  engine.disconnect()
  await ended
  return { report, listMs, visibleMs }
}

async function listRepeatedly(client: Client, stop: AbortSignal): Promise<number[]> {
  const times: number[] = []
  while (!stop.aborted) {
    const startedMs = performance.now()
    const { rows } = await client.traces.list({ filter: {}, sort: defaultTraceSort, limit: 50 })
    times.push(performance.now() - startedMs)
    if (rows.length === 0) {
      throw new Error('The list is empty during ingest.')
    }
    await pause(listEveryMs)
  }
  return times
}

/** Sends single spans of their own and measures from the POST to the event that announces their trace. */
async function probeRepeatedly(client: Client, url: string, stop: AbortSignal): Promise<number[]> {
  const events = await client.events.subscribe()
  const waiting = new Map<string, () => void>()
  const listening = (async () => {
    for await (const event of events) {
      if (event.topic !== 'traces') {
        continue
      }
      const shown = new Set(event.traceIds)
      for (const [traceId, announce] of waiting) {
        // An event names 200 traces at most; beyond that a client asks, as the window does.
        if (shown.has(traceId) || (event.more && (await exists(client, traceId)))) {
          announce()
        }
      }
    }
  })().catch((error: unknown) => {
    // Cancelling the stream ends its reader with an error of its own.
    if (!stop.aborted) {
      throw error
    }
  })
  const times: number[] = []
  while (!stop.aborted) {
    const traceId = randomBytes(16)
    const startedMs = performance.now()
    const announced = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('A new trace was never announced.')), probeTimeoutMs)
      waiting.set(traceId.toString('hex'), () => {
        clearTimeout(timer)
        resolve()
      })
    })
    await Promise.all([postProbe(url, traceId), announced])
    times.push(performance.now() - startedMs)
    waiting.delete(traceId.toString('hex'))
    await pause(probeEveryMs)
  }
  await events.return?.()
  await listening
  return times
}

async function exists(client: Client, traceId: string): Promise<boolean> {
  return client.traces.get({ traceId }).then(
    () => true,
    () => false,
  )
}

async function postProbe(url: string, traceId: Buffer): Promise<void> {
  const span = { traceId, spanId: randomBytes(8), name: 'probe', startTimeUnixNano: String(Date.now() * 1e6) }
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(encodeRequest('traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })),
  })
  if (response.status !== 200) {
    throw new Error(`A probe was answered ${response.status}.`)
  }
}

function start(file: string, args: string[]): ChildProcess {
  const child = fork(join(import.meta.dirname, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.once('exit', (code) => {
    if (code !== 0) {
      process.stderr.write(`${file} ended with code ${code}.\n`)
      process.exit(1)
    }
  })
  return child
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (value) => resolve(value as T)))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function p50(values: number[]): number {
  return quantile(values, 0.5)
}

function p95(values: number[]): number {
  return quantile(values, 0.95)
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}

await main()
