/** OTLP/gRPC: the Collector's gRPC cases by name, the cases seen in the wild that are gRPC's, and what OTLP demands. */
import { connect } from 'node:net'
import { status } from '@grpc/grpc-js'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../src/shared/model/error.ts'
import { exportPaths, gzipChannel, makeGrpcClient } from './grpc-client.ts'
import { headersFor, makeBody, readPartialSuccess, send, signals, startHarness, traceIdHex } from './harness.ts'
import { decodeMessage, decodeRpcStatus, encodeRequest } from './proto.ts'

describe('Export', () => {
  for (const signal of signals) {
    test(`${signal} are taken`, async () => {
      const { receivers, sink } = await startHarness()
      const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
      const { error, body } = await client.export(exportPaths[signal], makeBody(signal, 'protobuf', 3))
      expect(error).toBeUndefined()
      expect(body?.byteLength).toBe(0)
      expect(sink.received[0]?.signal).toBe(signal)
      expect(receivers.status().counters).toMatchObject({
        [{ traces: 'spans', logs: 'logs', metrics: 'metrics' }[signal]]: 3,
      })
    })
  }

  test('an empty request succeeds', async () => {
    const { receivers } = await startHarness()
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    expect((await client.export(exportPaths.traces, Buffer.alloc(0))).body?.byteLength).toBe(0)
  })

  test('gzip messages are taken', async () => {
    const { receivers, sink } = await startHarness()
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`, gzipChannel)
    expect((await client.export(exportPaths.traces, makeBody('traces', 'protobuf', 500))).error).toBeUndefined()
    expect(sink.spans).toHaveLength(500)
  })

  test('both loopback addresses take data on the same port', async () => {
    const { receivers, sink } = await startHarness()
    const urls = receivers.status().endpoints.filter(({ protocol }) => protocol === 'otlp-grpc')
    for (const { url } of urls) {
      const client = makeGrpcClient(new URL(url).host)
      expect((await client.export(exportPaths.traces, makeBody('traces', 'protobuf'))).error).toBeUndefined()
    }
    expect(sink.received).toHaveLength(urls.length)
  })

  test('spans without ids are partial success', async () => {
    const { receivers, sink } = await startHarness()
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    const good = { traceId: Buffer.from(traceIdHex, 'hex'), spanId: Buffer.alloc(8, 7), name: 'good' }
    const body = encodeRequest('traces', {
      resourceSpans: [{ scopeSpans: [{ spans: [good, { ...good, spanId: Buffer.alloc(8) }] }] }],
    })
    const answer = await client.export(exportPaths.traces, body)
    const text = answer.body ?? Buffer.alloc(0)
    expect(readPartialSuccess({ status: 200, headers: {}, body: text, text: '' }, 'protobuf')?.count).toBe(1)
    expect(sink.spans.map((span) => span.name)).toEqual(['good'])
  })
})

describe('failures', () => {
  test('A13: bad data is INVALID_ARGUMENT with BadRequest details, not INTERNAL', async () => {
    const { receivers, rejections } = await startHarness()
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    const { error } = await client.export(exportPaths.traces, Buffer.from([0x0a, 0xff, 0xff, 0xff]))
    expect(error?.code).toBe(status.INVALID_ARGUMENT)
    const details = error?.metadata.get('grpc-status-details-bin')[0] as Buffer
    expect(decodeRpcStatus(details)).toMatchObject({
      code: 3,
      details: [{ typeUrl: 'type.googleapis.com/google.rpc.BadRequest' }],
    })
    expect(rejections[0]).toMatchObject({ protocol: 'otlp-grpc', reason: 'truncated' })
  })

  test('A13: unknown services and methods are UNIMPLEMENTED', async () => {
    const { receivers } = await startHarness()
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    for (const path of [
      '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export',
      '/opentelemetry.proto.collector.trace.v1.TraceService/Read',
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    ]) {
      expect((await client.export(path, Buffer.alloc(0))).error?.code).toBe(status.UNIMPLEMENTED)
    }
  })

  test('back-pressure is UNAVAILABLE with RetryInfo', async () => {
    const { receivers, sink } = await startHarness()
    sink.before = () => {
      throw new AppError('STORE_BUSY', 'The store is busy.', { details: { retryAfterMs: 2500 } })
    }
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    const { error } = await client.export(exportPaths.traces, makeBody('traces', 'protobuf'))
    expect(error?.code).toBe(status.UNAVAILABLE)
    const { details } = decodeMessage('RpcStatus', error?.metadata.get('grpc-status-details-bin')[0] as Buffer)
    const [detail] = details as { typeUrl: string; value: Buffer }[]
    expect(detail?.typeUrl).toBe('type.googleapis.com/google.rpc.RetryInfo')
    expect(decodeMessage('RetryInfo', detail?.value ?? Buffer.alloc(0))).toEqual({
      retryDelay: { seconds: '2', nanos: 500_000_000 },
    })
  })

  test('a bug in the sink is INTERNAL and tells nothing of itself', async () => {
    const { receivers, sink } = await startHarness()
    sink.before = () => {
      throw new Error('secret detail')
    }
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    const { error } = await client.export(exportPaths.traces, makeBody('traces', 'protobuf'))
    expect(error?.code).toBe(status.INTERNAL)
    expect(error?.details).not.toContain('secret')
  })

  test('TestOTLPReceiverGRPCTracesIngestTest: ok, retryable, permanent, ok are counted exactly', async () => {
    const { receivers, sink } = await startHarness()
    const outcomes = [undefined, new AppError('STORE_BUSY', 'Busy.'), new Error('permanent'), undefined]
    sink.before = () => {
      const error = outcomes.shift()
      if (error !== undefined) {
        throw error
      }
    }
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`)
    const codes: (number | undefined)[] = []
    for (let i = 0; i < 4; i++) {
      codes.push((await client.export(exportPaths.traces, makeBody('traces', 'protobuf', 2))).error?.code)
    }
    expect(codes).toEqual([undefined, status.UNAVAILABLE, status.INTERNAL, undefined])
    expect(receivers.status().counters).toMatchObject({ requests: 4, spans: 4, rejectedRequests: 2 })
  })
})

describe('TestGRPCMaxRecvSize', () => {
  test('50,000 spans are above a small limit, and taken at the default', async () => {
    const body = makeBody('traces', 'protobuf', 50_000)
    const small = await startHarness({ limits: { maxBodyBytes: 1024 * 1024 } })
    const { error } = await makeGrpcClient(`localhost:${small.receivers.grpcPort}`).export(exportPaths.traces, body)
    expect(error?.code).toBe(status.RESOURCE_EXHAUSTED)
    expect(error?.metadata.get('grpc-status-details-bin')).toEqual([])
    expect(small.rejections[0]).toMatchObject({ protocol: 'otlp-grpc', reason: 'tooLarge' })
    const usual = await startHarness()
    const client = makeGrpcClient(`localhost:${usual.receivers.grpcPort}`)
    expect((await client.export(exportPaths.traces, body)).error).toBeUndefined()
    expect(usual.sink.spans).toHaveLength(50_000)
  })

  test('A7: a gzip bomb is RESOURCE_EXHAUSTED', async () => {
    const { receivers, rejections, sink } = await startHarness()
    const client = makeGrpcClient(`localhost:${receivers.grpcPort}`, gzipChannel)
    const { error } = await client.export(exportPaths.traces, Buffer.alloc(200 * 1024 * 1024))
    expect(error?.code).toBe(status.RESOURCE_EXHAUSTED)
    expect(rejections[0]?.reason).toBe('tooLarge')
    expect(sink.received).toEqual([])
  })
})

describe('who may call', () => {
  test.each(['evil.example', 'evil.example:4317', '192.168.1.5:4317'])(
    ':authority %s is refused',
    async (authority) => {
      const { receivers, sink, rejections } = await startHarness()
      const client = makeGrpcClient(`127.0.0.1:${receivers.grpcPort}`, { 'grpc.default_authority': authority })
      const { error } = await client.export(exportPaths.traces, makeBody('traces', 'protobuf'))
      expect(error?.code).toBe(status.PERMISSION_DENIED)
      expect(sink.received).toEqual([])
      expect(rejections[0]?.reason).toBe('hostNotAllowed')
    },
  )

  test.each(['localhost', 'assay.localhost:4317', '[::1]:4317'])(':authority %s is taken', async (authority) => {
    const { receivers } = await startHarness()
    const client = makeGrpcClient(`127.0.0.1:${receivers.grpcPort}`, { 'grpc.default_authority': authority })
    expect((await client.export(exportPaths.traces, makeBody('traces', 'protobuf'))).error).toBeUndefined()
  })
})

describe('the wrong port', () => {
  test('A12: a gRPC exporter on the HTTP port is told so on the Connect screen', async () => {
    const { receivers, rejections } = await startHarness()
    const client = makeGrpcClient(`127.0.0.1:${receivers.httpPort}`)
    const { error } = await client.export(exportPaths.traces, makeBody('traces', 'protobuf'), {
      deadline: Date.now() + 2000,
    })
    expect(error?.code).toBe(status.UNAVAILABLE)
    expect(rejections[0]).toMatchObject({
      protocol: 'otlp-http',
      reason: 'grpcOnHttpPort',
      message: expect.stringContaining(`Your exporter speaks gRPC: use port ${receivers.grpcPort}`),
    })
  })

  test('A12: an HTTP exporter on the gRPC port gets an answer that names the right port', async () => {
    const { receivers, rejections } = await startHarness()
    const answer = await send(receivers.grpcPort, '/v1/traces', {
      headers: headersFor('json'),
      body: makeBody('traces', 'json'),
    })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(`port ${receivers.httpPort}`)
    expect(rejections[0]).toMatchObject({ protocol: 'otlp-grpc', reason: 'httpOnGrpcPort' })
  })

  test('a preface that arrives byte by byte is still HTTP/2', async () => {
    const { receivers } = await startHarness()
    const socket = connect(receivers.grpcPort, '127.0.0.1')
    const answered = new Promise<Buffer>((resolve) => socket.once('data', resolve))
    for (const byte of Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')) {
      socket.write(Buffer.from([byte]))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]))
    // The frame type of the first answer: SETTINGS.
    expect((await answered)[3]).toBe(4)
    socket.destroy()
  })
})

test('close waits for calls under way, and later ones do not reach the sink', async () => {
  const { receivers, sink } = await startHarness()
  let release: (() => void) | undefined
  sink.before = () =>
    new Promise((resolve) => {
      release = resolve
    })
  const client = makeGrpcClient(`127.0.0.1:${receivers.grpcPort}`)
  const underWay = client.export(exportPaths.traces, makeBody('traces', 'protobuf'))
  while (release === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  let isClosed = false
  const closing = receivers.close().then(() => {
    isClosed = true
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(isClosed).toBe(false)
  release()
  expect((await underWay).error).toBeUndefined()
  await closing
  const late = await client.export(exportPaths.traces, makeBody('traces', 'protobuf'), { deadline: Date.now() + 500 })
  expect(late.error).toBeDefined()
  expect(sink.received).toHaveLength(1)
})
