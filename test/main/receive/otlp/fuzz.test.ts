/**
 * Arbitrary and mutated bodies: the receivers never crash, always answer with a legal status, and with a body that can
 * be read in the request's encoding. Seeded and bounded; `ASSAY_FUZZ_RUNS=5000` looks further.
 */
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { status } from '@grpc/grpc-js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeBody, type Encoding, type Signal } from '../../../../src/main/receive/otlp/decode-body.ts'
import { type OtlpReceivers, startOtlpReceivers } from '../../../../src/main/receive/otlp/server.ts'
import { AppError } from '../../../../src/shared/model/error.ts'
import { fuzzRuns, logsRequest, metricsRequest, seed, traceRequest } from './arbitraries.ts'
import { exportPaths, makeGrpcClient } from './grpc-client.ts'
import { type Compression, contentTypes, headersFor, makeBody, RecordingSink, send } from './harness.ts'
import { decodeMessage, decodeRpcStatus, encodeRequest } from './proto.ts'

const requests = { traces: traceRequest, logs: logsRequest, metrics: metricsRequest }
const signal = fc.constantFrom<Signal>('traces', 'logs', 'metrics')
const encoding = fc.constantFrom<Encoding>('protobuf', 'json')
const compression = fc.constantFrom<Compression>('none', 'gzip', 'deflate', 'zlib', 'zstd')

/** Ids as hex and bytes as base64, as OTLP/JSON writes what protobufjs takes. */
function toJson(request: object): string {
  return JSON.stringify(request, (key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value) {
      return Buffer.from(value.data as number[]).toString(key.endsWith('Id') ? 'hex' : 'base64')
    }
    return value
  })
}

/** A good body of a signal and encoding. */
const goodBody = fc.tuple(signal, encoding).chain(([name, form]) =>
  requests[name].map((request) => ({
    signal: name,
    encoding: form,
    body: form === 'json' ? Buffer.from(toJson(request)) : encodeRequest(name, request),
  })),
)

interface Mutation {
  kind: 'flip' | 'cut' | 'insert' | 'repeat' | 'zero'
  at: number
  byte: number
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat', 'zero'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  byte: fc.integer({ min: 0, max: 255 }),
})

function mutate(body: Buffer, { kind, at, byte }: Mutation): Buffer {
  const index = Math.floor(at * body.byteLength)
  const [before, after] = [body.subarray(0, index), body.subarray(index)]
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
    case 'cut':
      return before
    case 'insert':
      return Buffer.concat([before, Buffer.from([byte, 0xff, byte]), after])
    case 'repeat':
      return Buffer.concat([body, after])
    case 'zero':
      return Buffer.concat([before, Buffer.alloc(Math.min(16, after.byteLength)), after.subarray(16)])
  }
}

/** Good bodies, bodies with some bytes wrong, and noise. */
const anyBody = fc.oneof(
  goodBody,
  fc.tuple(goodBody, fc.array(mutation, { minLength: 1, maxLength: 4 })).map(([good, mutations]) => ({
    ...good,
    body: mutations.reduce(mutate, good.body),
  })),
  fc.record({ signal, encoding, body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) }),
  fc.record({ signal, encoding: fc.constant<Encoding>('json'), body: fc.json().map((text) => Buffer.from(text)) }),
  fc.record({
    signal,
    encoding: fc.constant<Encoding>('json'),
    body: fc
      .tuple(fc.constantFrom('resourceSpans', 'resource_logs', 'resourceMetrics'), fc.jsonValue())
      .map(([root, value]) =>
        Buffer.from(JSON.stringify({ [root]: [{ scopeSpans: [{ spans: [value] }], scopeLogs: value }] })),
      ),
  }),
)

function pack(body: Buffer, form: Compression): Buffer {
  switch (form) {
    case 'none':
      return body
    case 'gzip':
      return gzipSync(body, { level: 1 })
    case 'deflate':
    case 'zlib':
      return deflateSync(body, { level: 1 })
    case 'zstd':
      return zstdCompressSync(body)
  }
}

/** Legal answers to a request whose headers are in order. */
const legalStatuses = new Set([200, 400, 413, 503])

test('decoders give data or an expected failure, whatever comes', () => {
  fc.assert(
    fc.property(anyBody, (input) => {
      try {
        const decoded = decodeBody(input.signal, input.encoding, input.body)
        for (const span of decoded.spans) {
          expect(span.traceId).toMatch(/^[0-9a-f]{32}$/)
          expect(span.spanId).toMatch(/^[0-9a-f]{16}$/)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
        expect(error).toMatchObject({ code: expect.stringMatching(/^(INVALID_INPUT|TOO_LARGE)$/) })
      }
    }),
    { seed, numRuns: fuzzRuns(1500) },
  )
})

test('good bodies are taken whole', () => {
  fc.assert(
    fc.property(goodBody, (input) => {
      const text = input.encoding === 'json' ? (JSON.parse(input.body.toString()) as object) : undefined
      const items = (value: unknown): number => (Array.isArray(value) ? value.length : 0)
      const decoded = decodeBody(input.signal, input.encoding, input.body)
      expect(decoded.rejected).toEqual([])
      if (text !== undefined && input.signal === 'traces') {
        const groups = (text as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] }).resourceSpans
        const count = groups.flatMap((group) => group.scopeSpans.map((inner) => items(inner.spans)))
        expect(decoded.spans).toHaveLength(count.reduce((sum, n) => sum + n, 0))
      }
    }),
    { seed, numRuns: fuzzRuns(300) },
  )
})

test('the same request reads the same in both encodings', () => {
  fc.assert(
    fc.property(traceRequest, (request) => {
      const fromJson = decodeBody('traces', 'json', Buffer.from(toJson(request))).spans
      const fromProto = decodeBody('traces', 'protobuf', encodeRequest('traces', request)).spans
      expect(fromJson).toEqual(fromProto.map(withJsonDoubles))
    }),
    { seed, numRuns: fuzzRuns(150) },
  )
})

/** `JSON.stringify` in this test writes NaN and infinities as null, as the JavaScript SDK does, and -0 as 0. */
function withJsonDoubles<T>(value: T): T {
  if (typeof value === 'bigint' || typeof value !== 'object' || value === null) {
    return value
  }
  if ('doubleValue' in value) {
    return (typeof value.doubleValue === 'number' ? { doubleValue: value.doubleValue + 0 } : {}) as T
  }
  if (Array.isArray(value)) {
    return value.map(withJsonDoubles) as T
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withJsonDoubles(inner)])) as T
}

describe('over the network', () => {
  let receivers: OtlpReceivers
  beforeAll(async () => {
    receivers = await startOtlpReceivers({ httpPort: 0, grpcPort: 0, sink: new RecordingSink() })
  })
  afterAll(() => receivers.close())

  function checkAnswer(answer: Awaited<ReturnType<typeof send>>, form: Encoding, name: Signal): void {
    expect(legalStatuses).toContain(answer.status)
    expect(answer.headers['content-type']).toBe(contentTypes[form])
    if (answer.status === 200 && form === 'json') {
      expect(Object.keys(JSON.parse(answer.text) as object).filter((key) => key !== 'partialSuccess')).toEqual([])
    } else if (answer.status === 200) {
      decodeMessage('ExportTraceServiceResponse', answer.body)
    } else if (form === 'json') {
      expect(JSON.parse(answer.text)).toMatchObject({ code: expect.any(Number), message: expect.stringMatching(/\.$/) })
    } else {
      expect(decodeRpcStatus(answer.body).message, name).toMatch(/\.$/)
    }
  }

  test('bodies that are compressed well', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, compression, async (input, form) => {
        const answer = await send(receivers.httpPort, `/v1/${input.signal}`, {
          headers: headersFor(input.encoding, form),
          body: pack(input.body, form),
        })
        checkAnswer(answer, input.encoding, input.signal)
      }),
      { seed, numRuns: fuzzRuns(400) },
    )
  })

  test('bodies whose compressed bytes are broken, sent in chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        goodBody,
        compression,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (input, form, mutations) => {
          const answer = await send(receivers.httpPort, `/v1/${input.signal}`, {
            headers: headersFor(input.encoding, form),
            body: mutations.reduce(mutate, pack(input.body, form)),
            chunked: true,
          })
          checkAnswer(answer, input.encoding, input.signal)
        },
      ),
      { seed, numRuns: fuzzRuns(300) },
    )
  })

  test('arbitrary headers', async () => {
    const value = fc.string({ unit: 'grapheme-ascii', maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          path: fc.oneof(fc.constantFrom('/v1/traces', '/v1/logs'), fc.webPath()),
          method: fc.constantFrom('POST', 'GET', 'PUT', 'OPTIONS', 'HEAD'),
          headers: fc.record(
            {
              'content-type': fc.oneof(value, fc.constantFrom(...Object.values(contentTypes))),
              'content-encoding': fc.oneof(value, fc.constantFrom('gzip', 'zstd', 'identity')),
              host: fc.oneof(value, fc.constant('localhost')),
              origin: fc.oneof(value, fc.webUrl(), fc.constant('http://localhost')),
              'access-control-request-headers': value,
            },
            { requiredKeys: [] },
          ),
        }),
        async ({ path, method, headers }) => {
          const answer = await send(receivers.httpPort, encodeURI(path || '/'), { method, headers, body: '{}' })
          expect([200, 204, 400, 403, 404, 405, 413, 415, 421, 503]).toContain(answer.status)
          const type = answer.headers['content-type']
          if (type === 'application/json' && method !== 'HEAD') {
            JSON.parse(answer.text)
          } else if (type === 'application/x-protobuf' && method !== 'HEAD' && answer.status !== 200) {
            decodeRpcStatus(answer.body)
          }
        },
      ),
      { seed, numRuns: fuzzRuns(300) },
    )
  })

  test('gRPC messages', async () => {
    const client = makeGrpcClient(`127.0.0.1:${receivers.grpcPort}`)
    await fc.assert(
      fc.asyncProperty(anyBody, async (input) => {
        const { error, body } = await client.export(exportPaths[input.signal], input.body)
        if (error === undefined) {
          decodeMessage('ExportTraceServiceResponse', body ?? Buffer.alloc(0))
        } else {
          expect([status.INVALID_ARGUMENT, status.RESOURCE_EXHAUSTED]).toContain(error.code)
          decodeRpcStatus(error.metadata.get('grpc-status-details-bin')[0] as Buffer)
        }
      }),
      { seed, numRuns: fuzzRuns(300) },
    )
  })

  test('afterwards both still take data', async () => {
    const answer = await send(receivers.httpPort, '/v1/traces', {
      headers: headersFor('protobuf'),
      body: makeBody('traces', 'protobuf'),
    })
    expect(answer.status).toBe(200)
  })
})
