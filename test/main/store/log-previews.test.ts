import { expect, test } from 'vitest'
import { toAnyValue } from '../../../src/main/formats/any-value.ts'
import { previewWithLogs } from '../../../src/main/normalize/log-preview.ts'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { settleTraces } from '../../../src/main/store/settle.ts'
import { getTrace } from '../../../src/main/store/trace-read.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../src/shared/model/otlp.ts'
import { makeMemoryStore, makeSpan, resource, scope, spanId, traceId } from './make.ts'

/** As the OpenTelemetry instrumentation of OpenAI for Python sends it: nothing on the span, all in log records. */
function makeCall(): { spans: OtlpSpan[]; logs: OtlpLogRecord[] } {
  const attributes = [
    { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
    { key: 'gen_ai.request.model', value: { stringValue: 'small' } },
  ]
  const toLog = (eventName: string, body: Json, n: number): OtlpLogRecord => ({
    traceId: traceId(1),
    spanId: spanId(2),
    timeNano: 1_700_000_001_000_000_000n + BigInt(n),
    observedTimeNano: 0n,
    severityNumber: 9,
    severityText: '',
    eventName,
    body: toAnyValue(body),
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
    resource,
    scope,
  })
  return {
    spans: [makeSpan(1, 1), makeSpan(1, 2, 1, { name: 'chat small', attributes })],
    logs: [
      toLog('gen_ai.user.message', { content: 'Where is my parcel?' }, 1),
      toLog('gen_ai.choice', { index: 0, message: { role: 'assistant', content: 'On its way.' } }, 2),
    ],
  }
}

const settle = (db: ReturnType<typeof makeMemoryStore>) =>
  settleTraces(db, 1_000, ({ span, logs }) => previewWithLogs(span, logs))

test.each(['spans first', 'logs first', 'together'])('content of log records becomes the previews: %s', (order) => {
  const db = makeMemoryStore()
  const { spans, logs } = makeCall()
  const ingested = spans.map((span) => ({ span, summary: summarizeSpan(span) }))
  if (order === 'together') ingestBatch(db, { spans: ingested, logs }, 1)
  else {
    const first = order === 'spans first'
    ingestBatch(db, first ? { spans: ingested } : { spans: [], logs }, 1)
    ingestBatch(db, first ? { spans: [], logs } : { spans: ingested }, 2)
  }
  expect(getTrace(db, traceId(1)).inputPreview).toBeUndefined()
  expect(settle(db)).toEqual({ remaining: 0, traceIds: [traceId(1)] })
  const wanted = { inputPreview: 'Where is my parcel?', outputPreview: 'On its way.', spanCount: 2, model: 'small' }
  expect(getTrace(db, traceId(1))).toMatchObject(wanted)
  expect(settle(db)).toEqual({ remaining: 0, traceIds: [] })
  // A span that comes later leaves them in place.
  const late = makeSpan(1, 3, 1)
  ingestBatch(db, { spans: [{ span: late, summary: summarizeSpan(late) }] }, 3)
  expect(getTrace(db, traceId(1))).toMatchObject({ ...wanted, spanCount: 3 })
})

test('what a span says itself is not replaced by its logs', () => {
  const db = makeMemoryStore()
  const { spans, logs } = makeCall()
  const own = { key: 'input.value', value: { stringValue: 'The question of the root' } }
  const [root, call] = spans as [OtlpSpan, OtlpSpan]
  const all = [{ ...root, attributes: [own] }, call]
  ingestBatch(db, { spans: all.map((span) => ({ span, summary: summarizeSpan(span) })), logs }, 1)
  settle(db)
  expect(getTrace(db, traceId(1))).toMatchObject({
    inputPreview: 'The question of the root',
    outputPreview: 'On its way.',
  })
})
