/** Labels as data, through the engine: a ZIP to download, previews, refusals that are told at once. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noRedaction } from '../../../src/shared/model/handover.ts'
import type { LabeledExport } from '../../../src/shared/model/labeled-export.ts'
import { makeTraceId, makeTraceRequest, sendTraces, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine
let client: ReturnType<typeof connect>
let request: LabeledExport

function connect({ engine }: TestEngine) {
  return createRouterClient(engine.router)
}

beforeEach(async () => {
  running = startTestEngine()
  client = connect(running)
  await client.workspaces.create({ path: join(running.folder, 'home.assay') })
  for (const n of [1, 2]) await sendTraces(client, makeTraceRequest(makeTraceId(n), 2, `Ask ann@example.com, ${n}`))
  const { schemaId } = await client.labelSchemas.create({
    name: 'accuracy',
    type: 'feedback',
    input: { type: 'categorical', options: ['Right', 'Wrong'], isMultiple: false },
  })
  const { sessionId } = await client.labelingSessions.create({
    name: 'Round 1',
    schemaIds: [schemaId],
    reviewers: ['Ana'],
    selection: { filter: {} },
  })
  const ref = { sessionId, reviewer: 'Ana', traceId: makeTraceId(1) }
  await client.labelWork.answer({ ...ref, schemaId, value: 'Right' })
  await client.labelWork.submit({ ...ref, activeMs: 1 })
  request = {
    source: { kind: 'session', sessionId },
    format: 'jsonl',
    shape: 'trace',
    where: [],
    corrections: 'expected_response',
    redaction: { ...noRedaction, detectors: ['email'] },
    hidesReviewers: false,
  }
})

afterEach(() => running.close())

async function ended(jobId: string) {
  let last = await client.jobs.get({ jobId })
  for await (const job of await client.jobs.watch({ jobId })) last = job
  return last
}

/** Entries of a ZIP by its directory. */
function unzip(path: string): Map<string, Buffer> {
  const bytes = readFileSync(path)
  const files = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(bytes.length - 6)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, size, nameLength] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
    ]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(from, from + size)
    files.set(name, method === 0 ? content : inflateRawSync(content))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return files
}

test('without a path, file and manifest come as one ZIP, a folder with all that is in it', async () => {
  const job = await ended((await client.labeledExports.start(request)).jobId)
  const { path, fileName } = job.exportReport ?? { path: '', fileName: '' }
  expect(fileName).toBe('Round 1.jsonl.zip')
  const files = unzip(path)
  expect([...files.keys()]).toEqual(['Round 1.jsonl', 'Round 1.jsonl.manifest.json'])
  const manifest = JSON.parse(String(files.get('Round 1.jsonl.manifest.json')))
  const data = files.get('Round 1.jsonl') as Buffer
  expect(manifest.files[0].sha256).toBe(createHash('sha256').update(data).digest('hex'))
  expect(data.toString()).toContain('"accuracy":"Right"')
  expect(data.toString()).not.toContain('ann@example.com')
  const folder = await ended((await client.labeledExports.start({ ...request, format: 'huggingface' })).jobId)
  expect([...unzip(folder.exportReport?.path ?? '').keys()]).toEqual([
    'Round 1/data/train-00000-of-00001.parquet',
    'Round 1/README.md',
    'Round 1/manifest.json',
  ])
})

test('a preview has examples of what is replaced, and leaves no file', async () => {
  const preview = await client.labeledExports.preview(request)
  expect(preview).toMatchObject({ selected: 2, read: 2, items: 2, labels: 1, rows: 2 })
  expect(preview.redactions.email).toBeGreaterThan(0)
  expect(preview.examples[0]).toMatchObject({
    kind: 'email',
    before: 'Ask ',
    found: 'ann@example.com',
    replacement: '[email]',
    after: expect.stringMatching(/^, \d$/),
  })
  expect(preview.lines[0]).toContain('[email]')
  expect(readdirSync(running.folder).filter((name) => /json|zip/.test(name) && name.startsWith('Round'))).toEqual([])
})

test('what keeps an export from being made is told before it begins', async () => {
  const { datasetId } = await client.datasets.create({
    name: 'golden',
    experimentIds: [],
    source: { kind: 'records', records: [{ inputs: { q: 'a' } }] },
  })
  const { records } = await client.datasets.records({ datasetId, limit: 1 })
  await client.datasets.moveToSplit({ datasetId, recordIds: [records[0]?.recordId ?? ''], split: 'test' })
  await client.datasets.seal({ datasetId, split: 'test' })
  const path = join(running.folder, 'out.jsonl')
  const source = { kind: 'dataset' as const, datasetId, split: 'test' }
  const start = (change: Partial<LabeledExport>) => client.labeledExports.start({ ...request, ...change, path })
  await expect(start({ source })).rejects.toMatchObject({ code: 'CONFLICT', data: { sealed: 'test' } })
  await expect(start({ source: { kind: 'session', sessionId: 'none' } })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const redaction = { ...noRedaction, patterns: ['ok', '(['] }
  await expect(start({ redaction })).rejects.toMatchObject({ code: 'INVALID_INPUT', data: { pattern: 1 } })
  expect(existsSync(path)).toBe(false)
  // With an opening, which the dataset remembers.
  const { openingId } = await client.datasets.openSeal({ datasetId, split: 'test', purpose: 'the last check' })
  const job = await ended((await start({ source: { ...source, openingId } })).jobId)
  expect(job).toMatchObject({ state: 'done', details: { rows: 1 } })
  expect(await client.datasets.openings({ datasetId })).toMatchObject([{ purpose: 'the last check' }])
})
