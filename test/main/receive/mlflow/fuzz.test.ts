/** Whatever is sent to whichever route: an answer in MLflow's form, never a bug, and the server goes on. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Route } from '../../../../src/main/receive/mlflow/route.ts'
import { routes } from '../../../../src/main/receive/mlflow/routes.ts'
import { makeTraceId, makeTraceRequest } from '../../../contract/fixtures.ts'
import '../../../support/seed.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

/** Names that the routes know, so that values get past the first check. */
const names = [
  'experiment_id experiment_ids experiment_name name run_id run_uuid run_ids trace_id trace_ids trace trace_info key value',
  'tags metrics params status filter filter_string order_by max_results page_token assessment assessment_id update_mask',
  'dataset_id records schema_id queue_id items user_id users input type title timestamp step datasets models locations',
  'model_id issue_id item_id experiment_id schema_ids queue_type user view_type new_name request_ids spans assessment_name',
  'feedback expectation source rationale metadata overrides state request_time execution_duration trace_location',
].flatMap((line) => line.split(' '))
const filters = ["name = 'a'", "trace.status = 'OK' AND tag.`a.b` LIKE '%'", "feedback.x = 'no'", 'timestamp_ms DESC']

/** Ids of things that exist, which arbitrary requests then read, change and delete. */
async function makeThings(desk: MlflowDesk): Promise<string[]> {
  const post = async (path: string, body: object | string, headers?: Record<string, string>) => {
    const answer = await desk.call<object>('POST', path, body, headers)
    expect({ path, answer }).toMatchObject({ answer: { status: 200 } })
    return JSON.stringify(answer.body)
  }
  const traceId = `tr-${makeTraceId(1)}`
  await post('/v1/traces', makeTraceRequest(makeTraceId(1), 3), {
    'content-type': 'application/json',
    'x-mlflow-experiment-id': '0',
  })
  const source = { source_type: 'HUMAN', source_id: 'me' }
  const made = [
    await post('/api/2.0/mlflow/experiments/create', { name: 'a' }),
    await post('/api/2.0/mlflow/runs/create', { experiment_id: '0', start_time: 1 }),
    await post(`/api/3.0/mlflow/traces/${traceId}/assessments`, {
      assessment: { assessment_name: 'x', source, feedback: { value: 'no' } },
    }),
    await post('/api/3.0/mlflow/label-schemas/create', {
      experiment_id: '0',
      name: 'q',
      type: 'FEEDBACK',
      input: { text: {} },
    }),
    await post('/api/3.0/mlflow/review-queues/get-or-create-user', { experiment_id: '0', user: 'me' }),
    await post('/api/3.0/mlflow/datasets/create', { name: 'd', experiment_ids: ['0'] }),
  ]
  // Whatever looks like an id, wherever the answers have it.
  return [traceId, ...made.flatMap((json) => json.match(/\b(?:[a-z]{1,4}-)?[0-9a-f]{32}\b/g) ?? [])]
}

function arbitrariesOf(ids: readonly string[]) {
  const text = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...ids) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('', '0', '1', 'a', 'x'.repeat(300), '[]', '{}', '-1', '%', '🙂', ...filters),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('[{"inputs":{"q":1}}]', 'FINISHED', 'FEEDBACK', 'COMPLETE', 'value,rationale'),
    },
    { weight: 1, arbitrary: fc.string() },
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      text,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
    ),
  }))
  // About half of the names at once, with values of the right kind for some, so that requests get past the first check.
  const likely: Record<string, fc.Arbitrary<unknown>> = {
    experiment_id: fc.constantFrom('0', '1'),
    experiment_ids: fc.constant(['0', '1']),
    trace_ids: fc.array(fc.constantFrom(...ids)),
    schema_ids: fc.array(fc.constantFrom(...ids)),
    max_results: fc.integer({ min: -1, max: 2000 }),
    order_by: fc.constantFrom([], ['timestamp_ms DESC'], ['name']),
    filter: fc.constantFrom('', ...filters),
    timestamp: fc.nat(),
    step: fc.nat(),
    feedback: fc.record({ value }),
    source: fc.constant({ source_type: 'HUMAN', source_id: 'me' }),
    input: fc.constantFrom({ text: {} }, { categorical: { options: ['a', 'b'] } }, { numeric: { min_value: 0 } }),
    tags: fc.oneof(fc.constant([{ key: 'a', value: 'b' }]), fc.constant('{"a":"b"}'), value),
  }
  const fieldOf = (name: string) => {
    const fit = likely[name]
    return fit === undefined ? fc.oneof(text, value) : fc.oneof({ weight: 4, arbitrary: fit }, value)
  }
  const members = fc.record(Object.fromEntries(names.map((name) => [name, fieldOf(name)])), { requiredKeys: [] })
  const body = fc.oneof(
    { weight: 8, arbitrary: members.map((object) => JSON.stringify(object)) },
    { weight: 1, arbitrary: value.map((any) => JSON.stringify(any)) },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  )
  const type = fc.oneof(
    { weight: 6, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.constantFrom('application/x-protobuf', 'text/plain', '') },
  )
  return { text, body, type }
}

function toPath(route: Route, given: readonly string[]): string {
  let at = 0
  const path = route.path.replaceAll(/\{\*?\w+\}/g, () => encodeURIComponent(given[at++ % given.length] ?? '') || '0')
  return route.versions.length === 0 ? path : `/api/${route.versions[0]}${path}`
}

async function expectSaneAnswer(desk: MlflowDesk, method: string, path: string, sent: unknown, contentType: string) {
  const headers = { 'x-mlflow-experiment-id': '0', ...(contentType !== '' && { 'content-type': contentType }) }
  const answer = await desk.call<{ error_code?: string; message?: string; detail?: unknown }>(
    method,
    path,
    method === 'GET' ? undefined : sent,
    headers,
  )
  // A bug is told with its route, so that the list is not needed.
  expect({ method, path, status: answer.status, bugs: desk.bugs }).toMatchObject({ bugs: [] })
  expect(answer.status === 501 || answer.status < 500).toBe(true)
  if (answer.status < 400 || (answer.status === 404 && typeof answer.body === 'string')) return
  expect(answer.headers.get('content-type')).toMatch(/^(application\/(json|x-protobuf)|text\/html)/)
  if (typeof answer.body === 'object' && answer.body.detail === undefined) {
    expect(answer.body).toEqual({ error_code: expect.any(String), message: expect.any(String) })
  }
}

it('survives arbitrary requests to every route', async () => {
  const desk = await openMlflowDesk()
  const { text, body, type } = arbitrariesOf(await makeThings(desk))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes.flatMap((route) => route.methods.map((method) => ({ method, route })))),
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 6 }),
      body,
      type,
      async ({ method, route }, segments, query, sent, contentType) => {
        const path = `${toPath(route, segments)}?${new URLSearchParams(query)}`
        await expectSaneAnswer(desk, method, path, sent, contentType)
      },
    ),
    { numRuns: 2000 },
  )
  expect((await desk.call('GET', '/health')).status).toBe(200)
})

it('survives arbitrary paths', async () => {
  const desk = await openMlflowDesk()
  const { text } = arbitrariesOf(['tr-0'])
  const segment = fc.oneof(text, fc.constantFrom('api', 'ajax-api', '2.0', '3.0', 'mlflow', 'traces', '..', '.', '%2e'))
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 6 }), fc.string(), async (segments, query) => {
      const path = `/${segments.map(encodeURIComponent).join('/')}?${encodeURIComponent(query)}`
      await expectSaneAnswer(desk, 'POST', path, '{}', 'application/json')
    }),
    { numRuns: 300 },
  )
})

it('changes nothing by a GET, as any page can send one', async () => {
  const desk = await openMlflowDesk()
  const { text } = arbitrariesOf(await makeThings(desk))
  // Made when they are first listed, as by the real server.
  await desk.call('GET', '/api/3.0/mlflow/label-schemas/list?experiment_id=0')
  const isMade = await desk.call('GET', '/api/3.0/mlflow/label-schemas/list?experiment_id=1')
  expect(isMade.status).toBe(200)
  desk.changes.length = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes.filter((route) => route.methods.includes('GET'))),
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), text, { minKeys: 3, maxKeys: 12 }),
      async (route, segments, query) => {
        await expectSaneAnswer(desk, 'GET', `${toPath(route, segments)}?${new URLSearchParams(query)}`, undefined, '')
        expect({ path: route.path, changes: desk.changes }).toEqual({ path: route.path, changes: [] })
      },
    ),
    { numRuns: 500 },
  )
})
