import { expect, it } from 'vitest'
import { summarizeSpanLazily } from '../../../../src/main/normalize/summarize.ts'
import { parseJsonTraces } from '../../../../src/main/receive/otlp/json-trace.ts'
import { bytesField, varintField } from '../../../../src/main/receive/otlp/wire-writer.ts'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { openMlflowDesk } from './mlflow-desk.ts'
import { any, getInfo, makeExperiment, makeRun, otlpJson, sendSpans, startTrace } from './mlflow-requests.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const rootId = 'b7ad6b7169203331'
const childId = 'b7ad6b7169203332'

/** `ExportTraceServiceRequest` with one span. */
function protobufBody(spanId = rootId): Buffer {
  const span = Buffer.concat([
    bytesField(1, Buffer.from(traceId, 'hex')),
    bytesField(2, Buffer.from(spanId, 'hex')),
    bytesField(5, 'root'),
    varintField(6, 1),
  ])
  return bytesField(1, bytesField(2, bytesField(2, span)))
}

it('answers an empty response in the type of the request', async () => {
  const desk = await openMlflowDesk()
  const json = await sendSpans(desk, traceId, [{ spanId: childId, parentSpanId: rootId }], {
    'content-type': 'application/json; charset=utf-8',
  })
  expect(json).toMatchObject({ status: 200, body: {} })
  const answer = await fetch(`${desk.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'x-mlflow-experiment-id': '0' },
    body: new Uint8Array(protobufBody()),
  })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/x-protobuf')
  expect(await answer.arrayBuffer()).toHaveProperty('byteLength', 0)
  expect(desk.db.prepare('SELECT count(*) FROM spans').pluck().get()).toBe(2)
})

it.each([
  ['no experiment header', { 'x-mlflow-experiment-id': '' }, otlpJson(traceId, [{ spanId: rootId }]), 422],
  ['another content type', { 'content-type': 'text/plain' }, 'x', 400],
  ['no spans', {}, '{}', 400],
  ['a body that is no JSON', {}, '{', 400],
  ['bytes that are no protobuf', { 'content-type': 'application/x-protobuf' }, '\u00ff\u00ff', 400],
])('refuses %s in the form of that endpoint', async (_name, headers, body, status) => {
  const desk = await openMlflowDesk()
  const answer = await desk.call('POST', '/v1/traces', body, {
    'content-type': 'application/json',
    'x-mlflow-experiment-id': '0',
    ...headers,
  })
  expect(answer).toMatchObject({ status, body: { detail: expect.any(String) } })
})

it('stores all spans of a body or none', async () => {
  const desk = await openMlflowDesk()
  const answer = await sendSpans(desk, traceId, [{ spanId: rootId }, { spanId: '' }])
  expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining('span id') } })
  expect(desk.db.prepare('SELECT count(*) FROM traces').pluck().get()).toBe(0)
})

it('names an experiment that is not there in the form of the other calls', async () => {
  const desk = await openMlflowDesk()
  expect(await sendSpans(desk, traceId, [{ spanId: rootId }], { 'x-mlflow-experiment-id': '77' })).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
  expect(await sendSpans(desk, traceId, [{ spanId: rootId }], { 'x-mlflow-experiment-id': 'abc' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE' },
  })
})

it('keeps a trace in the experiment of its first spans until a trace record says otherwise', async () => {
  const desk = await openMlflowDesk()
  const first = await makeExperiment(desk, 'first')
  const second = await makeExperiment(desk, 'second')
  const experimentOf = async () => (await getInfo(desk, traceId)).trace_location.mlflow_experiment.experiment_id
  await sendSpans(desk, traceId, [{ spanId: childId, parentSpanId: rootId }], { 'x-mlflow-experiment-id': first })
  await sendSpans(desk, traceId, [{ spanId: rootId }], { 'x-mlflow-experiment-id': second })
  expect(await experimentOf()).toBe(first)
  await startTrace(desk, traceId, { trace_location: { mlflow_experiment: { experiment_id: second } } })
  expect(await experimentOf()).toBe(second)
  await sendSpans(desk, traceId, [{ spanId: '3'.repeat(16), parentSpanId: rootId }], {
    'x-mlflow-experiment-id': first,
  })
  expect(await experimentOf()).toBe(second)
})

it('moves a trace that nobody put anywhere to the experiment that is named', async () => {
  const desk = await openMlflowDesk()
  const experimentId = await makeExperiment(desk, 'named')
  // As by plain OTLP, to Assay's own port.
  const { spans } = parseJsonTraces(JSON.parse(otlpJson(traceId, [{ spanId: childId, parentSpanId: rootId }])))
  ingestBatch(desk.db, { spans: spans.map((span) => ({ span, summary: summarizeSpanLazily(span) })) }, 1)
  await sendSpans(desk, traceId, [{ spanId: rootId }], { 'x-mlflow-experiment-id': experimentId })
  expect((await getInfo(desk, traceId)).trace_location.mlflow_experiment.experiment_id).toBe(experimentId)
})

it('links traces whose root is in the body to the run of the header, and passes an unknown run over', async () => {
  const desk = await openMlflowDesk()
  const runId = await makeRun(desk)
  const other = '2'.repeat(32)
  await sendSpans(desk, other, [{ spanId: childId, parentSpanId: rootId }], { 'x-mlflow-run-id': runId })
  await sendSpans(desk, traceId, [{ spanId: rootId }], { 'x-mlflow-run-id': runId })
  expect(await sendSpans(desk, '3'.repeat(32), [{ spanId: rootId }], { 'x-mlflow-run-id': 'none' })).toMatchObject({
    status: 200,
  })
  const linked = desk.db
    .prepare('SELECT t.trace_id FROM run_traces r JOIN traces t ON t.trace_pk = r.trace_pk')
    .pluck()
    .all()
  expect(linked).toEqual([traceId])
})

it('folds spans that are sent again', async () => {
  const desk = await openMlflowDesk()
  for (let i = 0; i < 3; i++) await sendSpans(desk, traceId, [{ spanId: rootId, attributes: { a: any(1) } }])
  expect(desk.db.prepare('SELECT count(*) FROM spans').pluck().get()).toBe(1)
  expect(desk.db.prepare('SELECT count(*) FROM traces').pluck().get()).toBe(1)
})
