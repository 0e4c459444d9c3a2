import { expect, it } from 'vitest'
import { openMlflowDesk } from './mlflow-desk.ts'
import { any, getInfo, type InfoJson, makeExperiment, sendSpans, startTrace } from './mlflow-requests.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const otherId = '1af7651916cd43dd8448eb211c80319c'

it('answers a started trace with what it was told and where its files go', async () => {
  const desk = await openMlflowDesk()
  const info = await startTrace(desk, traceId, {
    client_request_id: 'order 7',
    request_preview: '{"q": "what?"}',
    response_preview: '42',
    trace_metadata: { 'mlflow.trace.session': 's1', 'mlflow.trace.tokenUsage': '{"input_tokens": 3}', own: 'x' },
    tags: { 'mlflow.traceName': 'agent', team: 'red', 'mlflow.trace.spansLocation': 'ARTIFACT_REPO' },
  })
  expect(info).toEqual({
    trace_id: `tr-${traceId}`,
    client_request_id: 'order 7',
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
    request_preview: '{"q": "what?"}',
    response_preview: '42',
    request_time: '2026-09-21T13:46:40.123Z',
    execution_duration: '1.234s',
    state: 'OK',
    trace_metadata: { 'mlflow.trace.session': 's1', 'mlflow.trace.tokenUsage': '{"input_tokens": 3}', own: 'x' },
    // No spans yet: the location is left out, so that a client which could not send them sends the file.
    tags: {
      'mlflow.traceName': 'agent',
      team: 'red',
      'mlflow.artifactLocation': `mlflow-artifacts:/0/traces/tr-${traceId}/artifacts`,
    },
    assessments: [],
  })
  expect(await getInfo(desk, traceId)).toEqual(info)
})

it('merges the trace record with spans whichever comes first, and keeps the spans', async () => {
  const desk = await openMlflowDesk()
  const spans = [
    { spanId: 'b7ad6b7169203331', name: 'root', attributes: { 'mlflow.spanType': any('AGENT') } },
    { spanId: 'b7ad6b7169203332', parentSpanId: 'b7ad6b7169203331', name: 'child' },
  ]
  const info = { tags: { 'mlflow.traceName': 'named', team: 'red' }, trace_metadata: { own: 'x' }, state: 'ERROR' }
  await sendSpans(desk, traceId, spans)
  const spansFirst = await startTrace(desk, traceId, info)
  await startTrace(desk, otherId, info)
  await sendSpans(desk, otherId, spans)
  const recordFirst = await getInfo(desk, otherId)
  const same = (given: InfoJson) => ({ ...given, trace_id: '', tags: { ...given.tags, 'mlflow.artifactLocation': '' } })
  expect(same(recordFirst)).toEqual(same(spansFirst))
  expect(spansFirst).toMatchObject({ state: 'ERROR', tags: { 'mlflow.traceName': 'named', team: 'red' } })
  expect(spansFirst.tags['mlflow.trace.spansLocation']).toBe('TRACKING_STORE')
  const count = desk.db.prepare('SELECT span_count FROM traces ORDER BY trace_pk').pluck().all()
  expect(count).toEqual([2, 2])
})

it('says the start in milliseconds and keeps the microseconds of the spans', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [{ spanId: 'b7ad6b7169203331', name: 'root' }])
  const info = await startTrace(desk, traceId, {
    request_time: '2026-09-21T14:13:20.123Z',
    execution_duration: '1.234s',
  })
  expect(info).toMatchObject({ request_time: '2026-09-21T14:13:20.123Z', execution_duration: '1.234s' })
  expect(desk.db.prepare('SELECT start_us, duration_us FROM traces').get()).toEqual({
    start_us: 1_790_000_000_123_456,
    duration_us: 1_234_000,
  })
})

it('overwrites tags, previews and experiment of an earlier record, and leaves what the later one does not say', async () => {
  const desk = await openMlflowDesk()
  const experimentId = await makeExperiment(desk, 'other')
  await startTrace(desk, traceId, { tags: { a: '1', b: '2' }, request_preview: 'first', trace_metadata: { m: '1' } })
  const info = await startTrace(desk, traceId, {
    tags: { a: 'changed' },
    response_preview: 'second',
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentId } },
  })
  expect(info).toMatchObject({
    tags: {
      a: 'changed',
      b: '2',
      'mlflow.artifactLocation': `mlflow-artifacts:/${experimentId}/traces/tr-${traceId}/artifacts`,
    },
    request_preview: 'first',
    response_preview: 'second',
    trace_metadata: { m: '1' },
    trace_location: { mlflow_experiment: { experiment_id: experimentId } },
  })
})

it('stores the assessments of a trace record once, however often it comes', async () => {
  const desk = await openMlflowDesk()
  const assessments = [
    {
      assessment_name: 'correct',
      source: { source_type: 'HUMAN', source_id: 'ann' },
      create_time: '2026-09-21T13:46:40Z',
      last_update_time: '2026-09-21T13:46:40Z',
      feedback: { value: true },
    },
  ]
  await startTrace(desk, traceId, { assessments })
  const info = await startTrace(desk, traceId, { assessments })
  expect(info.assessments).toEqual([
    expect.objectContaining({ assessment_name: 'correct', feedback: { value: true }, valid: true }),
  ])
})

it('refuses a trace of an experiment that is not there, or deleted, and an id that is none', async () => {
  const desk = await openMlflowDesk()
  const experimentId = await makeExperiment(desk, 'gone')
  await desk.call('POST', '/api/2.0/mlflow/experiments/delete', { experiment_id: experimentId })
  const start = (id: string, trace_id = `tr-${traceId}`) =>
    desk.call('POST', '/api/3.0/mlflow/traces', {
      trace: {
        trace_info: { trace_id, trace_location: { mlflow_experiment: { experiment_id: id } }, state: 'OK' },
      },
    })
  expect(await start('77')).toMatchObject({ status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } })
  expect(await start(experimentId)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(await start('0', 'my trace')).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(await desk.call('POST', '/api/3.0/mlflow/traces', {})).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining("required parameter 'trace'") },
  })
  expect(desk.db.prepare('SELECT count(*) FROM traces').pluck().get()).toBe(0)
})

it('derives session, user, tokens and state of a trace that came over OTLP alone', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [
    {
      spanId: 'b7ad6b7169203332',
      parentSpanId: 'b7ad6b7169203331',
      name: 'chat',
      attributes: {
        'gen_ai.operation.name': any('chat'),
        'gen_ai.usage.input_tokens': any(10),
        'gen_ai.usage.output_tokens': any(5),
      },
    },
  ])
  expect(await getInfo(desk, traceId)).toMatchObject({ state: 'IN_PROGRESS' })
  await sendSpans(desk, traceId, [
    {
      spanId: 'b7ad6b7169203331',
      name: 'agent',
      attributes: { 'session.id': any('s1'), 'user.id': any('u1'), 'gen_ai.operation.name': any('invoke_agent') },
    },
  ])
  const info = await getInfo(desk, traceId)
  expect(info).toMatchObject({
    state: 'OK',
    execution_duration: '1.234s',
    tags: { 'mlflow.traceName': 'agent', 'mlflow.trace.spansLocation': 'TRACKING_STORE' },
  })
  expect(info.trace_metadata).toEqual({
    'mlflow.trace.session': 's1',
    'mlflow.trace.user': 'u1',
    'mlflow.trace.tokenUsage': '{"input_tokens":10,"output_tokens":5,"total_tokens":15}',
  })
})

it('reads many infos in the order that was asked for, within the experiments that were named', async () => {
  const desk = await openMlflowDesk()
  await startTrace(desk, traceId)
  await startTrace(desk, otherId)
  const read = async (fields: object) => {
    const { body } = await desk.call<{ trace_infos: InfoJson[] }>(
      'POST',
      '/api/3.0/mlflow/traces/batchGetInfos',
      fields,
    )
    return body.trace_infos.map(({ trace_id }) => trace_id)
  }
  const ids = [`tr-${otherId}`, `tr-${'9'.repeat(32)}`, `tr-${traceId}`]
  expect(await read({ trace_ids: ids })).toEqual([`tr-${otherId}`, `tr-${traceId}`])
  expect(await read({ trace_ids: ids, experiment_ids: ['5'] })).toEqual([])
  expect(await desk.call('GET', `/api/3.0/mlflow/traces/tr-${'9'.repeat(32)}`)).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
})

it('goes the way of version 2: the server makes the id, a patch ends the trace', async () => {
  const desk = await openMlflowDesk()
  const begun = await desk.call<{ trace_info: { request_id: string } }>('POST', '/api/2.0/mlflow/traces', {
    experiment_id: '0',
    timestamp_ms: 1_700_000_000_000,
    request_metadata: [{ key: 'm', value: '1' }],
    tags: [{ key: 'mlflow.traceName', value: 'old' }],
  })
  const id = begun.body.trace_info.request_id
  expect(begun.body.trace_info).toMatchObject({
    status: 'IN_PROGRESS',
    experiment_id: '0',
    timestamp_ms: 1_700_000_000_000,
  })
  const ended = await desk.call('PATCH', `/api/2.0/mlflow/traces/${id}`, {
    request_id: id,
    timestamp_ms: 1_700_000_001_500,
    status: 'OK',
    request_metadata: [{ key: 'n', value: '2' }],
    tags: [],
  })
  const info = {
    request_id: id,
    experiment_id: '0',
    timestamp_ms: 1_700_000_000_000,
    execution_time_ms: 1500,
    status: 'OK',
    request_metadata: [
      { key: 'm', value: '1' },
      { key: 'n', value: '2' },
    ],
    tags: [
      { key: 'mlflow.traceName', value: 'old' },
      { key: 'mlflow.artifactLocation', value: `mlflow-artifacts:/0/traces/${id}/artifacts` },
    ],
  }
  expect(ended).toMatchObject({ status: 200, body: { trace_info: info } })
  expect(await desk.call('GET', `/api/2.0/mlflow/traces/${id}/info`)).toMatchObject({ body: { trace_info: info } })
})

it('moves deleted traces to the trash, by ids or by time, and no longer answers them', async () => {
  const desk = await openMlflowDesk()
  const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(32))
  for (const [index, id] of ids.entries()) {
    await startTrace(desk, id, { request_time: `2026-01-01T00:00:0${index}.000Z` })
  }
  const remove = (fields: object) =>
    desk.call('POST', '/api/2.0/mlflow/traces/delete-traces', { experiment_id: '0', ...fields })
  expect(await remove({ request_ids: [`tr-${ids[3]}`, 'tr-unknown'] })).toMatchObject({ body: { traces_deleted: 1 } })
  expect(await remove({ request_ids: [`tr-${ids[3]}`] })).toMatchObject({ body: { traces_deleted: 0 } })
  expect(await remove({ max_timestamp_millis: Date.parse('2026-01-01T00:00:01Z'), max_traces: 1 })).toMatchObject({
    body: { traces_deleted: 1 },
  })
  expect(await remove({ max_timestamp_millis: Date.parse('2026-01-01T00:00:01Z') })).toMatchObject({
    body: { traces_deleted: 1 },
  })
  expect(await remove({ experiment_id: '9', request_ids: [`tr-${ids[2]}`] })).toMatchObject({
    body: { traces_deleted: 0 },
  })
  const living = desk.db.prepare('SELECT trace_id FROM traces WHERE deleted_at_ms IS NULL').pluck().all()
  expect(living).toEqual([ids[2]])
  expect(await desk.call('GET', `/api/3.0/mlflow/traces/tr-${ids[0]}`)).toMatchObject({ status: 404 })
  for (const fields of [
    {},
    { max_timestamp_millis: 1, request_ids: ['tr-x'] },
    { max_timestamp_millis: 1, max_traces: 0 },
  ]) {
    expect(await remove(fields)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  }
  expect(desk.changes).toContainEqual({ topic: 'traces', kind: 'deleted', traceIds: [ids[3]] })
})
