import { request } from 'node:http'
import { expect, it } from 'vitest'
import { emptyTrash } from '../../../../src/main/store/trace-write.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'
import { any, end, getInfo, makeRun, otlpJson, sendSpans, start, startTrace } from './mlflow-requests.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const rootId = 'b7ad6b7169203331'
const childId = 'b7ad6b7169203332'
const base = '/api/2.0/mlflow-artifacts/artifacts'
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

/**
 * What the TypeScript SDK writes into `traces.json` for a span with inputs and outputs; every attribute value is JSON
 * text. Numbers as text here, as JavaScript's would lose digits.
 */
function traceFile(): string {
  const span = (id: string, parent: string | null, name: string, attributes: object) =>
    `{"trace_id":"${base64(traceId)}","span_id":"${base64(id)}","parent_span_id":${parent === null ? 'null' : `"${base64(parent)}"`},
      "name":"${name}","start_time_unix_nano":${start},"end_time_unix_nano":${end},
      "status":{"code":"STATUS_CODE_OK","message":""},"attributes":${JSON.stringify(attributes)},
      "events":[{"name":"ev","time_unix_nano":${start},"attributes":{"a":1}}]}`
  return `{"spans":[${span(rootId, null, 'root', rootTexts)},${span(childId, rootId, 'child', childTexts)}]}`
}

const rootTexts = {
  'mlflow.traceRequestId': `"tr-${traceId}"`,
  'mlflow.spanType': '"AGENT"',
  'mlflow.spanInputs': '{"question":"what?"}',
  'mlflow.spanOutputs': '"42"',
}
const childTexts = { 'mlflow.traceRequestId': `"tr-${traceId}"`, 'mlflow.spanType': '"LLM"' }

/** The same spans as the SDK's OTLP exporter sends them: the same JSON texts as string values. */
const otlpSpans = [
  { spanId: rootId, name: 'root', attributes: texts(rootTexts) },
  { spanId: childId, parentSpanId: rootId, name: 'child', attributes: texts(childTexts) },
]

function texts(record: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, any(value)]))
}

async function readSpans(desk: MlflowDesk) {
  type Answer = { trace: { spans: { name: string; attributes: { key: string; value: unknown }[] }[] } }
  const { body } = await desk.call<Answer>('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`)
  return body.trace.spans.map(({ name, attributes }) => ({
    name,
    ...Object.fromEntries(attributes.map(({ key, value }) => [key, value])),
  }))
}

const expectedSpans = [
  {
    name: 'root',
    'mlflow.traceRequestId': { string_value: `tr-${traceId}` },
    'mlflow.spanType': { string_value: 'AGENT' },
    'mlflow.spanInputs': { kvlist_value: { values: [{ key: 'question', value: { string_value: 'what?' } }] } },
    'mlflow.spanOutputs': { string_value: '42' },
  },
  {
    name: 'child',
    'mlflow.traceRequestId': { string_value: `tr-${traceId}` },
    'mlflow.spanType': { string_value: 'LLM' },
  },
]

it('takes a trace the way of the TypeScript SDK: record, file at the place it was told, then OTLP', async () => {
  const desk = await openMlflowDesk()
  const info = await startTrace(desk, traceId, { request_preview: '{"question":"what?"}', response_preview: '42' })
  const location = new URL(info.tags['mlflow.artifactLocation'] ?? '')
  expect(location.protocol).toBe('mlflow-artifacts:')
  const put = await desk.call('PUT', `${base}${location.pathname}/traces.json`, traceFile(), {
    'content-type': 'application/json',
  })
  expect(put).toMatchObject({ status: 200, body: {} })
  expect(await readSpans(desk)).toEqual(expectedSpans)
  await sendSpans(desk, traceId, otlpSpans)
  expect(await readSpans(desk)).toEqual(expectedSpans)
  expect(desk.db.prepare('SELECT count(*) FROM spans').pluck().get()).toBe(2)
  expect((await getInfo(desk, traceId)).tags['mlflow.trace.spansLocation']).toBe('TRACKING_STORE')
  expect(desk.db.prepare('SELECT input_preview, output_preview FROM trace_texts').get()).toEqual({
    input_preview: 'what?',
    output_preview: '42',
  })
})

it.each([
  ['record, file, OTLP', ['start', 'put', 'otlp']],
  ['record, OTLP, file', ['start', 'otlp', 'put']],
  ['OTLP, record, file', ['otlp', 'start', 'put']],
  ['OTLP, file, record', ['otlp', 'put', 'start']],
  ['file, OTLP, record', ['put', 'otlp', 'start']],
  ['file, record, OTLP', ['put', 'start', 'otlp']],
  ['all of it twice', ['start', 'put', 'otlp', 'put', 'start', 'otlp']],
])('ends the same whatever comes first: %s', async (_name, order) => {
  const desk = await openMlflowDesk()
  const steps: Record<string, () => Promise<unknown>> = {
    start: () => startTrace(desk, traceId, { tags: { team: 'red' }, request_time: '2026-09-21T14:13:20.123Z' }),
    put: () => desk.call('PUT', `${base}/0/traces/tr-${traceId}/artifacts/traces.json`, traceFile()),
    otlp: () => sendSpans(desk, traceId, otlpSpans),
  }
  for (const step of order) await steps[step]?.()
  expect(await readSpans(desk)).toEqual(expectedSpans)
  expect(desk.db.prepare('SELECT span_count, state, start_us, duration_us FROM traces').all()).toEqual([
    { span_count: 2, state: 'OK', start_us: 1_790_000_000_123_456, duration_us: 1_234_000 },
  ])
  // What only OTLP says is kept, whichever came last.
  expect(desk.db.prepare('SELECT DISTINCT kind FROM spans').pluck().all()).toEqual([1])
  expect(desk.db.prepare('SELECT service_name FROM traces').pluck().get()).toBe('svc')
})

it('takes the way of version 2, whose file has other trace ids than its path', async () => {
  const desk = await openMlflowDesk()
  type Begun = { trace_info: { request_id: string } }
  const begun = await desk.call<Begun>('POST', '/api/2.0/mlflow/traces', { experiment_id: '0', timestamp_ms: 1 })
  const id = begun.body.trace_info.request_id
  const file = JSON.stringify({
    spans: [
      {
        name: 'root',
        context: { span_id: `0x${rootId}`, trace_id: `0x${traceId}` },
        parent_id: null,
        start_time: 1_790_000_000_123_456,
        end_time: 1_790_000_001_357_456,
        status_code: 'OK',
        status_message: '',
        attributes: { 'mlflow.traceRequestId': `"${id}"`, 'mlflow.spanType': '"LLM"', 'mlflow.spanInputs': '{"q":1}' },
        events: [],
      },
    ],
    request: '{"q":1}',
    response: 'null',
  })
  await desk.call('PUT', `${base}/0/traces/${id}/artifacts/traces.json`, file)
  await desk.call('PATCH', `/api/2.0/mlflow/traces/${id}`, { timestamp_ms: 1_790_000_001_357, status: 'OK' })
  const read = await desk.call<string>('GET', `${base}/0/traces/${id}/artifacts/traces.json`)
  const [span] = (JSON.parse(read.body) as { spans: { attributes: Record<string, string> }[] }).spans
  expect(span?.attributes).toEqual({
    'mlflow.traceRequestId': `"${id}"`,
    'mlflow.spanType': '"LLM"',
    'mlflow.spanInputs': '{"q":1}',
  })
})

it('gives the file of a trace back from its spans, whichever way they came', async () => {
  const desk = await openMlflowDesk()
  const path = `${base}/0/traces/tr-${traceId}/artifacts/traces.json`
  expect(await desk.call('GET', path)).toMatchObject({ status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } })
  await sendSpans(desk, traceId, [
    {
      spanId: rootId,
      name: 'root',
      attributes: { 'mlflow.traceRequestId': any(`tr-${traceId}`), 'mlflow.spanOutputs': any('123'), n: any(5) },
      links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16) }],
    },
  ])
  const { body, headers } = await desk.call<string>('GET', path)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(body).toContain(`"start_time_unix_nano":${start},`)
  expect(JSON.parse(body)).toMatchObject({
    spans: [
      {
        trace_id: base64(traceId),
        span_id: base64(rootId),
        parent_span_id: null,
        status: { code: 'STATUS_CODE_OK' },
        // Texts stay texts, numbers numbers.
        attributes: { 'mlflow.traceRequestId': `"tr-${traceId}"`, 'mlflow.spanOutputs': '"123"', n: '5' },
        links: [{ trace_id: `tr-${'1'.repeat(32)}`, span_id: '2'.repeat(16) }],
      },
    ],
  })
})

it('refuses a file without spans, and one of an experiment that is not there', async () => {
  const desk = await openMlflowDesk()
  const put = (path: string, body: string) => desk.call('PUT', `${base}/${path}`, body)
  const place = `0/traces/tr-${traceId}/artifacts/traces.json`
  const bad = { status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } }
  expect(await put(place, '{')).toMatchObject(bad)
  expect(await put(place, '{"a":1}')).toMatchObject(bad)
  expect(await put(place, '{"spans":[{"name":"x"}]}')).toMatchObject(bad)
  expect(await put(place.replace('0/', '77/'), traceFile())).toMatchObject({ status: 404 })
  expect(desk.db.prepare('SELECT count(*) FROM traces').pluck().get()).toBe(0)
})

it('keeps any other file as it is, lists it, and deletes it', async () => {
  const desk = await openMlflowDesk()
  const runId = await makeRun(desk)
  const root = `0/${runId}/artifacts`
  const bytes = Uint8Array.from([0, 255, 10, 13])
  const put = (path: string, body: string | Uint8Array) => desk.call('PUT', `${base}/${root}/${path}`, body)
  await put('tables/eval.json', '{"a":1}')
  await put('tables/deep/er.bin', bytes)
  await put('top.txt', 'old')
  await put('top.txt', 'hello')
  await put('tables0.txt', 'beside')
  const read = await fetch(`${desk.url}${base}/${root}/tables/deep/er.bin`)
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes)
  expect(await desk.call('GET', `${base}?path=${root}`)).toMatchObject({
    body: {
      files: [
        { path: 'tables', is_dir: true },
        { path: 'tables0.txt', is_dir: false, file_size: 6 },
        { path: 'top.txt', is_dir: false, file_size: 5 },
      ],
    },
  })
  expect(await desk.call('GET', `/api/2.0/mlflow/artifacts/list?run_id=${runId}&path=tables`)).toMatchObject({
    body: {
      root_uri: `mlflow-artifacts:/${root}`,
      files: [
        { path: 'tables/deep', is_dir: true },
        { path: 'tables/eval.json', is_dir: false, file_size: 7 },
      ],
    },
  })
  expect(await desk.call('DELETE', `${base}/${root}/tables`)).toMatchObject({ status: 200, body: {} })
  const left = desk.db.prepare('SELECT path FROM artifacts ORDER BY path').pluck().all()
  expect(left).toEqual([`${root}/tables0.txt`, `${root}/top.txt`])
})

it('keeps attachments beside the spans of a trace, until the trace is gone for good', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, otlpSpans)
  const folder = `0/traces/tr-${traceId}/artifacts`
  await desk.call('PUT', `${base}/${folder}/attachments/1.png`, Uint8Array.from([1, 2]))
  expect(await desk.call('GET', `${base}?path=${folder}`)).toMatchObject({
    body: {
      files: [
        { path: 'attachments', is_dir: true },
        { path: 'traces.json', is_dir: false },
      ],
    },
  })
  await desk.call('POST', '/api/2.0/mlflow/traces/delete-traces', {
    experiment_id: '0',
    request_ids: [`tr-${traceId}`],
  })
  expect(desk.db.prepare('SELECT count(*) FROM artifacts').pluck().get()).toBe(1)
  emptyTrash(desk.db, 1000)
  expect(desk.db.prepare('SELECT count(*) FROM artifacts').pluck().get()).toBe(0)
})

it.each(['../x', 'a/../b', '%2e%2e/x', 'a/%2e%2e/b', 'a/./b', 'a%5cb', 'a%00b', '%2e%2e%2fx'])(
  'takes no path that leads elsewhere: %s',
  async (path) => {
    const desk = await openMlflowDesk()
    expect(await putRaw(`${desk.url}${base}`, path)).toBeGreaterThanOrEqual(400)
    expect(desk.db.prepare('SELECT count(*) FROM artifacts').pluck().get()).toBe(0)
    expect((await desk.call('GET', `${base}?path=..`)).status).toBe(400)
  },
)

/** Not by fetch, which resolves dots itself. */
function putRaw(url: string, path: string): Promise<number> {
  const { hostname, port, pathname } = new URL(url)
  return new Promise((resolve, reject) => {
    const options = { method: 'PUT', hostname, port, path: `${pathname}/${path}` }
    request(options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end('x')
  })
}

it('takes what Dify sends: plain OTLP first, then the same spans as a file', async () => {
  const desk = await openMlflowDesk()
  await desk.call('POST', '/v1/traces', otlpJson(traceId, otlpSpans), {
    'content-type': 'application/json',
    'x-mlflow-experiment-id': '0',
  })
  await startTrace(desk, traceId, { trace_metadata: { 'mlflow.trace.session': 'conversation' } })
  await desk.call('PUT', `${base}/0/traces/tr-${traceId}/artifacts/traces.json`, traceFile())
  expect(await readSpans(desk)).toEqual(expectedSpans)
  expect(desk.db.prepare('SELECT session_id FROM traces').pluck().all()).toEqual(['conversation'])
})
