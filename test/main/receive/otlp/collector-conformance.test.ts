/**
 * The cases of the OpenTelemetry Collector's own receiver tests, under the Collector's test names
 * (`receiver/otlpreceiver/otlp_test.go`, `otlphttp_test.go`, `config/confighttp/compression_test.go`,
 * `pdata/ptrace/json_test.go`). Where OTLP 1.11 is stricter than the Collector, Assay follows OTLP.
 */
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startOtlpReceivers } from '../../../../src/main/receive/otlp/server.ts'
import { AppError } from '../../../../src/shared/model/error.ts'
import {
  type Compression,
  compress,
  contentTypes,
  encodings,
  headersFor,
  makeBody,
  RecordingSink,
  readStatus,
  signals,
  startHarness,
} from './harness.ts'

const compressions: Compression[] = ['none', 'gzip', 'deflate', 'zlib', 'zstd']

for (const encoding of encodings) {
  describe(encoding === 'json' ? 'TestJSONHTTP' : 'TestProtoHTTP', () => {
    test.each(compressions)('%s', async (compression) => {
      const { send, sink } = await startHarness()
      const answer = await send('/v1/traces', {
        headers: headersFor(encoding, compression),
        body: compress(makeBody('traces', encoding, 3), compression),
      })
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toBe(contentTypes[encoding])
      expect(answer.text).toBe(encoding === 'json' ? '{}' : '')
      expect(sink.spans.map((span) => span.name)).toEqual(['chat gpt-4o', 'chat gpt-4o', 'chat gpt-4o'])
    })

    test.each([
      [contentTypes[encoding].toUpperCase()],
      [`${contentTypes[encoding]}; charset=utf-8`],
      [`${contentTypes[encoding]};charset=UTF-8 `],
    ])('content type %s', async (type) => {
      const { send } = await startHarness()
      const answer = await send('/v1/traces', { headers: { 'content-type': type }, body: makeBody('traces', encoding) })
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toBe(contentTypes[encoding])
    })

    test.each([
      ['a bug', new Error('secret detail'), 500, 13, undefined],
      ['permanent', new AppError('STORE_READ_ONLY', 'The workspace is read-only.'), 500, 13, undefined],
      ['retryable', new AppError('STORE_BUSY', 'The store is busy.'), 503, 14, '1'],
      ['disk full', new AppError('STORE_FULL', 'The disk is full.'), 503, 14, '1'],
      [
        'retryable after 13 s',
        new AppError('UNAVAILABLE', 'Later.', { details: { retryAfterMs: 13_000 } }),
        503,
        14,
        '13',
      ],
      ['retryable at once', new AppError('UNAVAILABLE', 'Now.', { details: { retryAfterMs: 0 } }), 503, 14, '0'],
      [
        'internal with retry time',
        new AppError('INTERNAL', 'Broken.', { details: { retryAfterMs: 9 } }),
        500,
        13,
        undefined,
      ],
      ['invalid argument', new AppError('INVALID_INPUT', 'Bad data.'), 400, 3, undefined],
    ] as const)('TestHTTPRetryAfter, failing sink: %s', async (_, error, status, code, retryAfter) => {
      const { send, sink } = await startHarness()
      sink.before = () => {
        throw error
      }
      const answer = await send('/v1/traces', { headers: headersFor(encoding), body: makeBody('traces', encoding) })
      expect(answer.status).toBe(status)
      expect(answer.headers['retry-after']).toBe(retryAfter)
      const rpc = readStatus(answer, encoding)
      expect(rpc.code).toBe(code)
      expect(rpc.message).not.toContain('secret')
      expect(rpc.details.length).toBe(status === 500 ? 0 : 1)
    })
  })
}

describe('TestHandleInvalidRequests', () => {
  for (const signal of signals) {
    const path = `/v1/${signal}`

    test(`${path}: no content type is 415`, async () => {
      const { send } = await startHarness()
      const answer = await send(path, { body: '{}' })
      expect(answer.status).toBe(415)
      expect(answer.headers['content-type']).toBe('text/plain')
    })

    test.each(['invalid', 'text/plain', 'application/x-www-form-urlencoded'])(
      `${path}: content type %s is 415`,
      async (type) => {
        const { send, sink, rejections } = await startHarness()
        const answer = await send(path, { headers: { 'content-type': type }, body: makeBody(signal, 'json') })
        expect(answer.status).toBe(415)
        expect(sink.received).toEqual([])
        expect(rejections[0]?.reason).toBe('unsupportedContentType')
      },
    )

    test(`${path}: an empty JSON body is 400`, async () => {
      const { send } = await startHarness()
      const answer = await send(path, { headers: headersFor('json'), body: '' })
      expect(answer.status).toBe(400)
      expect(readStatus(answer, 'json').code).toBe(3)
    })

    test(`${path}: an empty protobuf body is an empty request`, async () => {
      const { send } = await startHarness()
      const answer = await send(path, { headers: headersFor('protobuf'), body: '' })
      expect(answer.status).toBe(200)
      expect(answer.body.byteLength).toBe(0)
    })

    test.each(['GET', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])(`${path}: %s is 405`, async (method) => {
      const { send } = await startHarness()
      const answer = await send(path, { method, headers: headersFor('json') })
      expect(answer.status).toBe(405)
      expect(answer.headers['content-type']).toBe('text/plain')
      expect(answer.headers.allow).toContain('POST')
      expect(answer.text).toBe(method === 'HEAD' ? '' : '405 method not allowed, supported: [POST]')
    })
  }
})

describe('TestOTLPReceiverInvalidContentEncoding', () => {
  for (const encoding of encodings) {
    for (const compression of ['gzip', 'deflate', 'zlib', 'zstd'] as const) {
      test(`a plain ${encoding} body labelled ${compression} is 400 with a Status in ${encoding}`, async () => {
        const { send, sink } = await startHarness()
        const answer = await send('/v1/traces', {
          headers: headersFor(encoding, compression),
          body: makeBody('traces', encoding),
        })
        expect(answer.status).toBe(400)
        expect(readStatus(answer, encoding).code).toBe(3)
        expect(sink.received).toEqual([])
      })
    }

    test.each(['br', 'snappy', 'lz4', 'gzip, zstd', 'nonsense'])(
      `UnsupportedCompression: ${encoding} with %s`,
      async (name) => {
        const { send, rejections } = await startHarness()
        const answer = await send('/v1/traces', {
          headers: { ...headersFor(encoding), 'content-encoding': name },
          body: makeBody('traces', encoding),
        })
        expect(answer.status).toBe(400)
        expect(readStatus(answer, encoding).message).toContain('gzip')
        expect(rejections[0]?.reason).toBe('unsupportedEncoding')
      },
    )
  }
})

test('TestOTLPReceiverNoContentType: without a type, a bad encoding is told in JSON', async () => {
  const { send } = await startHarness()
  const answer = await send('/v1/traces', { headers: { 'content-encoding': 'invalid' }, body: '1234' })
  expect(answer.status).toBe(400)
  expect(readStatus(answer, 'json').code).toBe(3)
})

describe('TestHTTPContentDecompressionHandler', () => {
  test('Identity', async () => {
    const { send } = await startHarness()
    const headers = { ...headersFor('json'), 'content-encoding': 'identity' }
    expect((await send('/v1/traces', { headers, body: makeBody('traces', 'json') })).status).toBe(200)
  })

  test('GZIP in upper case', async () => {
    const { send } = await startHarness()
    const headers = { ...headersFor('json'), 'content-encoding': 'GZIP' }
    expect((await send('/v1/traces', { headers, body: gzipSync(makeBody('traces', 'json')) })).status).toBe(200)
  })

  test.each(['gzip', 'deflate', 'zlib', 'zstd'] as const)(
    'GzipEmptyBody: nothing labelled %s is 400',
    async (compression) => {
      const { send } = await startHarness()
      const answer = await send('/v1/traces', { headers: headersFor('protobuf', compression), body: '' })
      expect(answer.status).toBe(400)
      expect(readStatus(answer, 'protobuf').code).toBe(3)
    },
  )

  test.each(['gzip', 'deflate', 'zlib', 'zstd'] as const)('GarbageBody: %s', async (compression) => {
    const { send } = await startHarness()
    const answer = await send('/v1/traces', {
      headers: headersFor('json', compression),
      body: Buffer.alloc(1000, 0xa5),
    })
    expect(answer.status).toBe(400)
    expect(readStatus(answer, 'json').code).toBe(3)
  })

  test.each(['gzip', 'deflate', 'zlib', 'zstd'] as const)('TruncatedData: %s', async (compression) => {
    const { send, sink } = await startHarness()
    const whole = compress(makeBody('traces', 'protobuf', 200), compression)
    const answer = await send('/v1/traces', {
      headers: headersFor('protobuf', compression),
      body: whole.subarray(0, whole.byteLength - 12),
    })
    expect(answer.status).toBe(400)
    expect(readStatus(answer, 'protobuf').code).toBe(3)
    expect(sink.received).toEqual([])
  })

  test('DecompressionPanicRecovery: the receiver answers the next request after a broken one', async () => {
    const { send } = await startHarness()
    const headers = headersFor('json', 'gzip')
    const broken = gzipSync(makeBody('traces', 'json'))
    broken[12] = 0xff
    broken[13] = 0xff
    expect((await send('/v1/traces', { headers, body: broken })).status).toBe(400)
    expect((await send('/v1/traces', { headers, body: gzipSync(makeBody('traces', 'json')) })).status).toBe(200)
  })

  test('AvoidDecompressionBomb: more than the limit after decompression is 413', async () => {
    const { send, sink } = await startHarness({ limits: { maxBodyBytes: 1024 * 1024 } })
    const answer = await send('/v1/traces', {
      headers: headersFor('protobuf', 'gzip'),
      body: gzipSync(Buffer.alloc(20 * 1024 * 1024)),
    })
    expect(answer.status).toBe(413)
    expect(readStatus(answer, 'protobuf').code).toBe(8)
    expect(sink.received).toEqual([])
  })
})

describe('TestHTTPMaxRequestBodySize', () => {
  for (const encoding of encodings) {
    for (const compression of ['none', 'gzip'] as const) {
      test(`${encoding}, ${compression}: a body of the limit is taken, one byte more is 413`, async () => {
        const body = makeBody('traces', encoding, 10)
        const request = { headers: headersFor(encoding, compression), body: compress(body, compression) }
        const exact = await startHarness({ limits: { maxBodyBytes: body.byteLength } })
        expect((await exact.send('/v1/traces', request)).status).toBe(200)
        const under = await startHarness({ limits: { maxBodyBytes: body.byteLength - 1 } })
        const answer = await under.send('/v1/traces', request)
        expect(answer.status).toBe(413)
        expect(readStatus(answer, encoding).code).toBe(8)
        expect(under.rejections[0]?.reason).toBe('tooLarge')
      })
    }
  }
})

test('TestOTLPReceiverHTTPTracesIngestTest: ok, retryable, permanent, ok are counted exactly', async () => {
  const { send, sink, receivers } = await startHarness()
  const outcomes = [undefined, new AppError('STORE_BUSY', 'Busy.'), new Error('permanent'), undefined]
  sink.before = () => {
    const error = outcomes.shift()
    if (error !== undefined) {
      throw error
    }
  }
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) {
    const answer = await send('/v1/traces', {
      headers: headersFor('protobuf'),
      body: makeBody('traces', 'protobuf', 2),
    })
    statuses.push(answer.status)
  }
  expect(statuses).toEqual([200, 503, 500, 200])
  const { counters, lastReceivedAtMs } = receivers.status()
  expect(counters).toMatchObject({ requests: 4, spans: 4, rejectedRequests: 2, rejectedSpans: 0 })
  expect(lastReceivedAtMs).toBeGreaterThan(1_700_000_000_000)
})

describe('TestHTTPNewPortAlreadyUsed, TestGRPCNewPortAlreadyUsed', () => {
  test('a taken port is told in the status, and the other receiver works', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void blocker.close())
    const address = blocker.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const sink = new RecordingSink()

    const http = await startOtlpReceivers({ httpPort: port, grpcPort: 0, sink })
    onTestFinished(() => http.close())
    const onHttp = http.status().endpoints
    expect(onHttp.find((endpoint) => endpoint.url === `http://127.0.0.1:${port}`)).toMatchObject({
      isListening: false,
      error: expect.stringContaining(`Port ${port} is in use`),
    })
    expect(onHttp.find((endpoint) => endpoint.protocol === 'otlp-grpc')?.isListening).toBe(true)

    const grpc = await startOtlpReceivers({ httpPort: 0, grpcPort: port, sink })
    onTestFinished(() => grpc.close())
    const onGrpc = grpc.status().endpoints
    expect(onGrpc.find((endpoint) => endpoint.url === `http://127.0.0.1:${port}`)?.error).toContain('in use')
    expect(onGrpc.find((endpoint) => endpoint.protocol === 'otlp-http')?.isListening).toBe(true)
  })
})

test('TestShutdown: senders keep sending; after close nothing more reaches the sink', async () => {
  const { send, sink, receivers } = await startHarness({ limits: { closeGraceMs: 500 } })
  sink.before = () => new Promise((resolve) => setTimeout(resolve, 5))
  let isStopped = false
  const statuses = new Set<number>()
  const senders = Array.from({ length: 4 }, async () => {
    while (!isStopped) {
      const body = makeBody('traces', 'protobuf')
      const answer = await send('/v1/traces', { headers: headersFor('protobuf'), body }).catch(() => undefined)
      if (answer !== undefined) {
        statuses.add(answer.status)
      } else {
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
  })
  while (sink.received.length < 20) {
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await receivers.close()
  const afterClose = sink.received.length
  const { counters } = receivers.status()
  await new Promise((resolve) => setTimeout(resolve, 60))
  isStopped = true
  await Promise.all(senders)
  expect(sink.received.length).toBe(afterClose)
  expect(counters.spans).toBe(afterClose)
  expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true)
})
