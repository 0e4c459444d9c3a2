import { describe, expect, test } from 'vitest'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

interface RunBody {
  run: {
    info: Record<string, unknown> & { run_id: string }
    data: {
      metrics: { key: string; value: unknown; timestamp: number; step: number }[]
      params: { key: string; value: string }[]
      tags: { key: string; value: string }[]
    }
    inputs: { dataset_inputs: unknown[]; model_inputs: unknown[] }
    outputs: { model_outputs: unknown[] }
  }
}
interface ErrorBody {
  error_code: string
  message: string
}

const root = '/api/2.0/mlflow'

async function startRun(desk: MlflowDesk, fields: object = {}): Promise<string> {
  const { status, body } = await desk.call<RunBody>('POST', `${root}/runs/create`, {
    experiment_id: '0',
    user_id: 'ann',
    start_time: 1000,
    ...fields,
  })
  expect(status).toBe(200)
  return body.run.info.run_id
}

async function getRun(desk: MlflowDesk, runId: string): Promise<RunBody['run']> {
  const { status, body } = await desk.call<RunBody>('GET', `${root}/runs/get?run_id=${runId}`)
  expect(status).toBe(200)
  return body.run
}

/** Sends to a run; the error code, or nothing when it was accepted. */
async function send(desk: MlflowDesk, path: string, fields: object): Promise<string | undefined> {
  const { status, body } = await desk.call<ErrorBody>('POST', `${root}/runs/${path}`, fields)
  if (status === 200) {
    expect(body).toEqual({})
    return undefined
  }
  expect(body.message).not.toBe('')
  return body.error_code
}

const textOf = (pairs: { key: string; value: string }[]) =>
  Object.fromEntries(pairs.map((pair) => [pair.key, pair.value]))

describe('a run', () => {
  test('is made as MLflow describes it', async () => {
    const desk = await openMlflowDesk()
    const tags = [{ key: 'mlflow.runType', value: 'genai_evaluate' }]
    const runId = await startRun(desk, { run_name: 'first', tags })
    expect(runId).toMatch(/^[0-9a-f]{32}$/)
    const run = await getRun(desk, runId)
    expect(run.info).toEqual({
      run_id: runId,
      run_uuid: runId,
      run_name: 'first',
      experiment_id: '0',
      user_id: 'ann',
      status: 'RUNNING',
      start_time: 1000,
      artifact_uri: `mlflow-artifacts:/0/${runId}/artifacts`,
      lifecycle_stage: 'active',
    })
    expect(textOf(run.data.tags)).toEqual({ 'mlflow.runName': 'first', 'mlflow.runType': 'genai_evaluate' })
    expect(desk.changes).toEqual([{ topic: 'runs' }])
  })

  test('gets a name when it has none, and keeps name and tag the same', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const made = await getRun(desk, runId)
    expect(made.info.run_name).toMatch(/^[a-z]+-[a-z]+-\d{3}$/)
    expect(textOf(made.data.tags)['mlflow.runName']).toBe(made.info.run_name)
    const tagged = await startRun(desk, { tags: [{ key: 'mlflow.runName', value: 'by tag' }] })
    expect((await getRun(desk, tagged)).info.run_name).toBe('by tag')

    await send(desk, 'set-tag', { run_id: runId, key: 'mlflow.runName', value: 'renamed' })
    expect((await getRun(desk, runId)).info.run_name).toBe('renamed')
    await desk.call('POST', `${root}/runs/update`, { run_uuid: runId, run_name: 'again' })
    expect(textOf((await getRun(desk, runId)).data.tags)['mlflow.runName']).toBe('again')
    const differing = { experiment_id: '0', run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] }
    const { body } = await desk.call<ErrorBody>('POST', `${root}/runs/create`, differing)
    expect(body.error_code).toBe('INVALID_PARAMETER_VALUE')
  })

  test('ends with a status by name or number', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const update = (fields: object) =>
      desk.call<{ run_info: Record<string, unknown> }>('POST', `${root}/runs/update`, { run_id: runId, ...fields })
    const { body } = await update({ status: 'FINISHED', end_time: 2000 })
    expect(body.run_info).toMatchObject({ run_id: runId, status: 'FINISHED', end_time: 2000 })
    expect((await update({ status: 4 })).body.run_info).toMatchObject({ status: 'FAILED', end_time: 2000 })
    expect((await update({ status: 'DONE' })).status).toBe(400)
  })

  test('is deleted, takes nothing then, and comes back', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    expect(await send(desk, 'delete', { run_id: runId })).toBeUndefined()
    expect((await getRun(desk, runId)).info.lifecycle_stage).toBe('deleted')
    const tag = { run_id: runId, key: 'k', value: 'v' }
    expect(await send(desk, 'set-tag', tag)).toBe('INVALID_PARAMETER_VALUE')
    expect(await send(desk, 'restore', { run_id: runId })).toBeUndefined()
    expect(await send(desk, 'set-tag', tag)).toBeUndefined()
  })

  test("that is not there, or whose experiment is not, is said by MLflow's codes", async () => {
    const desk = await openMlflowDesk()
    const missing = await desk.call<ErrorBody>('GET', `${root}/runs/get?run_id=nope`)
    expect(missing.status).toBe(404)
    expect(missing.body).toEqual({ error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run with id=nope not found' })
    expect((await desk.call<ErrorBody>('GET', `${root}/runs/get`)).body.error_code).toBe('INVALID_PARAMETER_VALUE')
    const nowhere = await desk.call<ErrorBody>('POST', `${root}/runs/create`, { experiment_id: '77' })
    expect(nowhere.body).toEqual({ error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No Experiment with id=77 exists' })
  })

  test('loses a tag, once', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk, { tags: [{ key: 'k', value: 'v' }] })
    expect(await send(desk, 'delete-tag', { run_id: runId, key: 'k' })).toBeUndefined()
    expect(await send(desk, 'delete-tag', { run_id: runId, key: 'k' })).toBe('RESOURCE_DOES_NOT_EXIST')
    expect(textOf((await getRun(desk, runId)).data.tags)).not.toHaveProperty('k')
  })
})

describe('parameters', () => {
  test('never change', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const log = (value: string) => send(desk, 'log-parameter', { run_id: runId, key: 'depth', value })
    expect(await log('3')).toBeUndefined()
    expect(await log('3')).toBeUndefined()
    expect(await log('4')).toBe('INVALID_PARAMETER_VALUE')
    expect((await getRun(desk, runId)).data.params).toEqual([{ key: 'depth', value: '3' }])
  })

  test('of a refused batch leave nothing behind', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    await send(desk, 'log-parameter', { run_id: runId, key: 'b', value: '1' })
    const refused = await send(desk, 'log-batch', {
      run_id: runId,
      params: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
      tags: [{ key: 't', value: 'x' }],
      metrics: [{ key: 'm', value: 1, timestamp: 1 }],
    })
    expect(refused).toBe('INVALID_PARAMETER_VALUE')
    const { data } = await getRun(desk, runId)
    expect(data.params).toEqual([{ key: 'b', value: '1' }])
    expect(data.metrics).toEqual([])
    expect(textOf(data.tags)).not.toHaveProperty('t')
  })
})

describe('metrics', () => {
  test('show the highest step, then the latest time, then the greatest value', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const metrics = [
      { key: 'loss', value: 5, timestamp: 10, step: 2 },
      { key: 'loss', value: 9, timestamp: 99, step: 1 },
      { key: 'loss', value: 6, timestamp: 11, step: 2 },
      { key: 'loss', value: 4, timestamp: 11, step: 2 },
      { key: 'acc', value: 0.25, timestamp: 10 },
    ]
    expect(await send(desk, 'log-batch', { run_id: runId, metrics })).toBeUndefined()
    expect((await getRun(desk, runId)).data.metrics).toEqual([
      { key: 'acc', value: 0.25, timestamp: 10, step: 0 },
      { key: 'loss', value: 6, timestamp: 11, step: 2 },
    ])
  })

  test('may be no number or infinite', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    for (const value of ['NaN', 'Infinity', '-Infinity', '1.5'])
      await send(desk, 'log-metric', { run_id: runId, key: `m ${value}`, value, timestamp: '7' })
    const { metrics } = (await getRun(desk, runId)).data
    expect(Object.fromEntries(metrics.map(({ key, value }) => [key, value]))).toEqual({
      'm -Infinity': '-Infinity',
      'm 1.5': 1.5,
      'm Infinity': 'Infinity',
      'm NaN': 'NaN',
    })
    expect(await send(desk, 'log-metric', { run_id: runId, key: 'm', value: 'much', timestamp: 1 })).toBe(
      'INVALID_PARAMETER_VALUE',
    )
    expect(await send(desk, 'log-metric', { run_id: runId, key: 'm', value: 1, timestamp: -1 })).toBe(
      'INVALID_PARAMETER_VALUE',
    )
  })

  test('have a history, whole or in pages, without what was sent twice', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const metrics = [3, 1, 2].map((timestamp) => ({ key: 'm', value: timestamp * 10, timestamp, step: timestamp }))
    await send(desk, 'log-batch', { run_id: runId, metrics })
    await send(desk, 'log-batch', { run_id: runId, metrics })
    expect(desk.db.prepare('SELECT count(*) FROM run_metrics').pluck().get()).toBe(3)
    const history = async (query: string) => {
      const path = `${root}/metrics/get-history?run_id=${runId}&metric_key=m${query}`
      const { body } = await desk.call<{ metrics: { step: number }[]; next_page_token?: string }>('GET', path)
      return { steps: body.metrics.map(({ step }) => step), next: body.next_page_token }
    }
    expect(await history('')).toEqual({ steps: [1, 2, 3], next: undefined })
    const first = await history('&max_results=2')
    expect(first.steps).toEqual([1, 2])
    expect(await history(`&max_results=2&page_token=${encodeURIComponent(first.next ?? '')}`)).toEqual({
      steps: [3],
      next: undefined,
    })
    const bad = await desk.call('GET', `${root}/metrics/get-history?run_id=${runId}&metric_key=m&page_token=x`)
    expect(bad.status).toBe(400)
  })
})

describe('names and batches have limits', () => {
  test.each(['', '/abs', 'a/', 'a//b', '../up', '.', 'tab\tbed', 'x'.repeat(251)])(
    'the key %j is refused',
    async (key) => {
      const desk = await openMlflowDesk()
      const runId = await startRun(desk)
      expect(await send(desk, 'log-batch', { run_id: runId, tags: [{ key, value: 'v' }] })).toBe(
        'INVALID_PARAMETER_VALUE',
      )
    },
  )

  test.each(['a/b.c', 'mlflow.user', 'with space:and-more', '精度'])('the key %j is taken', async (key) => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    expect(await send(desk, 'log-metric', { run_id: runId, key, value: 1, timestamp: 1 })).toBeUndefined()
  })

  test('a batch holds 1000 metrics and 100 parameters or tags', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const metrics = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ key: 'm', value: index, timestamp: index }))
    const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `t${index}`, value: '' }))
    expect(await send(desk, 'log-batch', { run_id: runId, metrics: metrics(1000) })).toBeUndefined()
    expect(await send(desk, 'log-batch', { run_id: runId, metrics: metrics(1001) })).toBe('INVALID_PARAMETER_VALUE')
    expect(await send(desk, 'log-batch', { run_id: runId, tags: tags(100) })).toBeUndefined()
    expect(await send(desk, 'log-batch', { run_id: runId, tags: tags(101) })).toBe('INVALID_PARAMETER_VALUE')
    const same = [
      { key: 'p', value: '1' },
      { key: 'p', value: '1' },
    ]
    expect(await send(desk, 'log-batch', { run_id: runId, params: same })).toBe('INVALID_PARAMETER_VALUE')
  })
})

describe('what a run read and made', () => {
  test('datasets and models are listed with it, each once', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const dataset = { name: 'd', digest: '1', source_type: 'local', source: '{}', schema: '{"a":1}' }
    const input = { dataset, tags: [{ key: 'mlflow.data.context', value: 'eval' }] }
    for (let time = 0; time < 2; time++)
      await send(desk, 'log-inputs', { run_id: runId, datasets: [input], models: [{ model_id: 'm-1' }] })
    await send(desk, 'outputs', { run_id: runId, models: [{ model_id: 'm-2', step: 3 }] })
    const run = await getRun(desk, runId)
    expect(run.inputs).toEqual({ dataset_inputs: [input], model_inputs: [{ model_id: 'm-1' }] })
    expect(run.outputs).toEqual({ model_outputs: [{ model_id: 'm-2', step: 3 }] })
  })

  test('models in the old way are a tag that grows', async () => {
    const desk = await openMlflowDesk()
    const runId = await startRun(desk)
    const model = { artifact_path: 'm', flavors: {}, utc_time_created: 'now', run_id: runId }
    for (let time = 0; time < 2; time++)
      await send(desk, 'log-model', { run_id: runId, model_json: JSON.stringify(model) })
    const tags = textOf((await getRun(desk, runId)).data.tags)
    expect(JSON.parse(tags['mlflow.log-model.history'] ?? '')).toEqual([model, model])
    expect(await send(desk, 'log-model', { run_id: runId, model_json: '{"flavors":{}}' })).toBe(
      'INVALID_PARAMETER_VALUE',
    )
    expect(await send(desk, 'log-model', { run_id: runId, model_json: '{' })).toBe('INVALID_PARAMETER_VALUE')
  })
})
