/** A session handed over as a file: two engines, nothing between them but files. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noRedaction } from '../../../src/shared/model/handover.ts'
import type { Job } from '../../../src/shared/model/job.ts'
import { makeTraceId, makeTraceRequest, sendTraces, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

function connect(running: TestEngine) {
  return createRouterClient(running.engine.router)
}
type Client = ReturnType<typeof connect>

let home: TestEngine
let away: TestEngine
let lead: Client
let ben: Client
let sessionId: string
let accuracy: string
let expected: string

beforeEach(async () => {
  home = startTestEngine()
  away = startTestEngine()
  lead = connect(home)
  ben = connect(away)
  await lead.workspaces.create({ path: join(home.folder, 'home.assay') })
  for (const n of [1, 2, 3, 4])
    await sendTraces(lead, makeTraceRequest(makeTraceId(n), 3, `Call Ann at +1 555 010 9999, ${n}`))
  accuracy = (
    await lead.labelSchemas.create({
      name: 'accuracy',
      type: 'feedback',
      isRequired: true,
      input: { type: 'categorical', options: ['Right', 'Wrong'], isMultiple: false },
    })
  ).schemaId
  expected = (await lead.labelSchemas.create({ name: 'expected', type: 'expectation', input: { type: 'text' } }))
    .schemaId
  sessionId = (
    await lead.labelingSessions.create({
      name: 'Round 1',
      schemaIds: [accuracy, expected],
      reviewers: ['Ana', 'Ben'],
      selection: { filter: {} },
    })
  ).sessionId
  await lead.labelingSessions.changeSetup({
    sessionId,
    rules: { assignment: 'all', labelsWanted: 2, isBlind: true },
    guidelines: 'Ask **Ann**.',
  })
})

afterEach(async () => {
  await home.close()
  await away.close()
})

async function ended(client: Client, { jobId }: { jobId: string }): Promise<Job> {
  let last = await client.jobs.get({ jobId })
  for await (const job of await client.jobs.watch({ jobId })) last = job
  return last
}

async function label(client: Client, reviewer: string, n: number, value: string, text?: string): Promise<void> {
  const ref = { sessionId, reviewer, traceId: makeTraceId(n) }
  await client.labelWork.answer({ ...ref, schemaId: accuracy, value })
  if (text !== undefined) await client.labelWork.answer({ ...ref, schemaId: expected, value: text, rationale: 'why' })
  await client.labelWork.submit({ ...ref, activeMs: 100 })
}

async function handOver(path: string, change: object = {}): Promise<Job> {
  return ended(
    lead,
    await lead.handover.exportPackage({
      sessionId,
      reviewer: 'Ben',
      path,
      content: 'everything',
      redaction: noRedaction,
      withAssessments: true,
      ...change,
    }),
  )
}

/** Labels, work and conflicts of the session, without ids and times of this run. */
async function stateOf(client: Client) {
  const items = await Promise.all(
    [1, 2, 3, 4].map(async (n) => ({
      n,
      labels: (await client.assessments.list({ traceId: makeTraceId(n) }))
        .map(({ name, value, rationale, source }) => ({ name, value, rationale, by: source.id }))
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      work: await Promise.all(
        ['Ana', 'Ben'].map(async (reviewer) => {
          const item = await client.labelWork.item({ sessionId, reviewer, traceId: makeTraceId(n) })
          return { ...item, suggestions: [] }
        }),
      ),
    })),
  )
  const conflicts = await client.handover.conflicts({ sessionId, limit: 100 })
  return { items, conflicts: conflicts.items.map(({ answers: _, ...rest }) => rest) }
}

test('a package goes out, is labelled, and both its forms bring the same labels back', async () => {
  await label(lead, 'Ana', 1, 'Right')
  await label(lead, 'Ben', 1, 'Right', 'Before.')
  const path = join(home.folder, 'for Ben.assay')
  const made = await handOver(path)
  expect(made).toMatchObject({
    state: 'done',
    exportReport: { path, fileName: 'for Ben.assay', traces: 4, spans: 12 },
    details: { sessionId, reviewer: 'Ben', itemCount: 4 },
  })
  expect(readdirSync(home.folder).filter((name) => name.includes('.part'))).toEqual([])
  const { packageId } = made.details as { packageId: string }
  expect(await lead.handover.list({ sessionId })).toMatchObject([{ packageId, reviewer: 'Ben', itemCount: 4 }])

  const info = await ben.workspaces.open({ path })
  expect(info.handover).toEqual({ packageId, sessionId, reviewer: 'Ben' })
  expect(await ben.labelingSessions.get({ sessionId })).toMatchObject({ name: 'Round 1', reviewers: ['Ben'] })
  expect(await ben.labelingSessions.setup({ sessionId })).toMatchObject({
    state: 'open',
    guidelines: 'Ask **Ann**.',
    rules: { isBlind: true },
  })
  // Blind: what Ben said himself is all he sees.
  const seen = await ben.assessments.list({ traceId: makeTraceId(1) })
  expect(seen.map(({ source }) => source.id)).toEqual(['Ben', 'Ben'])
  expect((await ben.labelWork.queue({ sessionId, reviewer: 'Ben' })).states.map(Boolean)).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect(await ben.labelWork.read({ traceId: makeTraceId(2) })).toEqual(
    await lead.labelWork.read({ traceId: makeTraceId(2) }),
  )
  await label(ben, 'Ben', 1, 'Wrong')
  await label(ben, 'Ben', 2, 'Right', '三日後です。')
  await ben.labelWork.setAside({
    sessionId,
    reviewer: 'Ben',
    traceId: makeTraceId(3),
    state: 'flagged',
    reason: 'odd',
    activeMs: 5,
  })
  await ben.labelWork.answer({
    sessionId,
    reviewer: 'Ben',
    traceId: makeTraceId(4),
    schemaId: accuracy,
    value: 'Right',
  })
  const labels = join(away.folder, 'ben.labels.json')
  expect(await ended(ben, await ben.handover.exportLabels({ sessionId, reviewer: 'Ben', path: labels }))).toMatchObject(
    {
      state: 'done',
    },
  )
  expect(JSON.parse(readFileSync(labels, 'utf8'))).toMatchObject({ format: 'assay.labels', packageId, sessionId })

  const preview = await lead.handover.preview({ source: { path: labels } })
  expect(preview).toMatchObject({
    match: 'same',
    reviewers: ['Ben'],
    itemCount: 4,
    answers: { new: 3, same: 1, updated: 1, conflicting: 0 },
    stateCount: 4,
    notices: { unknownItem: 0, changedContent: 0 },
  })
  const merged = await ended(lead, await lead.handover.merge({ source: { path: labels } }))
  expect(merged.state).toBe('done')
  const { examples: _, ...counts } = preview
  expect(merged.details).toMatchObject(counts)
  const after = await stateOf(lead)
  expect(after.items.map(({ labels: found }) => found.filter(({ by }) => by === 'Ben'))).toEqual([
    [
      { name: 'accuracy', value: 'Wrong', by: 'Ben' },
      { name: 'expected', value: 'Before.', rationale: 'why', by: 'Ben' },
    ],
    [
      { name: 'accuracy', value: 'Right', by: 'Ben' },
      { name: 'expected', value: '三日後です。', rationale: 'why', by: 'Ben' },
    ],
    [],
    [],
  ])
  expect(after.items.map(({ work }) => work[1]?.state)).toEqual(['complete', 'complete', 'flagged', 'in_progress'])
  expect(after.conflicts).toEqual([])
  const history = await lead.assessments.list({ traceId: makeTraceId(1), withHistory: true })
  expect(history.filter(({ source, name }) => source.id === 'Ben' && name === 'accuracy')).toHaveLength(2)

  // The package says the same again, and changes nothing.
  await ben.workspaces.close()
  const second = await ended(lead, await lead.handover.merge({ source: { path } }))
  expect(second).toMatchObject({
    state: 'done',
    details: { answers: { new: 0, updated: 0, conflicting: 0 }, stateCount: 0 },
  })
  expect(await stateOf(lead)).toEqual(after)
  expect(await lead.assessments.list({ traceId: makeTraceId(1), withHistory: true })).toHaveLength(history.length)
  expect((await lead.handover.list({ sessionId }))[0]?.mergedAtMs).toBeTypeOf('number')
})
