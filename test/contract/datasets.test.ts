/** Datasets as the interface calls them: the real engine with its threads and jobs. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DuplicateReport, RecordImportReport } from '../../src/shared/model/dataset.ts'
import type { Job } from '../../src/shared/model/job.ts'
import {
  makeStaticFolder,
  makeTraceId,
  makeTraceRequest,
  sendTraces,
  startTestEngine,
  type TestEngine,
} from './fixtures.ts'
import { type Client, type Connected, transports } from './transports.ts'

const chosen = Object.entries(transports).filter(([name]) => name === 'in process' || name === 'HTTP, browser host')

describe.each(chosen)('%s', (_name, connect) => {
  let running: TestEngine
  let connected: Connected
  let client: Client

  beforeEach(async () => {
    running = startTestEngine()
    connected = await connect(running.engine, makeStaticFolder(running.folder))
    client = connected.client
    await client.workspaces.create({ path: join(running.folder, 'test.assay') })
  })

  afterEach(async () => {
    await connected.close()
    await running.close()
  })

  async function ended(jobId: string): Promise<Job> {
    let job: Job | undefined
    for await (const each of await client.jobs.watch({ jobId })) job = each
    if (job === undefined) throw new Error('The job said nothing.')
    return job
  }

  const record = (question: string, expected: string) => ({
    inputs: { question },
    expectations: { expected_response: expected },
  })

  test('records are written by hand, edited, refused on a conflict, undone and restored', async () => {
    const records = [record('a', '1'), record('b', '2')]
    const source = { kind: 'records' as const, records }
    const { datasetId, inserted } = await client.datasets.create({
      name: 'golden',
      experimentIds: [],
      user: 'kim',
      source,
    })
    expect(inserted).toBe(2)
    const read = async () => (await client.datasets.records({ datasetId, limit: 10 })).records
    const [first] = await read()
    const { recordId, sinceVersion } = first as { recordId: string; sinceVersion: number }
    const edit = { recordId, sinceVersion, expectations: { expected_response: 'one' } }
    const { version } = await client.datasets.edit({ datasetId, edits: [edit], user: 'kim' })
    await expect(client.datasets.edit({ datasetId, edits: [edit] })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'recordChanged' },
    })
    expect(await client.datasets.diff({ datasetId, from: 1, to: version })).toMatchObject({
      counts: { added: 0, removed: 0, changed: 1 },
      changes: [{ kind: 'changed', after: { expectations: { expected_response: 'one' } } }],
    })
    expect(await client.datasets.undo({ datasetId, version })).toMatchObject({ undone: 1, skipped: 0 })
    expect((await read())[0]?.expectations).toEqual({ expected_response: '1' })
    await client.datasets.removeRecords({ datasetId, recordIds: [recordId] })
    await client.datasets.restore({ datasetId, version: 1 })
    expect(await read()).toHaveLength(2)
    expect((await client.datasets.versions({ datasetId })).map(({ cause }) => cause)).toEqual([
      'restored',
      'removed',
      'restored',
      'edited',
      'made',
    ])
  })

  test('sealed records are read by those who say what for, also where they leak', async () => {
    const records = ['Where is it?', 'where is IT', 'How much?'].map((question) => record(question, 'x'))
    const { datasetId } = await client.datasets.create({
      name: 'golden',
      experimentIds: [],
      source: { kind: 'records', records },
    })
    const all = (await client.datasets.records({ datasetId, limit: 10 })).records.map(({ recordId }) => recordId)
    await client.datasets.moveToSplit({ datasetId, recordIds: all.slice(0, 1), split: 'test' })
    await client.datasets.moveToSplit({ datasetId, recordIds: all.slice(1), split: 'dev' })
    await client.datasets.seal({ datasetId, split: 'test', user: 'kim' })
    expect((await client.datasets.records({ datasetId, limit: 10 })).records).toHaveLength(2)
    await expect(client.datasets.removeRecords({ datasetId, recordIds: all })).rejects.toMatchObject({
      data: { reason: 'recordSealed' },
    })
    const { openingId } = await client.datasets.openSeal({ datasetId, split: 'test', purpose: 'Last check' })
    const opened = await client.datasets.records({ datasetId, split: 'test', openingId, limit: 10 })
    expect(opened.records.map(({ inputs }) => inputs)).toEqual([{ question: 'Where is it?' }])
    expect(await client.datasets.openings({ datasetId })).toMatchObject([{ openingId, purpose: 'Last check' }])
    const { jobId } = await client.datasets.checkDuplicates({ datasetId })
    const job = await ended(jobId)
    expect(job.state).toBe('done')
    expect(JSON.stringify(job.details)).not.toContain('Where is it')
    expect(DuplicateReport.parse(job.details)).toMatchObject({
      recordCount: 3,
      leakCount: 1,
      groups: [
        { isLeak: true, similarity: 1, members: [{ isSealed: true }, { isSealed: false, text: 'where is IT' }] },
      ],
    })
  })

  test('a file’s rows and many traces are added by jobs, each as one version', async () => {
    const { datasetId } = await client.datasets.create({ name: 'many', experimentIds: [] })
    const rows = Array.from({ length: 2_200 }, (_, at) => `Question ${at},Right ${at}`)
    rows[7] = ',nothing asked'
    const text = `question,expected_response\n${rows.join('\n')}\n`
    const preview = await client.datasets.previewFile({ source: { text, fileName: 'rows.csv' } })
    expect(preview.columns.map(({ name, guess }) => [name, guess])).toEqual([
      ['question', 'inputs'],
      ['expected_response', 'expectations'],
    ])
    const mapping = { question: 'inputs', expected_response: 'expectations' } as const
    const source = { text, fileName: 'rows.csv' }
    const job = await ended((await client.datasets.importFile({ datasetId, source, mapping, user: 'kim' })).jobId)
    expect(RecordImportReport.parse(job.details)).toEqual({
      datasetId,
      recordsRead: 2_200,
      inserted: 2_199,
      updated: 0,
      skipped: [{ reason: 'noInputs', message: 'The row has no inputs.', count: 1, at: [9] }],
    })
    // Three slices of it, one version.
    expect(await client.datasets.versions({ datasetId })).toMatchObject([
      { version: 2, cause: 'imported', recordCount: 2_199, createdBy: 'kim' },
      { version: 1, recordCount: 0 },
    ])
    for (const number of [1, 2, 3]) await sendTraces(client, makeTraceRequest(makeTraceId(number)))
    const traces = { kind: 'traces' as const, selection: { filter: {} } }
    const filled = await ended((await client.datasets.addTraces({ datasetId, source: traces })).jobId)
    const { recordsRead, inserted, updated } = RecordImportReport.parse(filled.details)
    expect(recordsRead).toBe(3)
    expect(inserted + updated).toBeGreaterThan(0)
    const newest = await client.datasets.get({ datasetId })
    expect(newest).toMatchObject({ version: 3, recordCount: 2_199 + inserted })
    expect(await client.datasets.undo({ datasetId, version: 2 })).toMatchObject({ undone: 2_199, skipped: 0 })
    await expect(client.datasets.importFile({ datasetId: 'd-none', source, mapping })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
