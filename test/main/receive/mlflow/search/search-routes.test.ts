import { beforeEach, describe, expect, test } from 'vitest'
import { createDataset } from '../../../../../src/main/store/datasets.ts'
import { createExperiment, deleteExperiment, setExperimentTag } from '../../../../../src/main/store/experiments.ts'
import { createLoggedModel } from '../../../../../src/main/store/logged-models.ts'
import { addRunLinks } from '../../../../../src/main/store/run-links.ts'
import { createRun, deleteRun, logBatch, updateRun } from '../../../../../src/main/store/runs.ts'
import { type MlflowDesk, openMlflowDesk } from '../mlflow-desk.ts'
import { fillStore, makeRawTraces, type RawTrace } from './seed-traces.ts'

interface Failure {
  error_code: string
  message: string
}

let desk: MlflowDesk
beforeEach(async () => {
  desk = await openMlflowDesk()
})

async function refusal(path: string, body: object): Promise<string> {
  const answer = await desk.call<Failure>('POST', path, body)
  expect(answer).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  return answer.body.message
}

describe('traces', () => {
  const path = '/api/3.0/mlflow/traces/search'
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }]
  let raws: RawTrace[]
  beforeEach(() => {
    raws = makeRawTraces(40)
    fillStore(desk.db, raws)
  })

  test('are found page by page, in both versions', async () => {
    const expected = raws.filter((raw) => raw.experimentId === '0' && !raw.isDeleted).map((raw) => `tr-${raw.traceId}`)
    const found: string[] = []
    const foundV2: string[] = []
    for (let page_token: string | undefined; ; ) {
      const body = { locations, max_results: 6, page_token, order_by: ['request_id'] }
      const { body: page } = await desk.call<{ traces: { trace_id: string }[]; next_page_token?: string }>(
        'POST',
        path,
        body,
      )
      found.push(...page.traces.map((trace) => trace.trace_id))
      const query = new URLSearchParams({ experiment_ids: '0', max_results: '6', order_by: 'request_id' })
      if (page_token !== undefined) query.set('page_token', page_token)
      const v2 = await desk.call<{ traces: { request_id: string }[] }>('GET', `/api/2.0/mlflow/traces?${query}`)
      foundV2.push(...v2.body.traces.map((trace) => trace.request_id))
      page_token = page.next_page_token
      if (page_token === undefined) break
    }
    expect(found).toEqual(expected.sort())
    expect(foundV2).toEqual(found)
  })

  test('of experiments that do not exist are none', async () => {
    const nowhere = [{ mlflow_experiment: { experiment_id: '77' } }, { mlflow_experiment: { experiment_id: 'x' } }]
    expect(await desk.call('POST', path, { locations: nowhere })).toMatchObject({ status: 200, body: { traces: [] } })
    expect(await desk.call('POST', path, { locations: [] })).toMatchObject({ status: 200, body: { traces: [] } })
  })

  test.each([
    [{ filter: "foo = 'x'" }, /Invalid attribute key 'foo'.*timestamp_ms/],
    [{ filter: "foo.bar = 'x'" }, /Invalid entity type 'foo'.*metadata/],
    [{ filter: "status > 'OK'" }, /Invalid comparator '>' for 'status'.*IN and NOT IN/],
    [{ filter: "name IN ('x')" }, /Invalid comparator 'IN' for 'name'/],
    [{ filter: "run_id IN ('x')" }, /Invalid comparator 'IN' for 'run_id'/],
    [{ filter: 'tags.a = 5' }, /Expected a quoted string value for 'tags.a'/],
    [{ filter: "tags.a IN ('x')" }, /Invalid comparator 'IN'/],
    [{ filter: "timestamp_ms > 'soon'" }, /Expected a numeric value for 'timestamp_ms'/],
    [{ filter: 'timestamp_ms IS NULL' }, /Invalid comparator 'IS NULL'/],
    [{ filter: 'feedback.x = 3' }, /Expected a quoted string value for 'feedback.x'/],
    [{ filter: "feedback.x > '3'" }, /Expected a numeric value for 'feedback.x'/],
    [{ filter: "feedback. = 'x'" }, /needs a name after the dot/],
    [{ filter: "span.kind = 'x'" }, /Invalid span attribute 'kind'/],
    [{ filter: "span.attributes. = 'x'" }, /needs a name/],
    [{ filter: "span.name > 'x'" }, /Invalid comparator '>'/],
    [{ filter: "text = 'x'" }, /Invalid comparator '='.*LIKE and ILIKE/],
    [{ filter: "prompt LIKE 'a/1'" }, /Invalid comparator 'LIKE' for 'prompt'/],
    [{ filter: "prompt = 'a'" }, /Write name and version/],
    [{ filter: "issue.name = 'x'" }, /issue.id/],
    [{ filter: "metadata.`mlflow.trace.tokenUsage` LIKE '%'" }, /Invalid comparator 'LIKE'/],
    [{ filter: "name RLIKE '('" }, /regular expression after RLIKE cannot be used/],
    [{ filter: `name LIKE '${'a'.repeat(60_000)}'` }, /too long/],
    [{ order_by: ['foo'] }, /Invalid attribute key 'foo' in order_by/],
    [{ order_by: ['span.name'] }, /cannot be ordered by 'span.name'/],
    [{ order_by: ['status', 'trace.status DESC'] }, /twice/],
    [{ order_by: ['metadata.`mlflow.trace.cost`'] }, /made of several values/],
    [{ max_results: 501 }, /at most 500/],
    [{ max_results: 0 }, /positive integer/],
    [{ page_token: 'nonsense' }, /Invalid page token/],
    [{ locations: undefined }, /Missing value for required parameter 'locations'/],
  ])('are not searched by %j', async (wrong, message) => {
    expect(await refusal(path, { locations, ...wrong })).toMatch(message)
  })

  test('are counted by two filters and their overlap', async () => {
    const answer = await desk.call('POST', '/api/3.0/mlflow/traces/calculate-filter-correlation', {
      experiment_ids: ['0', '1', '2'],
      filter_string1: "status = 'OK'",
      filter_string2: "metadata.`mlflow.trace.session` = 's1'",
    })
    const living = raws.filter((raw) => !raw.isDeleted)
    const first = living.filter((raw) => raw.state === 'OK')
    const second = living.filter((raw) => raw.sessionId === 's1')
    const joint = first.filter((raw) => raw.sessionId === 's1').length
    const npmi = (n11: number, n1: number, n2: number, n: number) =>
      (Math.log(n11) + Math.log(n) - Math.log(n1) - Math.log(n2)) / (Math.log(n) - Math.log(n11))
    expect(joint).toBeGreaterThan(0)
    expect(answer.body).toEqual({
      npmi: expect.closeTo(npmi(joint, first.length, second.length, living.length), 10),
      npmi_smoothed: expect.closeTo(npmi(joint + 0.5, first.length + 1, second.length + 1, living.length + 2), 10),
      filter1_count: first.length,
      filter2_count: second.length,
      joint_count: joint,
      total_count: living.length,
    })
    expect(
      await desk.call('POST', '/api/3.0/mlflow/traces/calculate-filter-correlation', {
        experiment_ids: ['0'],
        filter_string1: "status = 'none'",
        filter_string2: "status = 'OK'",
      }),
    ).toMatchObject({ status: 200, body: { npmi: 'NaN', npmi_smoothed: 'NaN', joint_count: 0 } })
  })
})

describe('usage, prompts and what the server answers by itself', () => {
  const path = '/api/3.0/mlflow/traces/search'
  const ids = async (filter: string) => {
    const locations = [{ mlflow_experiment: { experiment_id: '0' } }]
    const { body } = await desk.call<{ traces: { trace_id: string }[] }>('POST', path, { locations, filter })
    return body.traces.map(({ trace_id }) => trace_id.slice(-1))
  }

  test('are found by the keys that clients see', async () => {
    const start = (end: string, info: object) =>
      desk.call('POST', '/api/3.0/mlflow/traces', {
        trace: {
          trace_info: {
            trace_id: `tr-${'0'.repeat(31)}${end}`,
            trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
            request_time: `2026-01-01T00:00:0${end}.123456Z`,
            execution_duration: '1.5s',
            state: 'OK',
            ...info,
          },
        },
      })
    const usage = '{"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}'
    await start('1', {
      trace_metadata: { 'mlflow.trace.tokenUsage': usage, 'mlflow.trace.cost': '{"total_cost": 0.5}' },
    })
    await start('2', { tags: { 'mlflow.linkedPrompts': '[{"name": "greet", "version": "2"}, "odd"]' } })
    await start('3', { tags: { 'mlflow.linkedPrompts': 'no json', 'mlflow.traceName': 'three' } })
    expect(await ids(`metadata.\`mlflow.trace.tokenUsage\` = '${usage}'`)).toEqual(['1'])
    expect(await ids('metadata.`mlflow.trace.tokenUsage` IS NOT NULL')).toEqual(['1'])
    expect(await ids("metadata.`mlflow.trace.tokenUsage` != '{}'")).toEqual(['1'])
    expect(await ids('metadata.`mlflow.trace.cost` IS NULL')).toEqual(['3', '2'])
    expect(await ids("prompt = 'greet/2'")).toEqual(['2'])
    expect(await ids("prompt = 'greet/1'")).toEqual([])
    expect(await ids("tags.`mlflow.trace.spansLocation` = 'TRACKING_STORE'")).toEqual([])
    expect(await ids("tags.`mlflow.artifactLocation` LIKE 'mlflow-artifacts:/0/traces/tr-%2/artifacts'")).toEqual(['2'])
    expect(await ids("name = 'three'")).toEqual(['3'])
    const second = Date.parse('2026-01-01T00:00:02.123Z')
    expect(
      await ids(`timestamp_ms = ${second} AND end_time_ms = ${second + 1500} AND execution_time_ms = 1500`),
    ).toEqual(['2'])
  })
})

describe('experiments', () => {
  const path = '/api/2.0/mlflow/experiments/search'
  const names = async (body: object) =>
    (await desk.call<{ experiments: { name: string }[] }>('POST', path, body)).body.experiments.map(({ name }) => name)

  test('are found by name, tags and time, deleted ones when asked for', async () => {
    const made = ['b', 'a', 'Ab'].map((name, index) =>
      createExperiment(desk.db, { name, tags: { team: name } }, 5_000 + index),
    )
    setExperimentTag(desk.db, made[0]?.experimentId as string, 'only', 'x', 6_000)
    deleteExperiment(desk.db, made[1]?.experimentId as string, 7_000)
    expect(await names({ filter: "name LIKE 'A%'" })).toEqual(['Ab'])
    expect(await names({ filter: "name ILIKE 'a%'", view_type: 'ALL', order_by: ['name'] })).toEqual(['Ab', 'a'])
    expect(await names({ view_type: 2 })).toEqual(['a'])
    expect(await names({ filter: "tags.only = 'x'" })).toEqual(['b'])
    expect(await names({ filter: "tags.only IS NULL AND tags.team = 'Ab'" })).toEqual(['Ab'])
    expect(await names({ filter: 'creation_time >= 5000 AND creation_time < 5002', view_type: 'ALL' })).toEqual([
      'a',
      'b',
    ])
    expect(
      await names({ filter: `experiment_id IN ('${made[2]?.experimentId}', '0')`, order_by: ['creation_time'] }),
    ).toEqual(['Ab', 'Default'])
    const first = await desk.call<{ next_page_token: string }>('GET', `${path}?max_results=1&order_by=name`)
    expect(first.body).toMatchObject({ experiments: [{ name: 'Ab' }] })
    expect(await names({ max_results: 5, order_by: ['name'], page_token: first.body.next_page_token })).toEqual([
      'Default',
      'b',
    ])
    expect(await refusal(path, { filter: "foo = 'x'" })).toMatch(/Valid keys are name/)
    expect(await refusal(path, { filter: "experiment_id = 'x'" })).toMatch(/whole numbers/)
  })
})

describe('runs', () => {
  const path = '/api/2.0/mlflow/runs/search'
  const names = async (body: object) =>
    (
      await desk.call<{ runs: { info: { run_name: string } }[] }>('POST', path, { experiment_ids: ['0'], ...body })
    ).body.runs.map(({ info }) => info.run_name)

  test('are found by metrics, params, tags, attributes and datasets', async () => {
    const make = (name: string, startMs: number, accuracy: number | null, params: Record<string, string>) => {
      const { runId } = createRun(desk.db, { experimentId: '0', name, startMs, tags: { kind: name } })
      const metric = (value: number | null, step: number) => ({ key: 'accuracy', value, timestampMs: startMs, step })
      logBatch(desk.db, runId, { metrics: [metric(0.99, 0), metric(accuracy, 1)], params, tags: {} })
      return runId
    }
    const good = make('good', 10, 0.9, { lr: '0.1' })
    const bad = make('bad', 20, 0.2, {})
    make('nan', 30, null, { lr: '0.2' })
    const gone = make('gone', 40, 0.95, {})
    deleteRun(desk.db, gone, 50)
    updateRun(desk.db, bad, { status: 'FAILED', endMs: 25 })
    addRunLinks(desk.db, good, [
      {
        kind: 'dataset',
        key: 'd1',
        content: { dataset: { name: 'gold', digest: 'abc' }, tags: [{ key: 'mlflow.data.context', value: 'eval' }] },
      },
    ])
    expect(await names({})).toEqual(['nan', 'bad', 'good'])
    expect(await names({ filter: 'metrics.accuracy > 0.5' })).toEqual(['good'])
    expect(await names({ filter: 'metrics.accuracy != 0.9' })).toEqual(['nan', 'bad'])
    expect(await names({ filter: 'metrics.accuracy > 0.5', run_view_type: 'ALL' })).toEqual(['gone', 'good'])
    expect(await names({ filter: "params.lr LIKE '0.%' AND run_name = 'good'" })).toEqual(['good'])
    expect(await names({ filter: 'params.lr IS NULL' })).toEqual(['bad'])
    expect(await names({ filter: "attributes.status = 'FAILED' AND end_time <= 25" })).toEqual(['bad'])
    expect(await names({ filter: "tags.kind ILIKE 'GO%' AND created < 15" })).toEqual(['good'])
    expect(await names({ filter: `run_id IN ('${good}', '${bad}')` })).toEqual(['bad', 'good'])
    expect(await names({ filter: "dataset.name = 'gold' AND dataset.digest LIKE 'a%'" })).toEqual(['good'])
    expect(await names({ filter: "datasets.context = 'eval'" })).toEqual(['good'])
    expect(await names({ filter: "dataset.context = 'train'" })).toEqual([])
    expect(await names({ order_by: ['metrics.accuracy ASC'] })).toEqual(['bad', 'good', 'nan'])
    expect(await names({ order_by: ['params.lr DESC'] })).toEqual(['nan', 'good', 'bad'])
    expect(await names({ order_by: ['attributes.run_name'], max_results: 2 })).toEqual(['bad', 'good'])
    expect(await names({ experiment_ids: ['5'] })).toEqual([])
    expect(await refusal(path, { filter: "metrics.accuracy = 'x'" })).toMatch(/Expected a numeric value/)
    expect(await refusal(path, { filter: "status IN ('FAILED')" })).toMatch(/Invalid comparator 'IN'/)
    expect(await refusal(path, { filter: "tags.a RLIKE 'x'" })).toMatch(/Invalid comparator 'RLIKE'/)
    expect(await refusal(path, { filter: "dataset.schema = 'x'" })).toMatch(/name, digest and context/)
    expect(await refusal(path, { max_results: 50_001 })).toMatch(/at most 50000/)
  })
})

describe('logged models and datasets', () => {
  test('are found by attributes, metrics, params and tags', async () => {
    const make = (name: string, nowMs: number) =>
      createLoggedModel(desk.db, { experimentId: '0', name, modelType: 'agent', params: { k: name }, tags: {} }, nowMs)
    const one = make('one', 1)
    make('two', 2)
    const { runId } = createRun(desk.db, { experimentId: '0', startMs: 1, tags: {} })
    const metric = { key: 'f1', timestampMs: 1, step: 0, modelId: one.modelId }
    logBatch(desk.db, runId, { metrics: [{ ...metric, value: 0.8, datasetName: 'gold' }], params: {}, tags: {} })
    const names = async (body: object) => {
      const path = '/api/2.0/mlflow/logged-models/search'
      const { body: answer } = await desk.call<{ models: { info: { name: string } }[] }>('POST', path, {
        experiment_ids: ['0'],
        ...body,
      })
      return answer.models.map(({ info }) => info.name)
    }
    expect(await names({})).toEqual(['two', 'one'])
    expect(await names({ order_by: [{ field_name: 'name' }] })).toEqual(['one', 'two'])
    expect(await names({ order_by: [{ field_name: 'metrics.f1', ascending: false }] })).toEqual(['one', 'two'])
    expect(await names({ filter: "metrics.f1 > 0.5 AND params.k = 'one'" })).toEqual(['one'])
    expect(await names({ datasets: [{ dataset_name: 'gold' }] })).toEqual(['one'])
    expect(await names({ filter: 'metrics.f1 > 0.5', datasets: [{ dataset_name: 'other' }] })).toEqual([])
    expect(await names({ filter: "name IN ('two') AND creation_timestamp >= 2 AND model_type LIKE 'a%'" })).toEqual([
      'two',
    ])
  })

  test('datasets by name, time, tags and experiment', async () => {
    const { experimentId } = createExperiment(desk.db, { name: 'e', tags: {} }, 1)
    createDataset(desk.db, { name: 'alpha', experimentIds: ['0'], tags: { stage: 'gold' } }, 10)
    createDataset(desk.db, { name: 'beta', experimentIds: [experimentId], tags: {} }, 20)
    const names = async (body: object) => {
      const { body: answer } = await desk.call<{ datasets: { name: string }[] }>(
        'POST',
        '/api/3.0/mlflow/datasets/search',
        body,
      )
      return answer.datasets.map(({ name }) => name)
    }
    expect(await names({})).toEqual(['beta', 'alpha'])
    expect(await names({ experiment_ids: ['0'] })).toEqual(['alpha'])
    expect(await names({ filter_string: "name IN ('alpha', 'x') AND created_time < 15" })).toEqual(['alpha'])
    expect(await names({ filter_string: "tags.stage LIKE 'g%'" })).toEqual(['alpha'])
    expect(await names({ order_by: ['name ASC'], max_results: 1 })).toEqual(['alpha'])
    expect(await refusal('/api/3.0/mlflow/datasets/search', { filter_string: "digest = 'x'" })).toMatch(
      /Valid keys are name/,
    )
  })
})
