import { describe, expect, test } from 'vitest'
import { toAssessments } from '../../../../src/main/receive/otlp/log-assessments.ts'
import type { AnyValue, OtlpLogRecord } from '../../../../src/shared/model/otlp.ts'
import { encodings, headersFor, spanIdHex, startHarness, traceIdHex } from './harness.ts'
import { encodeRequest } from './proto.ts'
import { openStoreSink } from './store-sink.ts'

function makeRecord(attributes: Record<string, AnyValue>, record: Partial<OtlpLogRecord> = {}): OtlpLogRecord {
  return {
    traceId: traceIdHex,
    spanId: spanIdHex,
    timeNano: 1_700_000_000_123_000_000n,
    observedTimeNano: 0n,
    severityNumber: 0,
    severityText: '',
    eventName: 'gen_ai.evaluation.result',
    body: undefined,
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
    droppedAttributesCount: 0,
    flags: 0,
    resource: { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: '' },
    scope: { name: 'evals', version: '', attributes: [], droppedAttributesCount: 0, schemaUrl: '' },
    ...record,
  }
}

const name = { 'gen_ai.evaluation.name': { stringValue: 'relevance' } }
const score = (value: number) => ({ 'gen_ai.evaluation.score.value': { doubleValue: value } })
const label = { 'gen_ai.evaluation.score.label': { stringValue: 'relevant' } }
const explanation = { 'gen_ai.evaluation.explanation': { stringValue: 'Because.' } }

test('a score with its label: the score is the value, the label is kept beside it', () => {
  const record = makeRecord({ ...name, ...score(0.9), ...label, 'gen_ai.response.id': { stringValue: 'r1' } })
  expect(toAssessments([record])).toEqual([
    {
      assessmentId: expect.stringMatching(/^a-[0-9a-f]{32}$/),
      traceId: traceIdHex,
      spanId: spanIdHex,
      name: 'relevance',
      kind: 'feedback',
      value: 0.9,
      error: undefined,
      rationale: undefined,
      source: { type: 'CODE', id: 'evals' },
      metadata: { 'gen_ai.evaluation.score.label': 'relevant', 'gen_ai.response.id': 'r1' },
      createdAtMs: 1_700_000_000_123,
    },
  ])
})

test('a label alone is the value; a score of 0 is a score; integers count', () => {
  const records = [
    makeRecord({ ...name, ...label }),
    makeRecord({ ...name, ...score(0), ...label }),
    makeRecord({ ...name, 'gen_ai.evaluation.score.value': { intValue: '4' } }),
  ]
  expect(toAssessments(records).map((assessment) => assessment.value)).toEqual(['relevant', 0, 4])
})

test('a score that is no number leaves the label', () => {
  const record = makeRecord({ ...name, 'gen_ai.evaluation.score.value': { doubleValue: 'NaN' }, ...label })
  expect(toAssessments([record])[0]?.value).toBe('relevant')
})

test('an evaluation that failed is an error without a value', () => {
  const [assessment] = toAssessments([makeRecord({ ...name, 'error.type': { stringValue: 'timeout' } })])
  expect(assessment).toMatchObject({ value: undefined, error: { code: 'timeout' } })
})

describe('source', () => {
  test.each([
    ['an explanation', explanation, 'LLM_JUDGE'],
    ['a model', { 'gen_ai.request.model': { stringValue: 'gpt-4o' } }, 'LLM_JUDGE'],
    ['a provider', { 'gen_ai.provider.name': { stringValue: 'openai' } }, 'LLM_JUDGE'],
    ['neither', {}, 'CODE'],
  ] as const)('with %s', (_, attributes, type) => {
    expect(toAssessments([makeRecord({ ...name, ...score(1), ...attributes })])[0]?.source.type).toBe(type)
  })

  test('without a scope the service is named, and without that OpenTelemetry', () => {
    const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0, schemaUrl: '' }
    const resource = {
      attributes: [{ key: 'service.name', value: { stringValue: 'grader' } }],
      droppedAttributesCount: 0,
      entityRefs: [],
      schemaUrl: '',
    }
    const records = [
      makeRecord({ ...name, ...label }, { scope, resource }),
      makeRecord({ ...name, ...label }, { scope }),
    ]
    expect(toAssessments(records).map((assessment) => assessment.source.id)).toEqual(['grader', 'opentelemetry'])
  })
})

test('a name with dots loses them, as names become column paths, and is kept in the metadata', () => {
  const record = makeRecord({ ...score(1), 'gen_ai.evaluation.name': { stringValue: ' ragas.answer.relevancy ' } })
  expect(toAssessments([record])[0]).toMatchObject({
    name: 'ragas_answer_relevancy',
    metadata: { 'gen_ai.evaluation.name': 'ragas.answer.relevancy' },
  })
})

test('records that are no usable evaluation stay log records', () => {
  const records = [
    makeRecord({ ...name, ...score(1) }, { eventName: 'gen_ai.choice' }),
    makeRecord({ ...name, ...score(1) }, { traceId: '' }),
    makeRecord({ ...name }),
    makeRecord({ ...score(1) }),
    makeRecord({ ...score(1), 'gen_ai.evaluation.name': { stringValue: '  ' } }),
  ]
  expect(toAssessments(records)).toEqual([])
})

test('the id follows the content: a resend has the same, another verdict another', () => {
  const idOf = (record: OtlpLogRecord) => toAssessments([record])[0]?.assessmentId
  const first = makeRecord({ ...name, ...score(1) })
  expect(idOf(makeRecord({ ...name, ...score(1) }, { observedTimeNano: 5n }))).toBe(idOf(first))
  const others = [
    makeRecord({ ...name, ...score(2) }),
    makeRecord({ ...name, ...score(1), ...explanation }),
    makeRecord({ ...name, ...score(1) }, { timeNano: 1n }),
    makeRecord({ ...name, ...score(1) }, { spanId: '' }),
  ].map(idOf)
  expect(new Set([idOf(first), ...others]).size).toBe(5)
})

for (const encoding of encodings) {
  test(`${encoding}: sent three times to /v1/logs, before and after its span, it is one assessment`, async () => {
    const sink = openStoreSink()
    const { send } = await startHarness({ sink })
    const id = (hex: string) => (encoding === 'json' ? hex : Buffer.from(hex, 'hex'))
    const ids = { traceId: id(traceIdHex), spanId: id(spanIdHex) }
    // The attribute is what senders wrote before the event name had a field.
    const attributes = [
      { key: 'event.name', value: { stringValue: 'gen_ai.evaluation.result' } },
      { key: 'gen_ai.evaluation.name', value: { stringValue: 'accuracy' } },
      { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 0.5 } },
    ]
    const logs = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ ...ids, timeUnixNano: '1700000000000000000', attributes }] }] }],
    }
    const traces = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, name: 'chat' }] }] }] }
    const post = async (signal: 'traces' | 'logs', request: object) => {
      const body = encoding === 'json' ? JSON.stringify(request) : encodeRequest(signal, request)
      expect((await send(`/v1/${signal}`, { headers: headersFor(encoding), body })).status).toBe(200)
    }
    await post('logs', logs)
    await post('traces', traces)
    await post('logs', logs)
    await post('logs', logs)
    expect(sink.count('assessments')).toBe(1)
    expect(sink.count('logs')).toBe(1)
    expect(sink.count('traces')).toBe(1)
  })
}
