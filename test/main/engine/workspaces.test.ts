import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/main/engine/engine.ts'
import { defaultTraceSort } from '../../../src/shared/model/trace.ts'
import { makeTraceId, makeTraceRequest, sendTraces, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine

function clientOf(engine: Engine) {
  return createRouterClient(engine.router)
}

beforeEach(() => {
  running = startTestEngine()
})

afterEach(async () => {
  await running.close()
})

test('a workspace is created, closed, found among the recent ones and opened again with its traces', async () => {
  const client = clientOf(running.engine)
  const path = join(running.folder, 'deep', 'folder', '評価')
  const created = await client.workspaces.create({ path })
  expect(created).toMatchObject({
    path: `${path}.assay`,
    name: '評価',
    traceCount: 0,
    isReadOnly: false,
    isSample: false,
  })
  await sendTraces(client, makeTraceRequest(makeTraceId(1)))
  expect(await client.workspaces.close()).toEqual({ closed: true })
  expect(await client.workspaces.close()).toEqual({ closed: false })
  expect(await client.workspaces.current()).toBeNull()
  // Closed means closed: nothing of SQLite is left beside the file.
  for (const suffix of ['-wal', '-shm', '.lock']) expect(existsSync(`${created.path}${suffix}`), suffix).toBe(false)

  expect(await client.workspaces.recent()).toMatchObject([{ path: created.path, name: '評価', exists: true }])
  const opened = await client.workspaces.open({ path: created.path })
  expect(opened).toMatchObject({ workspaceId: created.workspaceId, traceCount: 1 })
  // The size may have grown: text is indexed meanwhile.
  const { sizeBytes: _, ...lasting } = opened
  expect(await client.workspaces.open({ path: created.path })).toMatchObject(lasting)
})

test('a bare name goes to the folder of workspaces, an existing file is a conflict', async () => {
  process.env.ASSAY_DATA = join(running.folder, 'data')
  const client = clientOf(running.engine)
  const { path } = await client.workspaces.create({ path: 'My project' })
  expect(path).toBe(join(running.folder, 'data', 'workspaces', 'My project.assay'))
  delete process.env.ASSAY_DATA
  await expect(client.workspaces.create({ path })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await client.workspaces.current()).toMatchObject({ path })
})

test('a workspace that another engine has open is locked, and can be read', async () => {
  const first = clientOf(running.engine)
  const { path } = await first.workspaces.create({ path: join(running.folder, 'shared') })
  await sendTraces(first, makeTraceRequest(makeTraceId(1)))
  const other = createEngine({ dataFolder: join(running.folder, 'other'), host: 'test', receivers: 'off' })
  const second = clientOf(other)
  try {
    await expect(second.workspaces.open({ path })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      data: { pid: process.pid },
    })
    expect(await second.workspaces.open({ path, readOnly: true })).toMatchObject({ isReadOnly: true, traceCount: 1 })
    await expect(
      second.traces.tag({ selection: { traceIds: [makeTraceId(1)] }, tags: { a: 'b' } }),
    ).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
    await expect(second.imports.start({ source: { text: '{}' } })).rejects.toMatchObject({ code: 'STORE_READ_ONLY' })
    // What the writer commits is seen by the reader at once.
    await sendTraces(first, makeTraceRequest(makeTraceId(2)))
    expect(await second.traces.count({ filter: {} })).toEqual({ count: 2, isExact: true })
  } finally {
    await other.close()
  }
})

test('what cannot be opened leaves the open workspace as it was', async () => {
  const client = clientOf(running.engine)
  const { path } = await client.workspaces.create({ path: join(running.folder, 'good') })
  const text = join(running.folder, 'text.assay')
  writeFileSync(text, 'not a database at all, but long enough to look at'.repeat(100))
  const foreign = join(running.folder, 'foreign.assay')
  new SqliteDatabase(foreign).exec('CREATE TABLE x (y)').close()

  await expect(client.workspaces.open({ path: text })).rejects.toMatchObject({ code: 'UNSUPPORTED_FORMAT' })
  await expect(client.workspaces.open({ path: foreign })).rejects.toMatchObject({ code: 'STORE_FOREIGN' })
  await expect(client.workspaces.open({ path: join(running.folder, 'none') })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await client.workspaces.current()).toMatchObject({ path })
  expect(await sendTraces(client, makeTraceRequest(makeTraceId(1)))).toBe(200)
})

test('opening another workspace moves the receivers over to it', async () => {
  const client = clientOf(running.engine)
  const first = await client.workspaces.create({ path: join(running.folder, 'first') })
  await sendTraces(client, makeTraceRequest(makeTraceId(1)))
  await client.workspaces.create({ path: join(running.folder, 'second') })
  await sendTraces(client, makeTraceRequest(makeTraceId(2)))
  const list = async () =>
    (await client.traces.list({ filter: {}, sort: defaultTraceSort, limit: 10 })).rows.map((row) => row.traceId)
  expect(await list()).toEqual([makeTraceId(2)])
  await client.workspaces.open({ path: first.path })
  expect(await list()).toEqual([makeTraceId(1)])
})

test('without a workspace senders are asked to come back', async () => {
  const client = clientOf(running.engine)
  await client.workspaces.create({ path: join(running.folder, 'a') })
  const { endpoints } = await client.receivers.status()
  await client.workspaces.close()
  const url = endpoints.find((endpoint) => endpoint.protocol === 'otlp-http')?.url
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: makeTraceRequest(makeTraceId(1)),
  })
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).not.toBeNull()
  expect(JSON.stringify(await response.json())).toContain('workspace')
})

test('a receiver port that is taken is told by the status, and everything else works', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const folder = mkdtempSync(join(tmpdir(), 'assay-port-'))
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ otlpHttpPort: port, otlpGrpcPort: 0, mlflowPort: 0 }))
  const engine = createEngine({ dataFolder: folder, host: 'test' })
  const client = clientOf(engine)
  try {
    await client.workspaces.create({ path: join(folder, 'a') })
    const status = await client.receivers.status()
    const http = status.endpoints.find((endpoint) => endpoint.url.includes(`127.0.0.1:${port}`))
    expect(http).toMatchObject({ isListening: false })
    expect(http?.error).toBeTruthy()
    expect(status.endpoints.some((endpoint) => endpoint.protocol === 'otlp-grpc' && endpoint.isListening)).toBe(true)

    await client.settings.update({ otlpHttpPort: 0 })
    expect(await sendTraces(client, makeTraceRequest(makeTraceId(1)))).toBe(200)
  } finally {
    await engine.close()
    taken.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the sample is made once and kept with what was done to it', async () => {
  const client = clientOf(running.engine)
  const sample = await client.workspaces.openSample()
  expect(sample).toMatchObject({ isSample: true })
  await sendTraces(client, makeTraceRequest(makeTraceId(1)))
  await client.workspaces.close()
  expect(await client.workspaces.openSample()).toMatchObject({
    workspaceId: sample.workspaceId,
    traceCount: sample.traceCount + 1,
  })
})

test('a backup opens by itself and is healthy; doctor says so of the open workspace too', async () => {
  const client = clientOf(running.engine)
  await client.workspaces.create({ path: join(running.folder, 'a') })
  await sendTraces(client, makeTraceRequest(makeTraceId(1), 50))
  expect(await client.workspaces.doctor()).toMatchObject({ isHealthy: true, counts: { traces: 1, spans: 50 } })
  const backup = join(running.folder, 'backup.assay')
  expect(await client.workspaces.backup({ path: backup })).toMatchObject({ path: backup })
  const moved = join(running.folder, 'moved.assay')
  copyFileSync(backup, moved)
  expect(await client.workspaces.open({ path: moved })).toMatchObject({ traceCount: 1 })
  expect(await client.workspaces.doctor()).toMatchObject({ isHealthy: true, findings: [] })
  expect((await client.jobs.list())[0]).toMatchObject({ kind: 'backup', state: 'done' })
})

test('two openings at once happen one after the other', async () => {
  const client = clientOf(running.engine)
  const results = await Promise.allSettled([
    client.workspaces.create({ path: join(running.folder, 'a') }),
    client.workspaces.create({ path: join(running.folder, 'b') }),
    client.workspaces.create({ path: join(running.folder, 'a') }),
  ])
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(await client.workspaces.current()).toMatchObject({ name: 'b' })
})
