/** Real OpenTelemetry exporters as clients, set up as their users do (environment variables), into a real workspace. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { getStoredSpan } from '../../../../src/main/store/stored-span.ts'
import { AppError } from '../../../../src/shared/model/error.ts'
import type { KeyValue } from '../../../../src/shared/model/otlp.ts'
import { startHarness } from './harness.ts'
import { openStoreSink } from './store-sink.ts'

const resource = resourceFromAttributes({ 'service.name': 'shop', 'service.version': '1.2' })
const parentId = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OTEL_')) {
      vi.stubEnv(name, undefined)
    }
  }
})

type Kind = 'proto' | 'json' | 'grpc'

/** Made after the environment is set: exporters read it when they are made. */
function makeExporter(kind: Kind): SpanExporter {
  switch (kind) {
    case 'proto':
      return new ProtoExporter()
    case 'json':
      return new JsonExporter()
    case 'grpc':
      return new GrpcExporter()
  }
}

function makeProvider(exporter: SpanExporter): TracerProvider {
  return new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 60_000 })],
  })
}

/** Writes one span of every feature, and `count` plain ones. Returns the first one's ids. */
function writeSpans(provider: TracerProvider, count: number) {
  const tracer = provider.getTracer('openai-instrumentation', '0.9', { schemaUrl: 'https://schema' })
  const span = tracer.startSpan('chat gpt-4o', {
    kind: SpanKind.CLIENT,
    startTime: [1_700_000_000, 1],
    attributes: {
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.finish_reasons': ['stop', 'length'],
      'gen_ai.stream': true,
      question: '東京の天気は？',
    },
    links: [{ context: parentId, attributes: { why: 'retry' } }],
  })
  span.addEvent('first token', { index: 0 }, [1_700_000_000, 500])
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'rate limited' })
  span.end([1_700_000_001, 2])
  for (let i = 1; i < count; i++) {
    tracer.startSpan(`step ${i}`).end()
  }
  return span.spanContext()
}

function findValue(attributes: readonly KeyValue[], key: string) {
  return attributes.find((attribute) => attribute.key === key)?.value
}

describe.each(['proto', 'json', 'grpc'] as const)('%s exporter', (kind) => {
  test.each(['none', 'gzip'])('spans arrive with everything they carry, compression %s', async (compression) => {
    const sink = openStoreSink()
    const { receivers } = await startHarness({ sink })
    const port = kind === 'grpc' ? receivers.grpcPort : receivers.httpPort
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://localhost:${port}`)
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression)
    const provider = makeProvider(makeExporter(kind))
    const { traceId, spanId } = writeSpans(provider, 40)
    await provider.forceFlush()
    expect(sink.count('spans')).toBe(40)
    expect(receivers.status()).toMatchObject({ counters: { spans: 40, rejectedRequests: 0 }, rejections: [] })

    const { span } = getStoredSpan(sink.db, traceId, spanId)
    expect(span).toMatchObject({
      name: 'chat gpt-4o',
      kind: 3,
      startNano: 1_700_000_000_000_000_001n,
      endNano: 1_700_000_001_000_000_002n,
      statusCode: 2,
      statusMessage: 'rate limited',
      scope: { name: 'openai-instrumentation', version: '0.9', schemaUrl: 'https://schema' },
      links: [{ traceId: parentId.traceId, spanId: parentId.spanId }],
      events: [{ name: 'first token', timeUnixNano: '1700000000000000500' }],
    })
    expect(findValue(span.resource.attributes, 'service.name')).toEqual({ stringValue: 'shop' })
    expect(findValue(span.attributes, 'question')).toEqual({ stringValue: '東京の天気は？' })
    expect(findValue(span.attributes, 'gen_ai.usage.input_tokens')).toEqual({ intValue: '12' })
    expect(findValue(span.attributes, 'gen_ai.request.temperature')).toEqual({ doubleValue: 0.5 })
    expect(findValue(span.attributes, 'gen_ai.stream')).toEqual({ boolValue: true })
    expect(findValue(span.attributes, 'gen_ai.response.finish_reasons')).toEqual({
      arrayValue: { values: [{ stringValue: 'stop' }, { stringValue: 'length' }] },
    })
    expect(findValue(span.links[0]?.attributes ?? [], 'why')).toEqual({ stringValue: 'retry' })
    await provider.shutdown()
  })

  test('shutdown flushes what was still waiting', async () => {
    const sink = openStoreSink()
    const { receivers } = await startHarness({ sink })
    const port = kind === 'grpc' ? receivers.grpcPort : receivers.httpPort
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`)
    const provider = makeProvider(makeExporter(kind))
    writeSpans(provider, 1200)
    expect(sink.count('spans')).toBe(0)
    await provider.shutdown()
    expect(sink.count('spans')).toBe(1200)
  })
})

test.each(['proto', 'json'] as const)('%s exporter waits as Retry-After says and delivers then', async (kind) => {
  const { receivers, sink } = await startHarness()
  let refusals = 1
  sink.before = () => {
    if (refusals-- > 0) {
      throw new AppError('STORE_BUSY', 'The store is busy.', { details: { retryAfterMs: 1000 } })
    }
  }
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${receivers.httpPort}`)
  const provider = makeProvider(makeExporter(kind))
  writeSpans(provider, 3)
  await provider.forceFlush()
  expect(sink.spans).toHaveLength(3)
  expect(receivers.status().counters).toMatchObject({ requests: 2, rejectedRequests: 1, spans: 3 })
  await provider.shutdown()
})

test('log exporter: an evaluation result becomes an assessment of the span it names, once', async () => {
  const sink = openStoreSink()
  const { receivers } = await startHarness({ sink })
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://localhost:${receivers.httpPort}`)
  const tracing = makeProvider(new ProtoExporter())
  const { traceId, spanId } = writeSpans(tracing, 1)
  await tracing.shutdown()

  const logging = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
  })
  const evaluated = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 })
  const logger = logging.getLogger('deepeval', '2')
  logger.emit({
    eventName: 'gen_ai.evaluation.result',
    context: evaluated,
    timestamp: [1_700_000_002, 0],
    attributes: {
      'gen_ai.evaluation.name': 'faithfulness',
      'gen_ai.evaluation.score.value': 0.75,
      'gen_ai.evaluation.score.label': 'pass',
      'gen_ai.evaluation.explanation': 'Grounded in the documents.',
    },
  })
  logger.emit({
    eventName: 'gen_ai.client.inference.operation.details',
    context: evaluated,
    attributes: { 'gen_ai.input.messages': '[{"role":"user"}]' },
  })
  await logging.shutdown()

  expect(sink.count('logs')).toBe(2)
  const rows = sink.db
    .prepare('SELECT name, kind, value, rationale, source_type, source_id, span_id FROM assessments')
    .all()
  expect(rows).toEqual([
    {
      name: 'faithfulness',
      kind: 'feedback',
      value: '0.75',
      rationale: 'Grounded in the documents.',
      source_type: 'LLM_JUDGE',
      source_id: 'deepeval',
      span_id: spanId,
    },
  ])
  const { logs } = getStoredSpan(sink.db, traceId, spanId)
  expect(logs.map((log) => log.eventName).sort()).toEqual([
    'gen_ai.client.inference.operation.details',
    'gen_ai.evaluation.result',
  ])
  expect(receivers.status().counters).toMatchObject({ spans: 1, logs: 2 })
})

test('metric exporter: data points are counted', async () => {
  const { receivers } = await startHarness()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://localhost:${receivers.httpPort}`)
  const reader = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: 60_000 })
  const provider = new MeterProvider({ resource, readers: [reader] })
  const meter = provider.getMeter('shop')
  const counter = meter.createCounter('orders')
  counter.add(1, { country: 'jp' })
  counter.add(2, { country: 'de' })
  meter.createHistogram('latency').record(12.5)
  await provider.forceFlush()
  expect(receivers.status().counters).toMatchObject({ metrics: 3, rejectedRequests: 0 })
  await provider.shutdown()
})
