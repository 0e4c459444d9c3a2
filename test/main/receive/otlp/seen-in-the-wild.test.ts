/** Cases A1 to A15 of what real senders do, each under its number. A7, A12 and A13 for gRPC are in grpc-receiver.test.ts. */
import { gzipSync } from 'node:zlib'
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

const traceId = Buffer.from(traceIdHex, 'hex')
const spanId = Buffer.from(spanIdHex, 'hex')

/** A JSON request of these spans. */
function jsonSpans(...spans: object[]): string {
  return JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] })
}

function protoSpans(...spans: object[]): Buffer {
  return encodeRequest('traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] })
}

const jsonSpan = { traceId: traceIdHex, spanId: spanIdHex, name: 'good' }
const protoSpan = { traceId, spanId, name: 'good' }

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

test('A7: half a gigabyte of zeros in half a megabyte of gzip is 413', async () => {
  const { send, sink, rejections } = await startHarness()
  const bomb = gzipSync(Buffer.alloc(500 * 1024 * 1024), { level: 9 })
  expect(bomb.byteLength).toBeLessThan(1024 * 1024)
  const answer = await send('/v1/traces', { headers: headersFor('protobuf', 'gzip'), body: bomb })
  expect(answer.status).toBe(413)
  expect(readStatus(answer, 'protobuf').code).toBe(8)
  expect(rejections[0]?.reason).toBe('tooLarge')
  expect(sink.received).toEqual([])
})

describe('A8: values nested without end', () => {
  const nestedJson = (depth: number) =>
    jsonSpans({ ...jsonSpan, attributes: [{ key: 'deep', value: '@' }] }).replace(
      '"@"',
      `${'{"arrayValue":{"values":['.repeat(depth)}${']}}'.repeat(depth)}`,
    )

  function nestedProto(depth: number): Buffer {
    let value: Buffer = Buffer.from([0x0a, 0x01, 0x61])
    for (let i = 0; i < depth; i++) {
      value = wrap(0x2a, wrap(0x0a, value))
    }
    const attribute = wrap(0x4a, Buffer.concat([Buffer.from([0x0a, 0x01, 0x61]), wrap(0x12, value)]))
    const ids = Buffer.concat([Buffer.from([0x0a, 16]), traceId, Buffer.from([0x12, 8]), spanId])
    return wrap(0x0a, wrap(0x12, wrap(0x12, Buffer.concat([ids, attribute]))))
  }

  function wrap(tag: number, inner: Buffer): Buffer {
    const length: number[] = []
    let rest = inner.byteLength
    while (rest > 127) {
      length.push((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    return Buffer.concat([Buffer.from([tag, ...length, rest]), inner])
  }

  test('90 levels are taken', async () => {
    const { send, sink } = await startHarness()
    expect((await send('/v1/traces', { headers: headersFor('json'), body: nestedJson(90) })).status).toBe(200)
    expect((await send('/v1/traces', { headers: headersFor('protobuf'), body: nestedProto(90) })).status).toBe(200)
    expect(sink.spans).toHaveLength(2)
  })

  test('20,000 levels are 400 in both encodings', async () => {
    const { send, rejections } = await startHarness()
    const json = await send('/v1/traces', { headers: headersFor('json'), body: nestedJson(20_000) })
    expect(json.status).toBe(400)
    expect(readStatus(json, 'json').message).toContain('100 levels')
    const proto = await send('/v1/traces', { headers: headersFor('protobuf'), body: nestedProto(3_000) })
    expect(proto.status).toBe(400)
    expect(readStatus(proto, 'protobuf').message).toContain('100 levels')
    expect(rejections.at(-1)).toMatchObject({ reason: 'tooDeep', count: 2 })
  })

  test('200,000 levels in an unknown field, and groups within groups', async () => {
    const { send } = await startHarness()
    const body = `{"unknown":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
    const groups = Buffer.alloc(100_000, 0xfb)
    for (let i = 1; i < groups.byteLength; i += 2) {
      groups[i] = 0x07
    }
    expect((await send('/v1/traces', { headers: headersFor('protobuf'), body: groups })).status).toBe(400)
  })
})

describe('A9: hostile names stay names', () => {
  for (const encoding of encodings) {
    test(encoding, async () => {
      const { send, sink } = await startHarness()
      const names = [
        '__proto__',
        'constructor',
        'prototype',
        'toString',
        'gen_ai.prompt.99999999.role',
        'hasOwnProperty',
      ]
      const attributes = names.map((key) => ({ key, value: { stringValue: 'x' } }))
      const body =
        encoding === 'json' ? jsonSpans({ ...jsonSpan, attributes }) : protoSpans({ ...protoSpan, attributes })
      expect((await send('/v1/traces', { headers: headersFor(encoding), body })).status).toBe(200)
      expect(sink.spans[0]?.attributes).toEqual(attributes)
      expect(({} as Record<string, unknown>).stringValue).toBeUndefined()
    })
  }

  test('__proto__ as a JSON field name changes nothing', async () => {
    const { send, sink } = await startHarness()
    const body = jsonSpans(jsonSpan).replace('"name":"good"', '"__proto__":{"name":"evil","kind":4},"constructor":1')
    expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
    expect(sink.spans[0]).toMatchObject({ name: '', kind: 0 })
  })
})

describe('A10: odd spans are taken as they are', () => {
  for (const encoding of encodings) {
    test(`${encoding}: duplicate keys, times that are missing, zero, reversed or absurd`, async () => {
      const { send, sink } = await startHarness()
      const duplicate = [
        { key: 'a', value: { stringValue: '1' } },
        { key: 'a', value: { stringValue: '2' } },
      ]
      const base = encoding === 'json' ? jsonSpan : protoSpan
      const spans = [
        { ...base, attributes: duplicate },
        { ...base, startTimeUnixNano: '20', endTimeUnixNano: '10' },
        { ...base, startTimeUnixNano: '18446744073709551615' },
        { ...base, parentSpanId: base.spanId },
      ]
      const body = encoding === 'json' ? jsonSpans(...spans) : protoSpans(...spans)
      expect((await send('/v1/traces', { headers: headersFor(encoding), body })).status).toBe(200)
      expect(sink.spans[0]).toMatchObject({ attributes: duplicate, startNano: 0n, endNano: 0n })
      expect(sink.spans[1]).toMatchObject({ startNano: 20n, endNano: 10n })
      expect(sink.spans[2]?.startNano).toBe(2n ** 63n - 1n)
      expect(sink.spans[3]?.parentSpanId).toBe(spanIdHex)
    })
  }

  test.each([
    ['null', 'null'],
    ['NaN', '"NaN"'],
    ['negative', '-5'],
    ['a fraction', '12.75'],
  ])('json: a start of %s', async (_, start) => {
    const { send, sink } = await startHarness()
    const body = jsonSpans(jsonSpan).replace('"name"', `"startTimeUnixNano":${start},"name"`)
    expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
    expect(sink.spans[0]?.startNano).toBe(start === '12.75' ? 12n : 0n)
  })

  test('a trace of 5,000 spans in one request', async () => {
    const { send, sink } = await startHarness()
    const answer = await send('/v1/traces', {
      headers: headersFor('protobuf'),
      body: makeBody('traces', 'protobuf', 5000),
    })
    expect(answer.status).toBe(200)
    expect(sink.spans).toHaveLength(5000)
  })
})

describe('A15: odd text and odd sizes', () => {
  test('bytes that are not UTF-8 become U+FFFD', async () => {
    const { send, sink } = await startHarness()
    const body = protoSpans({ ...protoSpan, name: 'abXXcd' })
    const at = body.indexOf('XX')
    body[at] = 0xff
    body[at + 1] = 0xc3
    expect((await send('/v1/traces', { headers: headersFor('protobuf'), body })).status).toBe(200)
    expect(sink.spans[0]?.name).toBe('ab\ufffd\ufffdcd')
  })

  test('lone surrogates in JSON', async () => {
    const { send, sink } = await startHarness()
    const body = jsonSpans(jsonSpan).replace('good', 'a\\ud83db')
    expect((await send('/v1/traces', { headers: headersFor('json'), body })).status).toBe(200)
    expect(sink.spans[0]?.name).toBe('a\ud83db')
  })

  for (const encoding of encodings) {
    test(`${encoding}: one attribute of 20 MB, and 10,000 attributes`, async () => {
      const { send, sink } = await startHarness()
      const base = encoding === 'json' ? jsonSpan : protoSpan
      const large = { ...base, attributes: [{ key: 'large', value: { stringValue: 'x'.repeat(20_000_000) } }] }
      const many = {
        ...base,
        attributes: Array.from({ length: 10_000 }, (_, i) => ({ key: `k${i}`, value: { intValue: i } })),
      }
      const body = encoding === 'json' ? jsonSpans(large, many) : protoSpans(large, many)
      expect((await send('/v1/traces', { headers: headersFor(encoding), body })).status).toBe(200)
      expect(sink.spans[0]?.attributes[0]?.value).toHaveProperty('stringValue.length', 20_000_000)
      expect(sink.spans[1]?.attributes).toHaveLength(10_000)
      expect(sink.spans[1]?.attributes[9_999]).toEqual({ key: 'k9999', value: { intValue: '9999' } })
    })
  }
})

test('string table references, which are for profiles, are a warning', async () => {
  const { send, sink, rejections } = await startHarness()
  const attributes = [
    { key: 'a', value: { stringValueStrindex: 3 } },
    { keyStrindex: 4, value: { stringValue: 'b' } },
  ]
  const answer = await send('/v1/traces', {
    headers: headersFor('protobuf'),
    body: protoSpans({ ...protoSpan, attributes }),
  })
  expect(answer.status).toBe(200)
  expect(readPartialSuccess(answer, 'protobuf')).toMatchObject({
    count: 0,
    message: expect.stringContaining('string table'),
  })
  expect(sink.spans[0]?.attributes).toEqual([
    { key: 'a', value: {} },
    { key: '', value: { stringValue: 'b' } },
  ])
  expect(rejections[0]?.reason).toBe('stringIndexes')
})

describe('headers that do not say what the body is', () => {
  test('JSON sent as protobuf', async () => {
    const { send, rejections } = await startHarness()
    const answer = await send('/v1/traces', { headers: headersFor('protobuf'), body: makeBody('traces', 'json') })
    expect(answer.status).toBe(400)
    expect(readStatus(answer, 'protobuf').message).toContain('application/json')
    expect(rejections[0]?.reason).toBe('jsonAsProtobuf')
  })

  test('gzip without Content-Encoding', async () => {
    const { send, rejections } = await startHarness()
    const answer = await send('/v1/traces', {
      headers: headersFor('protobuf'),
      body: gzipSync(makeBody('traces', 'protobuf')),
    })
    expect(answer.status).toBe(400)
    expect(rejections[0]?.reason).toBe('unlabelledCompression')
  })
})
