/** One suite over every transport: same calls, same answers, same errors, same streams. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../src/shared/contract/events.ts'
import { defaultTraceSort } from '../../src/shared/model/trace.ts'
import {
  makeStaticFolder,
  makeTraceId,
  makeTraceRequest,
  sendTraces,
  startTestEngine,
  type TestEngine,
} from './fixtures.ts'
import { type Client, type Connected, transports } from './transports.ts'

let running: TestEngine
let connected: Connected
let client: Client

async function failure(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ORPCError)) throw new Error(`not a contract error: ${String(error)}`)
  return error
}

/** Reads until an event passes, with what was read on the way. */
async function readUntil(
  events: AsyncIterable<EngineEvent>,
  isWanted: (event: EngineEvent) => boolean,
): Promise<EngineEvent[]> {
  const seen: EngineEvent[] = []
  for await (const event of events) {
    seen.push(event)
    if (isWanted(event)) return seen
  }
  throw new Error('the stream ended')
}

describe.each(Object.entries(transports))('%s', (_name, connect) => {
  beforeEach(async () => {
    running = startTestEngine()
    connected = await connect(running.engine, makeStaticFolder(running.folder))
    client = connected.client
  })

  afterEach(async () => {
    await connected.close()
    await running.close()
  })

  const listAll = { filter: {}, sort: defaultTraceSort, limit: 50 }

  async function createWorkspace(): Promise<void> {
    await client.workspaces.create({ path: join(running.folder, 'test.assay') })
  }

  test('answers null, lists and objects', async () => {
    expect(await client.workspaces.current()).toBeNull()
    expect(await client.workspaces.recent()).toEqual([])
    const settings = await client.settings.update({ reviewerName: '山田', layout: { a: { b: [1, null, 'x'] } } })
    expect(settings.reviewerName).toBe('山田')
    expect(await client.settings.get()).toEqual(settings)
  })

  test('an expected failure has its code, status, message and details, and is a defined error', async () => {
    const none = await failure(client.traces.list(listAll))
    expect(none).toMatchObject({ code: 'NO_WORKSPACE', status: 409, defined: true })
    expect(none.message).toBe('Open or create a workspace first.')
    const missing = await failure(client.jobs.get({ jobId: 'none' }))
    expect(missing).toMatchObject({ code: 'NOT_FOUND', status: 404, defined: true, data: { jobId: 'none' } })
  })

  test('a failure of another thread arrives the same', async () => {
    await createWorkspace()
    const error = await failure(
      client.assessments.create({
        traceId: makeTraceId(9),
        name: 'x',
        kind: 'feedback',
        value: true,
        source: { type: 'HUMAN', id: 'me' },
      }),
    )
    expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404, defined: true })
  })

  test('input that breaks the contract is INVALID_INPUT with its path, before any handler runs', async () => {
    const error = await failure(client.traces.list({ ...listAll, limit: 5000 }))
    expect(error).toMatchObject({
      code: 'INVALID_INPUT',
      status: 422,
      defined: true,
      data: { path: 'limit', issues: 1 },
    })
    const name = await failure(
      client.assessments.create({
        traceId: makeTraceId(1),
        name: 'with.dot',
        kind: 'feedback',
        source: { type: 'HUMAN', id: 'me' },
      }),
    )
    expect(name).toMatchObject({ code: 'INVALID_INPUT', data: { path: 'name' } })
  })

  test('a bug tells a report id and nothing of the content', async () => {
    // Settings that cannot be written are nothing the engine foresees.
    mkdirSync(join(running.folder, 'data', 'settings.json'))
    const error = await failure(client.settings.update({ reviewerName: 'secret name' }))
    expect(error).toMatchObject({ code: 'INTERNAL', status: 500, defined: true, data: { reportId: 'test-report' } })
    expect(error.message).toBe('Something failed inside Assay (report test-report).')
    expect(running.log).toHaveLength(1)
    expect(running.log[0]).toContain('settings.update')
    expect(running.log[0]).toContain('settings.ts')
    expect(JSON.stringify([running.log, error.toJSON()])).not.toContain('secret')
  })

  test('what a sender posts is announced, listed, opened and judged', async () => {
    await createWorkspace()
    const abort = new AbortController()
    const events = await client.events.subscribe(undefined, { signal: abort.signal })
    const arrived = readUntil(events, (event) => event.topic === 'traces')
    expect(await sendTraces(client, makeTraceRequest(makeTraceId(1), 3, 'こんにちは、世界'))).toBe(200)
    const seen = await arrived
    expect(seen[0]).toEqual({ topic: 'ready' })
    expect(seen.at(-1)).toEqual({ topic: 'traces', kind: 'arrived', traceIds: [makeTraceId(1)], more: false })
    abort.abort()

    const { rows } = await client.traces.list(listAll)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      traceId: makeTraceId(1),
      name: 'root',
      spanCount: 3,
      inputPreview: 'こんにちは、世界',
    })
    const tree = await client.traces.tree({ traceId: makeTraceId(1) })
    expect(tree.spanIds).toHaveLength(3)
    const detail = await client.spans.get({ traceId: makeTraceId(1), spanId: tree.spanIds[0] as string })
    expect(detail.view.inputMessages[0]?.parts).toEqual([{ type: 'text', text: 'こんにちは、世界' }])

    const made = await client.assessments.create({
      traceId: makeTraceId(1),
      name: 'accuracy_score',
      kind: 'feedback',
      value: 0.75,
      source: { type: 'HUMAN', id: 'me' },
    })
    const revised = await client.assessments.revise({ assessmentId: made.assessmentId, change: { value: 1 } })
    expect(revised.overrides).toBe(made.assessmentId)
    const page = await client.traces.list(listAll)
    expect(page.rows[0]?.assessments.accuracy_score).toMatchObject({ value: 1, kind: 'feedback' })
    expect(await client.assessments.list({ traceId: makeTraceId(1), withHistory: true })).toHaveLength(2)
  })

  test('a stream ends for its reader when it is aborted, and others go on', async () => {
    const abort = new AbortController()
    const first = await client.events.subscribe(undefined, { signal: abort.signal })
    const second = await client.events.subscribe()
    const ended = (async () => {
      const seen: EngineEvent[] = []
      try {
        for await (const event of first) seen.push(event)
      } catch {
        // Over a network an abort is an error of the reader, in process it is the end.
      }
      return seen
    })()
    await second.next()
    abort.abort()
    const [ready, ...rest] = await ended
    expect([ready, rest]).toEqual([{ topic: 'ready' }, []])
    await client.settings.update({ theme: 'dark' })
    expect((await second.next()).value).toEqual({ topic: 'settings' })
    await second.return?.()
  })

  test('a stream that the engine ends is done for its reader', async () => {
    const events = await client.events.subscribe()
    await events.next()
    const ended = (async () => {
      // Idle work may still tell of something before the end.
      for await (const _ of events);
      return true
    })()
    await running.engine.close()
    expect(await ended).toBe(true)
  })

  test('a job is watched to its end', async () => {
    await createWorkspace()
    await sendTraces(client, makeTraceRequest(makeTraceId(1)))
    const target = join(running.folder, 'copy.assay')
    const { sizeBytes } = await client.workspaces.backup({ path: target })
    expect(sizeBytes).toBeGreaterThan(0)
    const [job] = await client.jobs.list()
    const states: string[] = []
    for await (const step of await client.jobs.watch({ jobId: job?.jobId ?? '' })) states.push(step.state)
    expect(states).toEqual(['done'])
    expect(await failure(client.workspaces.backup({ path: target }))).toMatchObject({ code: 'CONFLICT' })
  })

  test('large answers arrive whole', async () => {
    await createWorkspace()
    expect(await sendTraces(client, makeTraceRequest(makeTraceId(1), 20_000))).toBe(200)
    const tree = await client.traces.tree({ traceId: makeTraceId(1) })
    expect(tree.spanIds).toHaveLength(20_000)
    expect(new Set(tree.spanIds).size).toBe(20_000)
    expect(tree.parents.filter((parent) => parent === 0)).toHaveLength(19_999)

    const text = '長い文章'.repeat(300_000)
    await sendTraces(client, makeTraceRequest(makeTraceId(2), 1, text))
    const spanId = '1'.padStart(16, '0')
    const cut = await client.spans.get({ traceId: makeTraceId(2), spanId })
    expect(cut.isTruncated).toBe(true)
    expect(cut.view.inputMessages[0]?.parts).toEqual([{ type: 'text', text: text.slice(0, 100_000) }])
    const path = ['view', 'inputMessages', 0, 'parts', 0, 'text']
    expect(await client.spans.value({ traceId: makeTraceId(2), spanId, path })).toEqual({ value: text })
    expect(await failure(client.spans.value({ traceId: makeTraceId(2), spanId, path: ['view', 'x'] }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('calls at the same time get their own answers', async () => {
    await createWorkspace()
    const sent = Array.from({ length: 20 }, (_, index) =>
      sendTraces(client, makeTraceRequest(makeTraceId(index + 1), 2)),
    )
    expect(new Set(await Promise.all(sent))).toEqual(new Set([200]))
    const infos = await Promise.all(
      Array.from({ length: 20 }, (_, index) => client.traces.get({ traceId: makeTraceId(index + 1) })),
    )
    expect(infos.map((info) => info.traceId)).toEqual(Array.from({ length: 20 }, (_, index) => makeTraceId(index + 1)))
    const counts = await Promise.all(Array.from({ length: 10 }, () => client.traces.count({ filter: {} })))
    expect(counts).toEqual(Array.from({ length: 10 }, () => ({ count: 20, isExact: true })))
  })

  test('a call that is aborted fails for its caller and disturbs nobody', async () => {
    await createWorkspace()
    const abort = new AbortController()
    const cancelled = client.traces.count({ filter: { search: 'x' } }, { signal: abort.signal }).then(
      () => 'answered',
      () => 'aborted',
    )
    abort.abort()
    expect(await cancelled).toBe('aborted')
    expect(await client.traces.count({ filter: {} })).toEqual({ count: 0, isExact: true })
  })
})
