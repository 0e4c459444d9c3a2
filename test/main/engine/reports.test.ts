/** Reports and comparisons of runs made here and by MLflow's clients, through the contract and as files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTraceId, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

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

async function post(port: 'mlflow' | 'otlp-http', path: string, body: object): Promise<Record<string, never>> {
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find((endpoint) => endpoint.protocol === port)?.url
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, never>
}

/** A trace that answers a question, as MLflow's SDK writes it. */
async function sendAnswer(n: number, question: string, answer: string): Promise<void> {
  const attribute = (key: string, value: unknown) => ({ key, value: { stringValue: JSON.stringify(value) } })
  const span = {
    traceId: makeTraceId(n),
    spanId: '1'.padStart(16, '0'),
    name: 'answer',
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000000250000000',
    attributes: [attribute('mlflow.spanInputs', { question }), attribute('mlflow.spanOutputs', answer)],
  }
  await post('otlp-http', '/v1/traces', {
    resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: [span] }] }],
  })
}

async function ended(jobId: string) {
  for await (const _ of await client.jobs.watch({ jobId })) {
    // until it has ended
  }
  return client.jobs.get({ jobId })
}

const hostile = '<script>window.stolen = true</script><img src=x onerror="window.stolen = true">'

/** A run of Assay's own over traces 1 to 3: right, wrong, and one that nobody expected anything of. */
async function runHere(): Promise<string> {
  await sendAnswer(1, 'Capital of France?', 'Paris')
  await sendAnswer(2, 'Capital of Italy?', hostile)
  await sendAnswer(3, 'Capital of Spain?', 'Madrid')
  for (const [n, value] of [
    [1, 'Paris'],
    [2, 'Rome'],
  ] as const) {
    const source = { type: 'HUMAN' as const, id: 'ann' }
    await client.assessments.create({
      traceId: makeTraceId(n),
      name: 'expected_response',
      kind: 'expectation',
      value,
      source,
    })
  }
  const { runId, jobId } = await client.evaluations.start({
    experimentId: '0',
    name: `Night ${hostile}`,
    source: { kind: 'traces', selection: { traceIds: [1, 2, 3].map(makeTraceId) } },
    target: { kind: 'recorded' },
    scorers: [
      {
        kind: 'code',
        name: 'correct',
        check: { kind: 'exact', expectation: 'expected_response', ignoresCase: true, ignoresSpace: true },
      },
    ],
    concurrency: 2,
    maxTries: 1,
  })
  await ended(jobId)
  return runId
}

/** A run that a client of MLflow made over other traces with two of the same inputs. */
async function runByClient(): Promise<string> {
  await sendAnswer(11, 'Capital of France?', 'Lyon')
  await sendAnswer(12, 'Capital of Italy?', 'Rome')
  await sendAnswer(13, 'Capital of Norway?', 'Oslo')
  const { run } = (await post('mlflow', '/api/2.0/mlflow/runs/create', {
    experiment_id: '0',
    run_name: 'by a client',
    start_time: 1000,
    tags: [{ key: 'mlflow.runType', value: 'genai_evaluate' }],
  })) as unknown as { run: { info: { run_id: string } } }
  const runId = run.info.run_id
  const trace_ids = [11, 12, 13].map((n) => `tr-${makeTraceId(n)}`)
  await post('mlflow', '/api/2.0/mlflow/traces/link-to-run', { run_id: runId, trace_ids })
  for (const [n, value] of [
    [11, 'no'],
    [12, 'yes'],
    [13, 'yes'],
  ] as const) {
    await post('mlflow', `/api/3.0/mlflow/traces/tr-${makeTraceId(n)}/assessments`, {
      assessment: {
        assessment_name: 'correct',
        trace_id: `tr-${makeTraceId(n)}`,
        source: { source_type: 'LLM_JUDGE', source_id: 'openai:/judge' },
        feedback: { value },
        metadata: { 'mlflow.assessment.sourceRunId': runId },
      },
    })
  }
  return runId
}

test('a run made here and one of a client have the same report, and are compared by their inputs', async () => {
  const here = await runHere()
  const there = await runByClient()
  const own = await client.reports.summary({ runId: here })
  expect(own.run).toMatchObject({ rowCount: 3, failedCount: 0, waitingCount: 0, target: 'recorded' })
  expect(own.scorers).toMatchObject([
    {
      name: 'correct',
      kind: 'verdict',
      count: 2,
      errorCount: 1,
      missingCount: 0,
      passCount: 1,
      failCount: 1,
      value: 0.5,
    },
  ])
  expect(own.measures[0]).toMatchObject({ name: 'durationMs', count: 3, sum: 750 })
  const theirs = await client.reports.summary({ runId: there })
  expect(theirs.run).toMatchObject({ name: 'by a client', rowCount: 3 })
  expect(theirs.scorers).toMatchObject([{ name: 'correct', passCount: 2, failCount: 1, errorCount: 0 }])

  const dimension = { kind: 'expectation' as const, key: 'expected_response' }
  const { slices } = await client.reports.slices({ runId: here, dimension })
  expect(slices.map(({ value, rowCount }) => [value, rowCount])).toEqual([
    ['Paris', 1],
    ['Rome', 1],
    [null, 1],
  ])
  expect(await client.reports.sliceTraces({ runId: here, dimension, value: 'Rome' })).toEqual({
    traceIds: [makeTraceId(2)],
  })

  const { candidates } = await client.reports.compare({ runIds: [here, there] })
  expect(candidates[0]).toMatchObject({
    pairCount: 2,
    byRecordCount: 0,
    onlyBaselineCount: 1,
    onlyCandidateCount: 1,
    outcomes: { worse: 1, better: 1, same: 0, unclear: 0 },
  })
  const { pairs, total } = await client.reports.pairs({ baselineId: here, candidateId: there, offset: 0, limit: 10 })
  expect(total).toBe(2)
  expect(pairs.map(({ outcome }) => outcome)).toEqual(['worse', 'better'])
  expect(pairs[0]?.candidate.values).toEqual({ correct: 'no' })
  const rowId = pairs[0]?.candidate.rowId ?? ''
  expect(await client.reports.texts({ runId: there, rowId })).toEqual({ input: 'Capital of France?', output: 'Lyon' })
  await expect(client.reports.texts({ runId: there, rowId: '#9' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(client.reports.summary({ runId: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })

  // What is said later shows: nothing that was read is kept over a change.
  await post('mlflow', `/api/3.0/mlflow/traces/tr-${makeTraceId(13)}/assessments`, {
    assessment: {
      assessment_name: 'tone',
      trace_id: `tr-${makeTraceId(13)}`,
      source: { source_type: 'LLM_JUDGE', source_id: 'openai:/judge' },
      feedback: { value: 'warm' },
      metadata: { 'mlflow.assessment.sourceRunId': there },
    },
  })
  expect((await client.reports.summary({ runId: there })).scorers.map(({ name }) => name)).toEqual(['correct', 'tone'])
})

test('reports are files that hold what they were given as text, and the same again', async () => {
  const here = await runHere()
  const there = await runByClient()
  const write = async (runIds: string[], format: 'html' | 'csv' | 'json', name: string) => {
    const path = join(running.folder, name)
    const { jobId } = await client.reports.export({ runIds, language: 'ja', format, path })
    expect(await ended(jobId)).toMatchObject({ state: 'done', exportReport: { path, traces: 3 } })
    return readFileSync(path, 'utf8')
  }
  const page = await write([here], 'html', 'one.html')
  expect(page).toContain('評価実行レポート')
  expect(page).toContain('&lt;script&gt;window.stolen = true&lt;/script&gt;')
  expect(page).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;')
  for (const forbidden of ['<script', '<img', 'http://', 'https://']) expect(page).not.toContain(forbidden)
  expect(await write([here], 'html', 'again.html')).toBe(page)
  expect((await client.reports.html({ runIds: [here], language: 'ja' })).html).toBe(page)

  const both = await write([here, there], 'html', 'both.html')
  expect(both).toContain('マクネマー検定')
  expect(both).toContain('<mark>Lyon</mark>')
  expect(both).not.toContain('<script')

  const csv = await write([here], 'csv', 'rows.csv')
  expect(csv.split('\r\n')[0]).toContain('correct,correct rationale,correct error')
  expect(csv).toContain('Capital of Italy?')
  const json = JSON.parse(await write([here], 'json', 'rows.json')) as { format: string; rows: { input: string }[] }
  expect(json.format).toBe('assay.report')
  expect(json.rows.map(({ input }) => input)).toEqual(['Capital of France?', 'Capital of Italy?', 'Capital of Spain?'])
  const pairs = await write([here, there], 'csv', 'pairs.csv')
  expect(pairs.split('\r\n').filter((line) => line.includes(there))).toHaveLength(2)
  const comparison = JSON.parse(await write([here, there], 'json', 'pairs.json')) as { pairs: { pairs: unknown[] }[] }
  expect(comparison.pairs[0]?.pairs).toHaveLength(2)
  await expect(client.reports.export({ runIds: ['nope'], language: 'en', format: 'csv' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
