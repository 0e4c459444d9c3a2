/** Judges in evaluations: over a real server of the fake kind, through the contract. */
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { ScorerSpec } from '../../../src/shared/model/evaluation.ts'
import type { JudgeDefinition } from '../../../src/shared/model/judge.ts'
import { makeTraceId, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'
import { type FakeModelOptions, type FakeModelServer, startFakeModelServer } from '../../support/fake-model-server.ts'

let running: TestEngine
let client: ReturnType<typeof clientOf>

function clientOf(engine: TestEngine['engine']) {
  return createRouterClient(engine.router)
}

beforeEach(async () => {
  running = startTestEngine()
  client = clientOf(running.engine)
  await client.workspaces.create({ path: join(running.folder, 'a') })
})

afterEach(async () => {
  await running.close()
})

async function startModel(options: FakeModelOptions): Promise<{ server: FakeModelServer; providerId: string }> {
  const server = await startFakeModelServer(options)
  onTestFinished(() => server.close())
  const { provider } = await client.providers.save({
    name: 'Local',
    baseUrl: server.url,
    key: { kind: 'none' },
    prices: { small: { inputPerMillion: 1, outputPerMillion: 10 } },
  })
  return { server, providerId: provider.providerId }
}

async function makeDataset(records: object[]): Promise<string> {
  const source = { kind: 'records' as const, records: records as never }
  const { datasetId } = await client.datasets.create({ name: 'capitals', experimentIds: ['0'], source })
  return datasetId
}

interface Sent {
  trace: number
  session?: string
  question: string
  answer: string
  tool?: string
}

/** A turn of a conversation, as MLflow's SDK writes it. */
async function send({ trace, session, question, answer, tool }: Sent): Promise<void> {
  const attribute = (key: string, value: unknown) => ({ key, value: { stringValue: JSON.stringify(value) } })
  const span = (n: number, attributes: object[]) => ({
    traceId: makeTraceId(trace),
    spanId: String(n).padStart(16, '0'),
    ...(n === 1 ? {} : { parentSpanId: '1'.padStart(16, '0') }),
    name: n === 1 ? 'answer' : (tool ?? ''),
    startTimeUnixNano: `${1_760_000_000 + trace}000000000`,
    endTimeUnixNano: `${1_760_000_001 + trace}000000000`,
    attributes,
  })
  const sessionId = session === undefined ? [] : [{ key: 'session.id', value: { stringValue: session } }]
  const root = span(1, [
    attribute('mlflow.spanInputs', { question }),
    attribute('mlflow.spanOutputs', answer),
    ...sessionId,
  ])
  const called = [attribute('mlflow.spanType', 'TOOL'), attribute('mlflow.spanInputs', { city: question })]
  const spans = tool === undefined ? [root] : [root, span(2, called)]
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find(({ protocol }) => protocol === 'otlp-http')?.url
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] }),
  })
  expect(response.status).toBe(200)
}

async function runOver(
  source: Parameters<typeof client.evaluations.start>[0]['source'],
  scorers: ScorerSpec[],
): Promise<string> {
  const { runId, jobId } = await client.evaluations.start({
    experimentId: '0',
    name: 'judged',
    source,
    target: { kind: 'recorded' },
    scorers,
    concurrency: 2,
    maxTries: 3,
  })
  for await (const _ of await client.jobs.watch({ jobId })) {
    // until it has ended
  }
  expect(await client.jobs.get({ jobId })).toMatchObject({ state: 'done' })
  return runId
}

const definition = (providerId: string, change: Partial<JudgeDefinition> = {}): JudgeDefinition => ({
  instructions: 'How kind is {{ outputs }}?',
  answer: { kind: 'number', min: 1, max: 5 },
  isMultiTurn: false,
  providerId,
  model: 'small',
  temperature: 0.7,
  examples: [],
  ...change,
})

test('a built-in judge answers for each row; what it rests on and what it cost is kept, also for MLflow’s clients', async () => {
  const { server, providerId } = await startModel({
    answer: ({ messages }) => {
      const isRight = messages.at(-1)?.content.includes('Paris')
      return JSON.stringify({ rationale: isRight ? 'Covered.' : 'Rome is missing.', value: isRight ? 'yes' : 'no' })
    },
  })
  const datasetId = await makeDataset([
    { inputs: { q: 'France?' }, outputs: 'Paris', expectations: { expected_response: 'Paris', secret: 'unseen' } },
    { inputs: { q: 'Italy?' }, outputs: 'Milan', expectations: { expected_facts: ['Rome'] } },
    { inputs: { q: 'Spain?' }, outputs: 'Madrid', expectations: { secret: 'unseen' } },
  ])
  const runId = await runOver({ kind: 'dataset', datasetId }, [
    {
      kind: 'builtinJudge',
      name: 'correctness',
      builtinId: 'correctness',
      version: 1,
      providerId,
      model: 'small',
      repeats: 1,
    },
  ])
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  expect(rows.map(({ results }) => results[0])).toMatchObject([
    {
      value: 'yes',
      rationale: 'Covered.',
      source: { type: 'LLM_JUDGE', id: 'small' },
      metadata: {
        'assay.judge': 'correctness@1',
        'assay.judgeModel': 'small-2026',
        'mlflow.assessment.sourceRunId': runId,
        'mlflow.assessment.judgeOutputTokens': expect.stringMatching(/^\d+$/),
        'mlflow.assessment.judgeCost': expect.stringMatching(/^0\.\d+$/),
      },
    },
    { value: 'no', rationale: 'Rome is missing.' },
    { error: { code: 'MISSING_EXPECTATION' } },
  ])
  expect((await client.evaluations.get({ runId })).metrics).toMatchObject([{ key: 'correctness/mean', value: 0.5 }])
  expect((await client.evaluations.progress({ runId })).costUsd).toBeGreaterThan(0)
  // The row without an expectation was not paid for, and what the judge does not read is not sent.
  expect(server.requests).toHaveLength(2)
  expect(JSON.stringify(server.requests.map(({ body }) => body))).not.toContain('unseen')
  expect(server.requests[0]?.body).toMatchObject({
    temperature: 0,
    response_format: { type: 'json_schema', json_schema: { strict: true } },
  })
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find(({ protocol }) => protocol === 'mlflow')?.url
  const traceId = rows[0]?.trace.traceId
  const answer = await fetch(`${url}/api/3.0/mlflow/traces/tr-${traceId}`)
  const { trace } = (await answer.json()) as { trace: { trace_info: { assessments: object[] } } }
  expect(trace.trace_info.assessments).toContainEqual(
    expect.objectContaining({
      assessment_name: 'correctness',
      source: { source_type: 'LLM_JUDGE', source_id: 'small' },
      feedback: { value: 'yes' },
    }),
  )
})

test('asked repeatedly, the median or the majority counts, and how steady the judge is is told', async () => {
  const numbers = [2, 5, 4]
  let asked = 0
  const { server, providerId } = await startModel({
    refusesSchema: true,
    answer: () => `Sure!\n\`\`\`json\n{"rationale": "r${asked}", "value": ${numbers[asked++ % 3]}}\n\`\`\``,
  })
  const own = await client.judges.save({ experimentId: '0', name: 'kind', definition: definition(providerId) })
  const datasetId = await makeDataset([{ inputs: { q: 'Hello' }, outputs: 'Go away' }])
  const runId = await runOver({ kind: 'dataset', datasetId }, [
    { kind: 'judge', name: 'kind', judgeId: own.judgeId, version: 1, repeats: 3 },
  ])
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  expect(rows[0]?.results[0]).toMatchObject({
    value: 4,
    rationale: 'r2',
    metadata: {
      'assay.judge': `${own.judgeId}@1`,
      'assay.judgeAnswers': '[2,5,4]',
      'assay.judgeSteadiness': String(1 / 3),
    },
  })
  expect((await client.evaluations.get({ runId })).metrics).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: 'kind/mean', value: 4 }),
      expect.objectContaining({ key: 'kind/steadiness', value: expect.closeTo(1 / 3, 9) }),
    ]),
  )
  // Structured output was offered once.
  expect(server.requests.map(({ body }) => body?.response_format !== undefined)).toEqual([true, false, false, false])
  expect(server.requests[1]?.body).toMatchObject({ temperature: 0.7 })
})

test('conversations are judged once, on their first trace, with what their tools did', async () => {
  const { server, providerId } = await startModel({
    answer: ({ messages }) => {
      const isAngry = messages.at(-1)?.content.includes('NO!') === true
      const isOfTools = messages[0]?.content.includes('right tools') === true
      return JSON.stringify({ rationale: 'So.', value: isOfTools ? 'yes' : isAngry ? 'unresolved' : 'none' })
    },
  })
  await send({ trace: 2, session: 's1', question: 'NO! In Rome!', answer: 'Sunny in Paris', tool: 'weather' })
  await send({ trace: 1, session: 's1', question: 'Weather?', answer: 'Sunny in Paris' })
  await send({ trace: 3, question: 'Thanks?', answer: 'You are welcome' })
  const traceIds = [1, 2, 3].map(makeTraceId)
  const base = { version: 1, providerId, model: 'small', repeats: 1 }
  const runId = await runOver({ kind: 'traces', selection: { traceIds } }, [
    { kind: 'builtinJudge', name: 'user_frustration', builtinId: 'user_frustration', ...base },
    { kind: 'builtinJudge', name: 'tools', builtinId: 'tool_call_correctness', ...base },
  ])
  const { rows } = await client.evaluations.rows({ runId, limit: 10 })
  const found = (n: number, name: string) =>
    rows.find(({ trace }) => trace.traceId === makeTraceId(n))?.results.find((result) => result.name === name)
  expect(found(1, 'user_frustration')).toMatchObject({
    value: 'unresolved',
    source: { type: 'LLM_JUDGE' },
    metadata: { 'mlflow.trace.session': 's1' },
  })
  expect(found(2, 'user_frustration')).toBeUndefined()
  expect(found(3, 'user_frustration')).toMatchObject({ value: 'none' })
  expect(found(2, 'tools')).toMatchObject({ value: 'yes' })
  expect(found(1, 'tools')).toMatchObject({ error: { code: 'MISSING_SPANS' } })
  const [conversation] = server.requests.flatMap(({ body }) =>
    body?.messages.at(-1)?.content.startsWith('<conversation>') ? [body.messages.at(-1)?.content ?? ''] : [],
  )
  const messages = JSON.parse((conversation ?? '').replace(/<\/?conversation>/g, '')) as { role: string }[]
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'tool', 'assistant'])
  // Two conversations, and the one trace with a tool.
  expect(server.requests).toHaveLength(3)
})

test('a judge is tried on a trace before it is saved, and shows all that was sent', async () => {
  const { providerId } = await startModel({ answer: () => '{"rationale": "Gruff.", "value": 2}' })
  await send({ trace: 1, question: 'Hello', answer: 'Go away' })
  const row = { kind: 'trace' as const, traceId: makeTraceId(1) }
  const trial = await client.judges.tryOut({ definition: definition(providerId), row })
  expect(trial.result).toMatchObject({ value: 2, rationale: 'Gruff.', inputTokens: expect.any(Number) })
  expect(trial.messages.at(-1)).toEqual({ role: 'user', content: '<outputs>\nGo away\n</outputs>' })
  const needing = definition(providerId, { instructions: 'Is {{ outputs }} like {{ expectations }}?' })
  await expect(client.judges.tryOut({ definition: needing, row })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await client.settings.update({ isAirGapped: true })
  expect((await client.judges.tryOut({ definition: definition(providerId), row })).result).toMatchObject({
    error: { code: 'airGapped' },
  })
})

test('a judge is tried on a record, but not on one that is sealed', async () => {
  const { providerId } = await startModel({ answer: () => '{"rationale": "So.", "value": 2}' })
  const datasetId = await makeDataset([{ inputs: { messages: [{ role: 'user', content: 'Hi' }] }, outputs: 'Hello' }])
  const { records } = await client.datasets.records({ datasetId, limit: 1 })
  const row = { kind: 'record' as const, datasetId, recordId: records[0]?.recordId ?? '' }
  const ofConversation = definition(providerId, { instructions: '{{ conversation }}', isMultiTurn: true })
  const trial = await client.judges.tryOut({ definition: ofConversation, row })
  expect(JSON.parse((trial.messages.at(-1)?.content ?? '').replace(/<\/?conversation>/g, ''))).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
  ])
  await client.datasets.moveToSplit({ datasetId, recordIds: [row.recordId], split: 'test' })
  await client.datasets.seal({ datasetId, split: 'test' })
  await expect(client.judges.tryOut({ definition: ofConversation, row })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
