/** Cases A1 to A6 of what real senders do, each under its number; the others are in seen-in-the-wild-limits.test.ts. */
import { describe, expect, test } from 'vitest'
import {
  encodings,
  headersFor,
  makeBody,
  readPartialSuccess,
  readStatus,
  spanIdHex,
  startHarness,
  traceIdHex,
} from './harness.ts'
import { encodeRequest } from './proto.ts'
import { jsonSpan, jsonSpans, protoSpan, protoSpans, traceId } from './wild-spans.ts'

describe('A1: logs sent to the traces path', () => {
  for (const encoding of encodings) {
    test(`${encoding}: 400 naming the cause`, async () => {
      const { send, sink, rejections } = await startHarness()
      const answer = await send('/v1/traces', { headers: headersFor(encoding), body: makeBody('logs', encoding, 2) })
      expect(answer.status).toBe(400)
      expect(readStatus(answer, encoding).message).toContain('/v1/logs')
      expect(rejections[0]?.reason).toBe('logsOnTracesPath')
      expect(sink.received).toEqual([])
    })
  }

  test('a log record that happens to decode as a span without ids', async () => {
    const { send, rejections } = await startHarness()
    const body = encodeRequest('logs', {
      resourceLogs: [
        { scopeLogs: [{ scope: { name: 'codex_otel.log_only' }, logRecords: [{ body: { stringValue: 'x' } }] }] },
      ],
    })
    const answer = await send('/v1/traces', { headers: headersFor('protobuf'), body })
    expect(answer.status).toBe(400)
    expect(rejections[0]?.reason).toBe('logsOnTracesPath')
  })

  test('the other mix-ups are named as well', async () => {
    const { send, rejections } = await startHarness()
    for (const encoding of encodings) {
      await send('/v1/logs', { headers: headersFor(encoding), body: makeBody('traces', encoding) })
      expect(rejections.at(-1)?.reason).toBe('tracesOnLogsPath')
      await send('/v1/traces', { headers: headersFor(encoding), body: makeBody('metrics', encoding) })
      expect(rejections.at(-1)?.reason).toBe('metricsOnTracesPath')
    }
  })
})

describe('A2: JSON of the wrong shape is 400 or partial, never 500', () => {
  test.each([
    ['attributes as an object', jsonSpans({ ...jsonSpan, attributes: { a: 1 } })],
    ['scopeSpans as an object', '{"resourceSpans":[{"scopeSpans":{}}]}'],
    ['resourceSpans as a string', '{"resourceSpans":"x"}'],
    ['events that are no list', jsonSpans({ ...jsonSpan, events: 'x' })],
    ['a span that is a number', jsonSpans(5 as unknown as object)],
    ['an attribute that is a list', jsonSpans({ ...jsonSpan, attributes: [[]] })],
    ['a value that is a bare string', jsonSpans({ ...jsonSpan, attributes: [{ key: 'a', value: 'b' }] })],
    ['a status that is a string', jsonSpans({ ...jsonSpan, status: 'OK' })],
    ['a kind that is unknown', jsonSpans({ ...jsonSpan, kind: 'SPAN_KIND_MAGIC' })],
    ['an integer that is none', jsonSpans({ ...jsonSpan, attributes: [{ key: 'a', value: { intValue: '1.5' } }] })],
    [
      'an integer beyond 64 bits',
      jsonSpans({ ...jsonSpan, attributes: [{ key: 'a', value: { intValue: '9223372036854775808' } }] }),
    ],
    ['a list instead of a request', '[]'],
    ['null', 'null'],
    ['a broken end', '{"resourceSpans":[{]}'],
  ])('%s', async (_, body) => {
    const { send, sink } = await startHarness()
    const answer = await send('/v1/traces', { headers: headersFor('json'), body })
    expect(answer.status).toBe(400)
    expect(readStatus(answer, 'json').code).toBe(3)
    expect(sink.received).toEqual([])
  })

  test('missing attributes, null lists and null members are absent', async () => {
    const { send, sink } = await startHarness()
    const body = jsonSpans({ ...jsonSpan, attributes: null, events: [null], links: undefined, status: null })
    expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
    expect(sink.spans[0]).toMatchObject({ attributes: [], events: [], links: [], statusCode: 0 })
  })
})

describe('A3: ids of other types are refused without allocating what they claim', () => {
  test.each([
    ['a list of integers', [...traceId]],
    ['a serialized Buffer', { type: 'Buffer', data: [...traceId] }],
    ['a huge claimed length', { length: 8e8 }],
    ['a number', 12345],
    ['a short id', 'abcd'],
    ['a long id', `${traceIdHex}00`],
    ['an odd length', traceIdHex.slice(1)],
    ['not hex', 'zz'.repeat(16)],
    ['base64', traceId.toString('base64')],
    ['a span id for a trace id', spanIdHex],
  ])('%s', async (_, id) => {
    const { send, sink, rejections } = await startHarness()
    const answer = await send('/v1/traces', {
      headers: headersFor('json'),
      body: jsonSpans({ ...jsonSpan, traceId: id }),
    })
    expect(answer.status).toBe(400)
    expect(rejections[0]?.reason).toBe('badId')
    expect(sink.received).toEqual([])
  })

  test.each([1, 8, 15, 17, 4000])('a protobuf trace id of %d bytes', async (length) => {
    const { send, rejections } = await startHarness()
    const body = protoSpans({ ...protoSpan, traceId: Buffer.alloc(length, 1) })
    const answer = await send('/v1/traces', { headers: headersFor('protobuf'), body })
    expect(answer.status).toBe(400)
    expect(readStatus(answer, 'protobuf').code).toBe(3)
    expect(rejections[0]?.reason).toBe('badId')
  })

  test('a protobuf length far beyond the body', async () => {
    const { send } = await startHarness()
    const body = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00])
    expect((await send('/v1/traces', { headers: headersFor('protobuf'), body })).status).toBe(400)
  })

  test('a body of nothing but empty values is refused before it fills the memory', async () => {
    const { send } = await startHarness()
    // 24 MiB: one span whose attributes are two bytes each on the wire.
    const attributes = Buffer.alloc(24 * 1024 * 1024)
    for (let i = 0; i < attributes.byteLength; i += 2) {
      attributes[i] = 0x4a
    }
    const wrap = (inner: Buffer, tag: number) => {
      const length: number[] = []
      for (let rest = inner.byteLength; rest > 0; rest = Math.floor(rest / 128)) {
        length.push(rest > 127 ? (rest % 128) | 128 : rest)
      }
      return Buffer.concat([Buffer.from([tag, ...length]), inner])
    }
    const body = wrap(wrap(wrap(attributes, 0x12), 0x12), 0x0a)
    const answer = await send('/v1/traces', { headers: headersFor('protobuf'), body })
    expect(answer.status).toBe(413)
    expect(readStatus(answer, 'protobuf').message).toContain('smaller batches')
  })
})

describe('A4: spans without ids are reported, the others stored', () => {
  for (const encoding of encodings) {
    test.each([
      ['empty ids', '', ''],
      ['zero ids', '0'.repeat(32), '0'.repeat(16)],
      ['no trace id', '', spanIdHex],
      ['no span id', traceIdHex, ''],
    ])(`${encoding}: %s`, async (_, badTraceId, badSpanId) => {
      const { send, sink, receivers } = await startHarness()
      const bad = { traceId: badTraceId, spanId: badSpanId, name: 'bad' }
      const body =
        encoding === 'json'
          ? jsonSpans(bad, jsonSpan, bad)
          : protoSpans(
              { ...bad, traceId: Buffer.from(badTraceId, 'hex'), spanId: Buffer.from(badSpanId, 'hex') },
              protoSpan,
              { ...bad, traceId: Buffer.from(badTraceId, 'hex'), spanId: Buffer.from(badSpanId, 'hex') },
            )
      const answer = await send('/v1/traces', { headers: headersFor(encoding), body })
      expect(answer.status).toBe(200)
      expect(readPartialSuccess(answer, encoding)).toMatchObject({
        count: 2,
        message: expect.stringContaining('2 spans'),
      })
      expect(sink.spans.map((span) => span.name)).toEqual(['good'])
      const { counters, rejections } = receivers.status()
      expect(counters).toMatchObject({ spans: 1, rejectedSpans: 2, rejectedRequests: 0 })
      expect(rejections[0]).toMatchObject({ reason: 'missingIds', count: 2 })
    })
  }

  test('a zero parent is a root, and a log record may have no ids', async () => {
    const { send, sink } = await startHarness()
    const body = jsonSpans({ ...jsonSpan, parentSpanId: '0'.repeat(16) })
    expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
    expect(sink.spans[0]?.parentSpanId).toBeUndefined()
    expect((await send('/v1/logs', { headers: headersFor('json'), body: makeBody('logs', 'json') })).status).toBe(200)
    expect(sink.logs[0]).toMatchObject({ traceId: '', spanId: '' })
  })
})

test('A5: what the JavaScript SDK writes in JSON', async () => {
  const { send, sink } = await startHarness()
  const span = {
    ...jsonSpan,
    traceId: traceIdHex.toUpperCase(),
    flags: 257,
    events: [],
    links: [],
    startTimeUnixNano: '1700000000000000001',
    attributes: [
      { key: 'big', value: { intValue: 1152921504606847000 } },
      { key: 'nan', value: { doubleValue: null } },
      { key: 'list', value: { arrayValue: { values: [] } } },
      { key: 'whole', value: { doubleValue: 3 } },
    ],
  }
  expect((await send('/v1/traces', { headers: headersFor('json'), body: jsonSpans(span) })).status).toBe(200)
  expect(sink.spans[0]).toMatchObject({
    traceId: traceIdHex,
    flags: 257,
    startNano: 1700000000000000001n,
    attributes: [
      { key: 'big', value: { intValue: '1152921504606846976' } },
      { key: 'nan', value: {} },
      { key: 'list', value: { arrayValue: { values: [] } } },
      { key: 'whole', value: { doubleValue: 3 } },
    ],
  })
})

test('A5: what the Collector takes: snake_case, enum names, numbers as strings, special doubles', async () => {
  const { send, sink } = await startHarness()
  const span = {
    trace_id: traceIdHex,
    span_id: spanIdHex,
    parent_span_id: '00f067aa0ba902b7',
    trace_state: 'a=b',
    name: 'x',
    kind: 'SPAN_KIND_CLIENT',
    start_time_unix_nano: 1700000000000,
    end_time_unix_nano: '1700000000001',
    dropped_attributes_count: '3',
    attributes: [
      { key: 'a', value: { string_value: 's' } },
      { key: 'b', value: { bool_value: true } },
      { key: 'c', value: { int_value: '-9223372036854775808' } },
      { key: 'd', value: { double_value: '1.5' } },
      { key: 'e', value: { doubleValue: 'NaN' } },
      { key: 'f', value: { doubleValue: '-Infinity' } },
      {
        key: 'g',
        value: { kvlist_value: { values: [{ key: 'h', value: { array_value: { values: [{ intValue: 1 }] } } }] } },
      },
      { key: 'i', value: { bytes_value: '_-8' } },
    ],
    events: [{ time_unix_nano: '5', name: 'e', dropped_attributes_count: 2 }],
    status: { code: 'STATUS_CODE_ERROR', message: 'm' },
  }
  const body = JSON.stringify({
    resource_spans: [{ schema_url: 'r', scope_spans: [{ schema_url: 's', spans: [span] }] }],
  })
  expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
  expect(sink.spans[0]).toMatchObject({
    traceId: traceIdHex,
    parentSpanId: '00f067aa0ba902b7',
    traceState: 'a=b',
    kind: 3,
    startNano: 1700000000000n,
    endNano: 1700000000001n,
    droppedAttributesCount: 3,
    statusCode: 2,
    statusMessage: 'm',
    events: [{ timeUnixNano: '5', name: 'e', attributes: [], droppedAttributesCount: 2 }],
    resource: { schemaUrl: 'r' },
    scope: { schemaUrl: 's' },
    attributes: [
      { key: 'a', value: { stringValue: 's' } },
      { key: 'b', value: { boolValue: true } },
      { key: 'c', value: { intValue: '-9223372036854775808' } },
      { key: 'd', value: { doubleValue: 1.5 } },
      { key: 'e', value: { doubleValue: 'NaN' } },
      { key: 'f', value: { doubleValue: '-Infinity' } },
      {
        key: 'g',
        value: { kvlistValue: { values: [{ key: 'h', value: { arrayValue: { values: [{ intValue: '1' }] } } }] } },
      },
      { key: 'i', value: { bytesValue: '/+8=' } },
    ],
  })
})

describe('A6: chunked bodies without Content-Length', () => {
  for (const encoding of encodings) {
    test(`${encoding}: taken, and limited while they stream in`, async () => {
      const { send, sink, receivers } = await startHarness({ limits: { maxBodyBytes: 300_000 } })
      const headers = headersFor(encoding)
      const good = await send('/v1/traces', { headers, body: makeBody('traces', encoding, 500), chunked: true })
      expect(good.status).toBe(200)
      expect(sink.spans).toHaveLength(500)
      const big = await send('/v1/traces', { headers, body: makeBody('traces', encoding, 10_000), chunked: true })
      expect(big.status).toBe(413)
      expect(readStatus(big, encoding).code).toBe(8)
      expect(sink.received).toHaveLength(1)
      expect(receivers.status().counters.spans).toBe(500)
    })
  }
})
