/** Label schemas, labeling sessions and datasets as the interface calls them: the real engine with its threads. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../src/shared/contract/events.ts'
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
    for (const number of [1, 2, 3]) await sendTraces(client, makeTraceRequest(makeTraceId(number)))
  })

  afterEach(async () => {
    await connected.close()
    await running.close()
  })

  async function untilTopics(events: AsyncIterable<EngineEvent>, wanted: string[]): Promise<void> {
    const missing = new Set(wanted)
    for await (const event of events) {
      missing.delete(event.topic)
      if (missing.size === 0) return
    }
  }

  test('a session is made, filled, undone, relabelled and deleted, and says so', async () => {
    const abort = new AbortController()
    const events = await client.events.subscribe(undefined, { signal: abort.signal })
    const told = untilTopics(events, ['labeling', 'runs'])
    const schema = await client.labelSchemas.create({
      name: 'accuracy',
      type: 'feedback',
      title: '正しいですか？',
      input: { type: 'textList', maxCount: 3 },
    })
    const session = await client.labelingSessions.create({
      name: 'Round 1',
      schemaIds: [schema.schemaId],
      reviewers: ['ada'],
      selection: { traceIds: [makeTraceId(1)] },
    })
    await told
    abort.abort()
    expect(session).toMatchObject({ name: 'Round 1', schemas: [schema], itemCounts: { pending: 1 } })
    const { sessionId } = session
    const added = await client.labelingSessions.addTraces({ sessionId, selection: { filter: {} } })
    expect(added.count).toBe(2)
    const page = await client.labelingSessions.items({ sessionId, limit: 2 })
    expect(page.items.map((item) => item.trace.traceId)).toEqual([1, 2].map(makeTraceId))
    expect(page.items[0]).toMatchObject({ status: 'PENDING', trace: { inputPreview: 'Hello' } })
    const rest = await client.labelingSessions.items({ sessionId, limit: 2, cursor: page.nextCursor })
    expect(rest.items).toHaveLength(1)
    expect(rest.nextCursor).toBeUndefined()
    expect(await client.labelingSessions.undoAddTraces({ sessionId, addedAtMs: added.addedAtMs })).toEqual({ count: 2 })
    await expect(client.labelingSessions.update({ sessionId, schemaIds: [] })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    const renamed = await client.labelingSessions.update({ sessionId, name: 'Round 2', reviewers: [] })
    expect(renamed).toMatchObject({ name: 'Round 2', reviewers: [], schemas: [schema] })
    const removal = { sessionId, traceIds: [makeTraceId(1)] }
    expect(await client.labelingSessions.removeTraces(removal)).toEqual({ count: 1 })
    expect((await client.labelingSessions.get({ sessionId })).itemCounts.pending).toBe(0)
    expect(await client.labelingSessions.list()).toHaveLength(1)
    expect(await client.labelingSessions.delete({ sessionId })).toEqual({ deleted: true })
    await expect(client.labelingSessions.get({ sessionId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a session is set up from a sample in one call, previewed and changed', async () => {
    const sample = { method: 'random' as const, size: 2, seed: 'assay-7' }
    const schemas = [
      { name: 'stars', type: 'feedback' as const, input: { type: 'rating' as const, max: 5 } },
      { name: 'why', type: 'feedback' as const, input: { type: 'text' as const } },
    ]
    const made = await client.labelSchemas.createAll({ schemas })
    await expect(
      client.labelSchemas.createAll({ schemas: [{ ...schemas[0], name: 'new' } as never, schemas[1] as never] }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await client.labelSchemas.list({})).map(({ name }) => name)).toEqual(['stars', 'why'])
    const source = { filter: {} }
    expect(await client.labelingSessions.previewSample({ source, sample })).toEqual({
      populationCount: 3,
      count: 2,
      groups: [],
    })
    const { sessionId } = await client.labelingSessions.create({
      name: 'Sampled',
      schemaIds: made.map(({ schemaId }) => schemaId),
      reviewers: ['ada', 'bo'],
      selection: source,
      sample,
      rules: { assignment: 'split', labelsWanted: 2, dueAtMs: 5_000 },
      guidelines: 'Read *first*.',
    })
    expect(await client.labelingSessions.setup({ sessionId })).toMatchObject({
      rules: { assignment: 'split', labelsWanted: 2, isBlind: false, dueAtMs: 5_000 },
      guidelines: 'Read *first*.',
    })
    expect(await client.labelingSessions.samples({ sessionId })).toMatchObject([
      { sample, filter: {}, populationCount: 3, addedCount: 2 },
    ])
    const [item] = (await client.labelingSessions.items({ sessionId, limit: 9 })).items
    const ref = { sessionId, reviewer: 'ada', traceId: item?.trace.traceId ?? '' }
    await client.labelWork.setAside({ ...ref, state: 'flagged', reason: 'odd', activeMs: 5 })
    expect(await client.labelingSessions.asideItems({ sessionId, limit: 9 })).toMatchObject({
      items: [{ traceId: ref.traceId, reviewer: 'ada', state: 'flagged', reason: 'odd' }],
      total: 1,
    })
    const { rules, state } = await client.labelingSessions.changeSetup({
      sessionId,
      rules: { dueAtMs: null, isBlind: true },
      state: 'paused',
    })
    expect({ rules, state }).toMatchObject({ rules: { isBlind: true, labelsWanted: 2 }, state: 'paused' })
    expect(rules.dueAtMs).toBeUndefined()
    await expect(client.labelWork.reopen(ref)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('a schema is changed, refused when its name is taken, and deleted', async () => {
    const { schemaId } = await client.labelSchemas.create({ name: 'a', type: 'feedback', input: { type: 'text' } })
    await client.labelSchemas.create({ name: 'b', type: 'expectation', input: { type: 'numeric', min: 1, max: 5 } })
    const changed = await client.labelSchemas.update({ schemaId, change: { title: 'A', enableComment: true } })
    expect(changed).toMatchObject({ name: 'a', title: 'A', enableComment: true })
    await expect(client.labelSchemas.update({ schemaId, change: { name: 'b' } })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect((await client.labelSchemas.list({})).map((schema) => schema.name)).toEqual(['a', 'b'])
    expect(await client.labelSchemas.list({ experimentId: '7' })).toEqual([])
    expect(await client.labelSchemas.delete({ schemaId })).toEqual({ deleted: true })
    expect((await client.labelSchemas.list({})).map((schema) => schema.name)).toEqual(['b'])
  })

  test('a dataset that a client made over REST is listed, read in pages and deleted', async () => {
    const { endpoints } = await client.receivers.status()
    const url = endpoints.find((endpoint) => endpoint.protocol === 'mlflow')?.url
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${url}/api/3.0/mlflow/datasets/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return (await answer.json()) as { dataset: { dataset_id: string } }
    }
    const { dataset } = await post('create', { name: 'golden' })
    const records = JSON.stringify([1, 2, 3].map((n) => ({ inputs: { n } })))
    await post(`${dataset.dataset_id}/records`, { records })
    const datasetId = dataset.dataset_id
    expect(await client.datasets.list()).toEqual([
      expect.objectContaining({ datasetId, name: 'golden', recordCount: 3 }),
    ])
    const page = await client.datasets.records({ datasetId, limit: 2 })
    expect(page.records.map((record) => record.inputs)).toEqual([{ n: 1 }, { n: 2 }])
    const rest = await client.datasets.records({ datasetId, limit: 2, cursor: page.nextCursor })
    expect(rest.records.map((record) => record.inputs)).toEqual([{ n: 3 }])
    expect(await client.datasets.delete({ datasetId })).toEqual({ deleted: true })
    await expect(client.datasets.get({ datasetId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
