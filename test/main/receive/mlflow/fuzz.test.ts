/** Whatever is sent to whichever route: an answer in MLflow's form, never a bug, and the server goes on. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Route } from '../../../../src/main/receive/mlflow/route.ts'
import { routes } from '../../../../src/main/receive/mlflow/routes.ts'
import '../../../support/seed.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

/** Names that the routes know, so that values get past the first check. */
const names = [
  'experiment_id experiment_ids experiment_name name run_id run_uuid run_ids trace_id trace_ids trace trace_info key value',
  'tags metrics params status filter filter_string order_by max_results page_token assessment assessment_id update_mask',
  'dataset_id records schema_id queue_id items user_id users input type title timestamp step datasets models locations',
].flatMap((line) => line.split(' '))

const text = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    'a',
    'x'.repeat(300),
    "name = 'a'",
    '[]',
    '{}',
    '[{"inputs":{}}]',
    'tr-',
    '-1',
    '%',
    '🙂',
  ),
  fc.stringMatching(/^(tr-)?[0-9a-f]{32}$/),
  fc.string(),
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
const members = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 })
const body = fc.oneof(
  { weight: 6, arbitrary: members.map((object) => JSON.stringify(object)) },
  { weight: 1, arbitrary: value.map((any) => JSON.stringify(any)) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
)
const type = fc.constantFrom('application/json', 'application/x-protobuf', 'text/plain', '')

function toPath(route: Route, given: readonly string[]): string {
  let at = 0
  const path = route.path.replaceAll(/\{\*?\w+\}/g, () => encodeURIComponent(given[at++ % given.length] ?? '') || '0')
  return route.versions.length === 0 ? path : `/api/${route.versions[0]}${path}`
}

async function expectSaneAnswer(desk: MlflowDesk, method: string, path: string, sent: unknown, contentType: string) {
  const isBodyless = method === 'GET'
  const headers = { 'x-mlflow-experiment-id': '0', ...(contentType !== '' && { 'content-type': contentType }) }
  const answer = await desk.call<{ error_code?: string; message?: string; detail?: unknown }>(
    method,
    path,
    isBodyless ? undefined : sent,
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

it('survives arbitrary bodies on every route', async () => {
  const desk = await openMlflowDesk()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes.flatMap((route) => route.methods.map((method) => ({ method, route })))),
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 3 }),
      body,
      type,
      async ({ method, route }, segments, query, sent, contentType) => {
        const path = `${toPath(route, segments)}?${new URLSearchParams(query)}`
        await expectSaneAnswer(desk, method, path, sent, contentType)
      },
    ),
    { numRuns: 1500 },
  )
  expect((await desk.call('GET', '/health')).status).toBe(200)
})

it('survives arbitrary paths', async () => {
  const desk = await openMlflowDesk()
  const segment = fc.oneof(text, fc.constantFrom('api', 'ajax-api', '2.0', '3.0', 'mlflow', 'traces', '..', '.', '%2e'))
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 6 }), fc.string(), async (segments, query) => {
      const path = `/${segments.map(encodeURIComponent).join('/')}?${encodeURI(query)}`
      await expectSaneAnswer(desk, 'POST', path, '{}', 'application/json')
    }),
    { numRuns: 300 },
  )
})
