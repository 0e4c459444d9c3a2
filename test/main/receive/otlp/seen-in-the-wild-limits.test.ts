/** Cases A7 to A10 and A15 of what real senders do; A7, A12 and A13 for gRPC are in grpc-receiver.test.ts. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodings, headersFor, makeBody, readPartialSuccess, readStatus, spanIdHex, startHarness } from './harness.ts'
import { jsonSpan, jsonSpans, protoSpan, protoSpans, spanId, traceId } from './wild-spans.ts'

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
