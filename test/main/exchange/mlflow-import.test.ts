import { describe, expect, test } from 'vitest'
import { listAssessments } from '../../../src/main/store/assessments.ts'
import { iterateSpans } from '../../../src/main/store/stored-span.ts'
import { getTrace } from '../../../src/main/store/trace-read.ts'
import { makeWorkspace } from './make-workspace.ts'

const traceHex = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'
const rootHex = '0011223344556677'
const childHex = '8899aabbccddeeff'
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

const rootAttributes = {
  'mlflow.traceRequestId': `"tr-${traceHex}"`,
  'mlflow.spanType': '"AGENT"',
  'mlflow.spanInputs': '{"question": "What is MLflow?"}',
  'mlflow.spanOutputs': '"A platform."',
}
const childAttributes = {
  'mlflow.spanType': '"LLM"',
  'mlflow.chat.tokenUsage': '{"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}',
}
const start = 1_700_000_000_123_456_789n
const end = 1_700_000_001_123_456_789n

// Numbers of this size lose digits in JavaScript, so the texts are put together by hand.
const number = (value: bigint) => `#${value}#`
const toText = (value: unknown) => JSON.stringify(value).replace(/"#(\d+)#"/g, '$1')

const spansV2 = [
  {
    name: 'agent',
    context: { span_id: `0x${rootHex}`, trace_id: `0x${traceHex}` },
    parent_id: null,
    start_time: number(start),
    end_time: number(end),
    status_code: 'OK',
    status_message: '',
    attributes: rootAttributes,
    events: [],
  },
  {
    name: 'llm',
    context: { span_id: `0x${childHex}`, trace_id: `0x${traceHex}` },
    parent_id: `0x${rootHex}`,
    start_time: number(start),
    end_time: number(end),
    status_code: 'ERROR',
    status_message: 'timeout',
    attributes: childAttributes,
    events: [{ name: 'exception', timestamp: number(start / 1000n), attributes: { 'exception.message': 'timeout' } }],
  },
]
const spansV3 = spansV2.map((span) => ({
  trace_id: base64(traceHex),
  span_id: base64(span.context.span_id.slice(2)),
  parent_span_id: span.parent_id === null ? null : base64(rootHex),
  name: span.name,
  start_time_unix_nano: span.start_time,
  end_time_unix_nano: span.end_time,
  status: { code: `STATUS_CODE_${span.status_code}`, message: span.status_message },
  attributes: span.attributes,
  events: span.events.map(({ name, attributes }) => ({
    name,
    time_unix_nano: number((start / 1000n) * 1000n),
    attributes,
  })),
}))
const spansV4 = spansV3.map((span, index) => ({
  ...span,
  version: 4,
  trace_id: `tr-${traceHex}`,
  otel_trace_id: traceHex,
  span_id: index === 0 ? rootHex : childHex,
  parent_span_id: index === 0 ? null : rootHex,
  status: { code: span.status.code.replace('STATUS_CODE_', ''), message: span.status.message },
}))

const assessments = [
  {
    assessment_id: 'a-1',
    assessment_name: 'accuracy',
    trace_id: `tr-${traceHex}`,
    source: { source_type: 'HUMAN', source_id: 'mika' },
    create_time: '2026-05-01T10:00:00.250Z',
    last_update_time: '2026-05-01T10:00:00.250Z',
    feedback: { value: 0.25 },
    rationale: 'half right',
    metadata: { round: '1' },
    valid: false,
  },
  {
    assessment_id: 'a-2',
    assessment_name: 'accuracy',
    source: { source_type: 'HUMAN', source_id: 'mika' },
    create_time: '2026-05-01T11:00:00Z',
    feedback: { value: 0.75 },
    overrides: 'a-1',
    valid: true,
  },
  {
    assessment_id: 'a-3',
    assessment_name: 'facts',
    span_id: base64(childHex),
    source: { source_type: 'AI_JUDGE', source_id: 'openai:/gpt' },
    create_time: '2026-05-01T11:00:00Z',
    expectation: { serialized_value: { serialization_format: 'JSON_FORMAT', value: '{"a":[1,2]}' } },
  },
  {
    assessment_id: 'a-4',
    assessment_name: 'safety',
    source: { source_type: 'CODE', source_id: 'scorer' },
    create_time: '2026-05-01T11:00:00Z',
    feedback: { error: { error_code: 'TIMEOUT', error_message: 'too slow', stack_trace: 'at x' } },
  },
]
const infoV3 = {
  trace_id: `tr-${traceHex}`,
  client_request_id: 'req-1',
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '7' } },
  request_time: '2023-11-14T22:13:20.123456789Z',
  execution_duration: '1.234s',
  state: 'ERROR',
  request_preview: '{"question": "What is',
  response_preview: 'A platform, in short.',
  trace_metadata: {
    'mlflow.trace.session': 'chat-1',
    'mlflow.trace.user': 'user-1',
    'mlflow.trace.tokenUsage': '{"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}',
    'mlflow.trace.cost': '{"input_cost": 0.1, "output_cost": 0.2, "total_cost": 0.3}',
    'mlflow.sourceRun': 'run-1',
  },
  tags: { 'mlflow.traceName': 'my agent', team: 'search' },
  assessments,
}
const infoV2 = {
  request_id: `tr-${traceHex}`,
  experiment_id: '7',
  timestamp_ms: 1_700_000_000_123,
  execution_time_ms: 1234,
  status: 'ERROR',
  request_metadata: [{ key: 'mlflow.trace.session', value: 'chat-1' }],
  tags: [
    { key: 'mlflow.traceName', value: 'my agent' },
    { key: 'team', value: 'search' },
  ],
}
const traceV3 = { info: infoV3, data: { spans: spansV3 } }

async function importText(text: string) {
  const workspace = makeWorkspace()
  const report = await workspace.importBytes(text)
  return { workspace, report }
}

describe('generations of spans', () => {
  test.each<[string, object]>([
    ['2', { info: infoV2, data: { spans: spansV2, request: '{}', response: 'x' } }],
    ['3', traceV3],
    ['4', { info: infoV3, data: { spans: spansV4 } }],
  ])('%s', async (_name, trace) => {
    const { workspace, report } = await importText(toText(trace))
    expect(report).toMatchObject({ format: 'mlflow', newTraces: 1, newSpans: 2, skipped: [] })
    const spans = [...iterateSpans(workspace.db, traceHex)].map(({ span }) => span)
    const [root, child] = [rootHex, childHex].map((id) => spans.find(({ spanId }) => spanId === id))
    expect(root).toMatchObject({
      parentSpanId: undefined,
      name: 'agent',
      startNano: start,
      endNano: end,
      statusCode: 1,
    })
    expect(root?.attributes).toEqual(
      Object.entries(rootAttributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
    )
    expect(child).toMatchObject({ parentSpanId: rootHex, statusCode: 2, statusMessage: 'timeout' })
    expect(child?.events).toMatchObject([{ name: 'exception', timeUnixNano: String((start / 1000n) * 1000n) }])
    expect(getTrace(workspace.db, traceHex)).toMatchObject({
      name: 'my agent',
      state: 'ERROR',
      durationUs: 1_234_000,
      sessionId: 'chat-1',
      totalTokens: 15,
      tags: { team: 'search' },
    })
  })
})

describe('forms of files', () => {
  const batchForm = {
    trace_info: infoV3,
    spans: spansV3.map((span) => ({
      ...span,
      kind: 'SPAN_KIND_INTERNAL',
      status: { code: span.status.code },
      attributes: Object.entries(span.attributes).map(([key, value]) => ({ key, value: { string_value: value } })),
      events: [],
    })),
  }
  test.each<[string, string]>([
    ['a list', toText([traceV3])],
    ['a pretty-printed list', JSON.stringify(JSON.parse(toText([traceV3])), null, 2)],
    ['traces under a key', toText({ traces: [traceV3], next_page_token: 'x' })],
    ['lines', `${toText(traceV3)}\n`],
    ['the batch call', toText({ traces: [batchForm] })],
    ['the answer to get', toText({ trace: batchForm })],
    ['a row of a dataframe', toText({ ...infoV3, spans: spansV3 })],
    ['a row with the trace as text', JSON.stringify({ trace_id: `tr-${traceHex}`, trace: toText(traceV3) })],
    ['bare spans', toText({ spans: spansV3 })],
  ])('%s', async (_name, text) => {
    const { report, workspace } = await importText(text)
    expect(report).toMatchObject({ format: 'mlflow', newTraces: 1, newSpans: 2, skipped: [] })
    expect([...iterateSpans(workspace.db, traceHex)].map(({ span }) => span.spanId).sort()).toEqual([rootHex, childHex])
    expect(await workspace.importBytes(text)).toMatchObject({
      newTraces: 0,
      newSpans: 0,
      updatedSpans: 0,
      newAssessments: 0,
    })
  })
})

test('facts about the trace arrive', async () => {
  const { workspace } = await importText(toText(traceV3))
  expect(getTrace(workspace.db, traceHex)).toMatchObject({
    startUs: 1_700_000_000_123_456,
    durationUs: 1_234_000,
    clientRequestId: 'req-1',
    userId: 'user-1',
    cost: 0.3,
    outputPreview: 'A platform, in short.',
    inputPreview: expect.stringContaining('What is MLflow?'),
    metadata: { 'mlflow.sourceRun': 'run-1', 'mlflow.experimentId': '7' },
  })
})

test('assessments keep their ids, history, sources, times and errors', async () => {
  const { workspace, report } = await importText(toText(traceV3))
  expect(report.newAssessments).toBe(4)
  const stored = listAssessments(workspace.db, { traceId: traceHex, withHistory: true })
  expect(stored.map(({ assessmentId }) => assessmentId).sort()).toEqual(['a-1', 'a-2', 'a-3', 'a-4'])
  const find = (id: string) => stored.find(({ assessmentId }) => assessmentId === id)
  expect(find('a-1')).toMatchObject({
    valid: false,
    value: 0.25,
    rationale: 'half right',
    metadata: { round: '1' },
    createdAtMs: Date.UTC(2026, 4, 1, 10, 0, 0, 250),
  })
  expect(find('a-2')).toMatchObject({
    valid: true,
    overrides: 'a-1',
    kind: 'feedback',
    source: { type: 'HUMAN', id: 'mika' },
  })
  expect(find('a-3')).toMatchObject({
    kind: 'expectation',
    value: { a: [1, 2] },
    spanId: childHex,
    source: { type: 'LLM_JUDGE' },
  })
  expect(find('a-4')).toMatchObject({ error: { code: 'TIMEOUT', message: 'too slow', stackTrace: 'at x' } })
})

test('an id that is no hex is kept beside a trace id made from the spans', async () => {
  const { workspace } = await importText(
    toText({ info: { ...infoV3, trace_id: 'custom id', client_request_id: undefined }, data: { spans: spansV3 } }),
  )
  expect(getTrace(workspace.db, traceHex).clientRequestId).toBe('custom id')
})

test('bad spans, assessments and traces cost only themselves', async () => {
  const text = [
    toText({
      ...traceV3,
      info: { ...infoV3, assessments: [...assessments, { assessment_name: 'empty' }, 'x'] },
      data: { spans: [...spansV3, { name: 'no id' }, 7] },
    }),
    JSON.stringify({ info: { trace_id: '' }, data: { spans: [] } }),
    JSON.stringify({ something: 'else' }),
  ].join('\n')
  const { report } = await importText(text)
  expect(report).toMatchObject({ newSpans: 2, newAssessments: 4, recordsRead: 3 })
  expect(Object.fromEntries(report.skipped.map(({ reason, count }) => [reason, count]))).toEqual({
    badAssessment: 2,
    spanWithoutId: 1,
    badSpan: 1,
    badTraceId: 1,
    unknownRecord: 1,
  })
})
