import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Job } from '../../../src/shared/model/job.ts'
import { defaultTraceSort } from '../../../src/shared/model/trace.ts'
import { makeTraceId, makeTraceRequest, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine
let client: ReturnType<typeof makeClient>

function makeClient(engine: TestEngine['engine']) {
  return createRouterClient(engine.router)
}

async function follow(jobId: string): Promise<Job> {
  let last: Job | undefined
  for await (const job of await client.jobs.watch({ jobId })) last = job
  if (last === undefined) throw new Error('the job said nothing')
  return last
}

/** A Collector file: one request a line. */
function writeLines(path: string, traces: number): void {
  const lines = Array.from({ length: traces }, (_, index) =>
    makeTraceRequest(makeTraceId(index + 1), 2, `question ${index}`),
  )
  writeFileSync(path, `${lines.join('\n')}\n`)
}

beforeEach(async () => {
  running = startTestEngine()
  client = makeClient(running.engine)
  await client.workspaces.create({ path: join(running.folder, 'test') })
})

afterEach(async () => {
  await running.close()
})

test('a file is looked at, imported with a report, and changes nothing the second time', async () => {
  const path = join(running.folder, 'traces.jsonl')
  writeLines(path, 300)
  expect(await client.imports.preview({ source: { path } })).toMatchObject({ format: 'otlp', compression: 'none' })

  const { jobId } = await client.imports.start({ source: { path } })
  const job = await follow(jobId)
  expect(job).toMatchObject({ kind: 'import', title: 'traces.jsonl', state: 'done', progress: 1 })
  expect(job.importReport).toMatchObject({ newTraces: 300, newSpans: 600, unchangedSpans: 0, skipped: [] })
  expect(await client.traces.count({ filter: {} })).toEqual({ count: 300, isExact: true })

  const again = await follow((await client.imports.start({ source: { path } })).jobId)
  expect(again.importReport).toMatchObject({ newTraces: 0, newSpans: 0, unchangedSpans: 600 })
})

test('what an import stores is announced while it runs', async () => {
  const path = join(running.folder, 'traces.jsonl')
  writeLines(path, 20)
  const events = await client.events.subscribe()
  const { jobId } = await client.imports.start({ source: { path } })
  const topics = new Set<string>()
  for await (const event of events) {
    topics.add(event.topic)
    if (topics.has('traces') && topics.has('jobs')) break
  }
  expect(topics).toContain('traces')
  await follow(jobId)
})

test('one bad line is reported with its place and costs nothing else', async () => {
  const good = makeTraceRequest(makeTraceId(1))
  const text = `${good}\n{"resourceSpans": [\n${makeTraceRequest(makeTraceId(2))}\n`
  const job = await follow((await client.imports.start({ source: { text, fileName: 'pasted.jsonl' } })).jobId)
  expect(job.state).toBe('done')
  expect(job.importReport).toMatchObject({ newTraces: 2 })
  expect(job.importReport?.skipped.map((skip) => skip.at)).toEqual([[2]])
})

test('an upload is imported and then removed', async () => {
  const body = makeTraceRequest(makeTraceId(7))
  const uploadId = await running.engine.uploads.receive(Readable.from([Buffer.from(body)]), 1_000_000)
  const source = { uploadId, fileName: 'from-browser.json' }
  expect(await client.imports.preview({ source })).toMatchObject({ format: 'otlp' })
  const job = await follow((await client.imports.start({ source })).jobId)
  expect(job).toMatchObject({ title: 'from-browser.json', state: 'done', importReport: { newTraces: 1 } })
  expect(readdirSync(join(running.folder, 'data', 'uploads'))).toEqual([])
  await expect(client.imports.start({ source })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

/** When the only trace started, in milliseconds since 1970. */
async function getStartMs(): Promise<number | undefined> {
  const { rows } = await client.traces.list({ filter: {}, sort: defaultTraceSort, limit: 5 })
  expect(rows).toHaveLength(1)
  return rows[0] && Math.floor(rows[0].startUs / 1000)
}

test('a table without times gets that of its file, by path and by upload alike', async () => {
  const body = 'question,answer\nWhat is OTLP?,A protocol.\n'
  const path = join(running.folder, 'golden.csv')
  writeFileSync(path, body)
  utimesSync(path, 1_709_640_000.25, 1_709_640_000.25)
  const uploadId = await running.engine.uploads.receive(Readable.from([Buffer.from(body)]), 1_000_000)
  const upload = { uploadId, fileName: 'golden.csv', modifiedAtMs: 1_709_640_000_250 }
  const first = await follow((await client.imports.start({ source: upload })).jobId)
  expect(first.importReport).toMatchObject({ newTraces: 1, newSpans: 1 })
  expect(await getStartMs()).toBe(1_709_640_000_250)
  const again = await follow((await client.imports.start({ source: { path } })).jobId)
  expect(again.importReport).toMatchObject({ newTraces: 0, newSpans: 0, updatedSpans: 0, unchangedSpans: 1 })
  expect(await getStartMs()).toBe(1_709_640_000_250)
})

test('pasted text without times is as old as the pasting', async () => {
  const earliestMs = Date.now()
  const text = 'question,answer\nWhat is OTLP?,A protocol.\n'
  await follow((await client.imports.start({ source: { text } })).jobId)
  expect(await getStartMs()).toBeGreaterThanOrEqual(earliestMs)
})

test('a time no file can have is refused', async () => {
  for (const modifiedAtMs of [-1, 0.5, 1e300]) {
    const source = { text: '{}', modifiedAtMs }
    await expect(client.imports.start({ source })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  }
})

test('what is no file, or no traces, is refused with a reason', async () => {
  await expect(client.imports.preview({ source: { path: join(running.folder, 'none') } })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(client.imports.start({ source: { path: running.folder } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  const job = await follow((await client.imports.start({ source: { text: ' ' } })).jobId)
  expect(job).toMatchObject({ state: 'failed', error: { code: 'INVALID_INPUT' } })
})

test('a cancelled import ends, keeps what it stored and says how much', async () => {
  const path = join(running.folder, 'large.jsonl')
  writeLines(path, 40_000)
  const { jobId } = await client.imports.start({ source: { path } })
  let job: Job | undefined
  for await (const step of await client.jobs.watch({ jobId })) {
    job = step
    if (step.state === 'running' && step.done > 0) await client.jobs.cancel({ jobId })
  }
  expect(job?.state).toBe('cancelled')
  const stored = (await client.traces.count({ filter: {} })).count
  expect(stored).toBeLessThan(40_000)
  expect(job?.importReport?.newTraces).toBe(stored)
})

test('an export is written where asked; without a path it waits to be downloaded', async () => {
  const path = join(running.folder, 'traces.jsonl')
  writeLines(path, 50)
  await follow((await client.imports.start({ source: { path } })).jobId)

  const target = join(running.folder, 'out.csv')
  const request = { format: 'csv', selection: { filter: {} }, withAssessments: true } as const
  const named = await follow((await client.exports.start({ ...request, path: target })).jobId)
  expect(named).toMatchObject({ kind: 'export', state: 'done', exportReport: { path: target, traces: 50 } })
  expect(readFileSync(target, 'utf8').trim().split('\n').length).toBeGreaterThanOrEqual(51)

  const held = await follow((await client.exports.start({ ...request, format: 'jsonl' })).jobId)
  const download = running.engine.findDownload(held.jobId)
  expect(download?.fileName).toBe('test.jsonl')
  expect(
    readFileSync(download?.path ?? '', 'utf8')
      .trim()
      .split('\n'),
  ).toHaveLength(50)
  expect(running.engine.findDownload('none')).toBeUndefined()
})

test('a cancelled export leaves no file, whole or in part', async () => {
  const path = join(running.folder, 'traces.jsonl')
  writeLines(path, 8_000)
  await follow((await client.imports.start({ source: { path } })).jobId)
  const target = join(running.folder, 'out.jsonl')
  const { jobId } = await client.exports.start({
    format: 'jsonl',
    selection: { filter: {} },
    withAssessments: true,
    path: target,
  })
  let job: Job | undefined
  for await (const step of await client.jobs.watch({ jobId })) {
    job = step
    if (step.state === 'running' && step.done > 0) await client.jobs.cancel({ jobId })
  }
  expect(job?.state).toBe('cancelled')
  expect(existsSync(target)).toBe(false)
  expect(readdirSync(running.folder).filter((name) => name.startsWith('out') || name.startsWith('.out'))).toEqual([])
})

test('closing the workspace ends the jobs that work on it', async () => {
  const path = join(running.folder, 'large.jsonl')
  writeLines(path, 20_000)
  const { jobId } = await client.imports.start({ source: { path } })
  await client.workspaces.close()
  expect(await client.jobs.get({ jobId })).toMatchObject({ state: 'cancelled' })
})
