import { expect, it } from 'vitest'
import { openMlflowDesk } from './mlflow-desk.ts'
import { any, end, sendSpans, start, startTrace } from './mlflow-requests.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const rootId = 'b7ad6b7169203331'
const childId = 'b7ad6b7169203332'
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

interface SpanJson {
  name: string
  attributes: { key: string; value: unknown }[]
  [key: string]: unknown
}

async function getSpans(desk: Awaited<ReturnType<typeof openMlflowDesk>>, id = traceId): Promise<SpanJson[]> {
  const { body } = await desk.call<{ trace: { spans: SpanJson[] } }>(
    'GET',
    `/api/3.0/mlflow/traces/get?trace_id=tr-${id}&allow_partial=False`,
  )
  return body.trace.spans
}

const attributeOf = (span: SpanJson | undefined, key: string) =>
  span?.attributes.find((each) => each.key === key)?.value

it('answers spans in the JSON of protobuf, with every digit of their times, the root first', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [
    { spanId: childId, parentSpanId: rootId, name: 'child', start: '1790000000000000001' },
    {
      spanId: rootId,
      name: 'root',
      attributes: {
        'mlflow.traceRequestId': any(`tr-${traceId}`),
        'mlflow.spanType': any('AGENT'),
        'mlflow.spanInputs': any({ q: 'what?', n: 5, f: 1.5, deep: [1, { b: null }], yes: true }),
        'mlflow.spanOutputs': { intValue: '1152921504606846977' },
      },
      events: [{ timeUnixNano: start, name: 'exception', attributes: [{ key: 'a', value: { intValue: '1' } }] }],
      links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: [] }],
      status: { code: 2, message: 'boom' },
    },
  ])
  const { body } = await desk.call<string>('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`)
  const [root, child] = (body as unknown as { trace: { spans: SpanJson[] } }).trace.spans
  expect(root).toMatchObject({
    trace_id: base64(traceId),
    span_id: base64(rootId),
    name: 'root',
    events: [{ name: 'exception', attributes: [{ key: 'a', value: { int_value: 1 } }] }],
    links: [{ trace_id: base64('1'.repeat(32)), span_id: base64('2'.repeat(16)) }],
    status: { code: 'STATUS_CODE_ERROR', message: 'boom' },
  })
  expect(root).not.toHaveProperty('parent_span_id')
  expect(child).toMatchObject({ name: 'child', parent_span_id: base64(rootId) })
  expect(attributeOf(root, 'mlflow.spanInputs')).toEqual({
    kvlist_value: {
      values: [
        { key: 'q', value: { string_value: 'what?' } },
        { key: 'n', value: { int_value: 5 } },
        { key: 'f', value: { double_value: 1.5 } },
        {
          key: 'deep',
          value: {
            array_value: { values: [{ int_value: 1 }, { kvlist_value: { values: [{ key: 'b', value: {} }] } }] },
          },
        },
        { key: 'yes', value: { bool_value: true } },
      ],
    },
  })
  // JavaScript would round these numbers: they are looked for in the text.
  const response = await fetch(`${desk.url}/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`)
  const text = await response.text()
  expect(text).toContain(`"start_time_unix_nano":${start},`)
  expect(text).toContain(`"end_time_unix_nano":${end},`)
  expect(text).toContain('"int_value":1152921504606846977}')
})

it('gives back texts that look like JSON as texts, where the client sent plain values', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [
    {
      spanId: rootId,
      attributes: {
        'mlflow.traceRequestId': any(`tr-${traceId}`),
        'mlflow.spanType': any('UNKNOWN'),
        'mlflow.spanOutputs': any('{"a": 1}'),
      },
    },
  ])
  const [span] = await getSpans(desk)
  expect(attributeOf(span, 'mlflow.spanOutputs')).toEqual({ string_value: '{"a": 1}' })
})

it('reads the JSON texts of other MLflow exporters as the values they are', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [
    {
      spanId: rootId,
      attributes: {
        'mlflow.traceRequestId': any('"tr-another"'),
        'mlflow.spanType': any('"LLM"'),
        'mlflow.spanInputs': any('{"q": [1]}'),
        'mlflow.spanOutputs': any('"42"'),
        plain: any('no JSON'),
      },
    },
  ])
  const [span] = await getSpans(desk)
  expect(attributeOf(span, 'mlflow.spanType')).toEqual({ string_value: 'LLM' })
  expect(attributeOf(span, 'mlflow.spanOutputs')).toEqual({ string_value: '42' })
  expect(attributeOf(span, 'mlflow.spanInputs')).toEqual({
    kvlist_value: { values: [{ key: 'q', value: { array_value: { values: [{ int_value: 1 }] } } }] },
  })
  expect(attributeOf(span, 'plain')).toEqual({ string_value: 'no JSON' })
  expect(attributeOf(span, 'mlflow.traceRequestId')).toEqual({ string_value: `tr-${traceId}` })
})

it.each([
  [
    'OpenTelemetry GenAI',
    {
      'gen_ai.operation.name': any('chat'),
      'gen_ai.request.model': any('gpt-4o'),
      'gen_ai.usage.input_tokens': any(3),
      'gen_ai.usage.output_tokens': any(4),
      'gen_ai.input.messages': any('[{"role":"user","parts":[{"type":"text","content":"hi"}]}]'),
      'gen_ai.output.messages': any('[{"role":"assistant","parts":[{"type":"text","content":"ho"}]}]'),
    },
    'CHAT_MODEL',
  ],
  [
    'OpenInference',
    {
      'openinference.span.kind': any('LLM'),
      'llm.model_name': any('gpt-4o'),
      'llm.token_count.prompt': any(3),
      'llm.token_count.completion': any(4),
      'llm.input_messages.0.message.role': any('user'),
      'llm.input_messages.0.message.content': any('hi'),
      'llm.output_messages.0.message.role': any('assistant'),
      'llm.output_messages.0.message.content': any('ho'),
    },
    // A call with messages is a chat, as in the interface.
    'CHAT_MODEL',
  ],
])('adds inputs, outputs and type to spans of %s, beside what was sent', async (_name, attributes, type) => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [{ spanId: rootId, attributes }])
  const [span] = await getSpans(desk)
  for (const key of Object.keys(attributes)) expect(attributeOf(span, key)).toBeDefined()
  expect(attributeOf(span, 'mlflow.spanType')).toEqual({ string_value: type })
  expect(attributeOf(span, 'mlflow.llm.model')).toEqual({ string_value: 'gpt-4o' })
  expect(attributeOf(span, 'mlflow.spanInputs')).toEqual(messages('user', 'hi'))
  expect(attributeOf(span, 'mlflow.spanOutputs')).toEqual(messages('assistant', 'ho'))
  expect(JSON.stringify(attributeOf(span, 'mlflow.chat.tokenUsage'))).toContain(
    '{"key":"input_tokens","value":{"int_value":3}}',
  )
})

function messages(role: string, content: string) {
  const message = [
    { key: 'role', value: { string_value: role } },
    { key: 'content', value: { string_value: content } },
  ]
  const list = { array_value: { values: [{ kvlist_value: { values: message } }] } }
  return { kvlist_value: { values: [{ key: 'messages', value: list }] } }
}

it('waits for spans that the trace record counted, and answers part of them only where that is asked', async () => {
  const desk = await openMlflowDesk()
  const sizeStats = { 'mlflow.trace.sizeStats': '{"num_spans": 2}' }
  await sendSpans(desk, traceId, [{ spanId: rootId }])
  await startTrace(desk, traceId, { trace_metadata: sizeStats })
  const partial = await desk.call<{ trace: { spans: unknown[] } }>(
    'GET',
    `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}&allow_partial=True`,
  )
  expect(partial.body.trace.spans).toHaveLength(1)
  expect(await desk.call('GET', `/api/3.0/mlflow/traces/batchGet?trace_ids=tr-${traceId}`)).toMatchObject({
    body: { traces: [] },
  })
  const waiting = getSpans(desk)
  await sendSpans(desk, traceId, [{ spanId: childId, parentSpanId: rootId }])
  expect(await waiting).toHaveLength(2)
})

it('gives several traces at once in the order of the ids, from the query or from a body', async () => {
  const desk = await openMlflowDesk()
  const ids = ['1', '2', '3'].map((digit) => digit.repeat(32))
  for (const id of ids) await sendSpans(desk, id, [{ spanId: rootId, name: id }])
  const wanted = [ids[2], '9'.repeat(32), ids[0]].map((id) => `tr-${id}`)
  type Answer = { traces: { trace_info: { trace_id: string }; spans: { name: string }[] }[] }
  const query = wanted.map((id) => `trace_ids=${id}`).join('&')
  const byQuery = await desk.call<Answer>('GET', `/api/3.0/mlflow/traces/batchGet?${query}`)
  const byBody = await desk.call<Answer>('POST', '/api/3.0/mlflow/traces/batchGet', { trace_ids: wanted })
  expect(byQuery.body.traces.map(({ trace_info, spans }) => [trace_info.trace_id, spans[0]?.name])).toEqual([
    [`tr-${ids[2]}`, ids[2]],
    [`tr-${ids[0]}`, ids[0]],
  ])
  expect(byBody.body).toEqual(byQuery.body)
})

it('does not find an unknown trace, nor one without spans', async () => {
  const desk = await openMlflowDesk()
  await startTrace(desk, traceId)
  expect(await desk.call('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${'9'.repeat(32)}`)).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
  expect(await desk.call('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}`)).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining('not fully exported') },
  })
})
