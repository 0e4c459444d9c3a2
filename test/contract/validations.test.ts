/** Scorers against people as the interface asks for it: the real engine with its threads, over both ways in. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EvaluationSource } from '../../src/shared/model/evaluation.ts'
import { makeStaticFolder, startTestEngine, type TestEngine } from './fixtures.ts'
import { type Client, type Connected, transports } from './transports.ts'

const chosen = Object.entries(transports).filter(([name]) => name === 'in process' || name === 'HTTP, browser host')
const question = { name: 'is_greeting', kind: 'feedback' as const }
const mapping = {
  kind: 'verdict' as const,
  scorer: { kind: 'values' as const, pass: [true], ignored: [] },
  human: { kind: 'values' as const, pass: ['good'], ignored: ['cannot tell'] },
}

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

  const say = (traceId: string, value: string) =>
    client.assessments.create({
      traceId,
      name: question.name,
      kind: 'feedback',
      value,
      rationale: `said ${value}`,
      source: { type: 'HUMAN', id: 'Ada' },
    })

  /** Scores the outputs with a scorer in code that looks for a word. */
  async function evaluate(word: string, source: EvaluationSource): Promise<string> {
    const check = { kind: 'contains' as const, texts: [word], needs: 'any' as const, ignoresCase: true }
    const { runId } = await client.evaluations.start({
      experimentId: '0',
      name: `looks for ${word}`,
      source,
      target: { kind: 'recorded' },
      scorers: [{ kind: 'code', name: 'greets', check }],
      concurrency: 2,
      maxTries: 1,
    })
    await expect
      .poll(async () => (await client.evaluations.progress({ runId })).state, { timeout: 20_000 })
      .toBe('done')
    return runId
  }

  test('a scorer is set beside people, measured, looked into and compared with another run', async () => {
    const outputs = ['Hello you', 'Hello all', 'Go away', 'Hello?']
    const records = outputs.map((output, at) => ({ inputs: { at }, outputs: output }))
    const { datasetId } = await client.datasets.create({
      name: 'greetings',
      experimentIds: ['0'],
      source: { kind: 'records', records },
    })
    const runId = await evaluate('hello', { kind: 'dataset', datasetId })
    const { rows } = await client.evaluations.rows({ runId, limit: 10 })
    const traceIds = rows.map(({ trace }) => trace.traceId)
    const second = traceIds[1] as string
    for (const [at, value] of ['good', 'bad', 'bad', 'cannot tell'].entries()) await say(traceIds[at] as string, value)
    const subject = { kind: 'run' as const, runId, scorer: 'greets' }
    const setup = await client.validations.setup({ subject })
    expect(setup).toMatchObject({ experimentId: '0', rows: 4, runIds: [runId], splits: [], loose: 4 })
    expect(setup.questions).toMatchObject([{ ...question, labelled: 4, isKept: false }])
    await client.validations.keepMapping({ experimentId: '0', scorer: 'greets', question, mapping })
    expect((await client.validations.setup({ subject })).questions).toMatchObject([{ isKept: true, mapping }])
    const query = { subject, question, mapping }
    const { counts, measures } = await client.validations.measure(query)
    expect(counts).toMatchObject({ judged: 4, compared: 3, ignored: 1, bySource: { feedback: 3 } })
    expect(measures).toMatchObject({
      counts: { truePositive: 1, falsePositive: 1, falseNegative: 0, trueNegative: 1 },
      rates: { raw: { value: 0.75, total: 4 }, people: { total: 3 } },
    })
    const page = await client.validations.rows({ ...query, choice: { kind: 'disagreements' }, limit: 1 })
    expect(page).toMatchObject({
      total: 1,
      rows: [{ traceId: second, value: true, answer: { value: 'bad', source: 'feedback', people: ['Ada'] } }],
    })
    const { traceIds: scored } = await client.validations.scoredTraces({ subject })
    expect(scored.toSorted()).toEqual(traceIds.toSorted())
    const other = await evaluate('you', { kind: 'traces', selection: { traceIds: scored } })
    const after = { kind: 'run' as const, runId: other, scorer: 'greets' }
    const comparison = await client.validations.compareVersions({ before: subject, after, question, mapping })
    expect(comparison).toMatchObject({ count: 3, agreeing: { onlyAfter: 1, onlyBefore: 0, both: 2, pValue: 1 } })
    // All labelled rows are compared, so none may become an example.
    expect(await client.validations.examples({ ...query, count: 4 })).toEqual({ candidates: [], held: 4 })
    const example = await client.validations.exampleOfRow({ ...query, traceId: second })
    expect(example).toMatchObject({ value: false, rationale: 'said bad', outputs: 'Hello all' })
  })

  test('what is not there says so', async () => {
    const missing = client.validations.setup({ subject: { kind: 'run', runId: 'none', scorer: 'greets' } })
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const judge = client.validations.setup({ subject: { kind: 'judge', judgeId: 'none', version: 1 } })
    await expect(judge).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
