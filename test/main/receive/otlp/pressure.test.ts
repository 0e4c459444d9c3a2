/** Too much, too slow, and cut off: what the receiver holds is bounded, and everyone gets an answer. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { status } from '@grpc/grpc-js'
import { describe, expect, test } from 'vitest'
import { Activity, mostRejections } from '../../../../src/main/receive/otlp/activity.ts'
import { ByteBudget } from '../../../../src/main/receive/otlp/byte-budget.ts'
import { exportPaths, makeGrpcClient } from './grpc-client.ts'
import { encodings, headersFor, makeBody, readStatus, send, startHarness } from './harness.ts'

/** A sink that holds everything until released. */
function hold(sink: { before: () => Promise<void> | void }) {
  const waiting: (() => void)[] = []
  sink.before = () => new Promise((resolve) => waiting.push(resolve))
  return {
    waiting,
    release: () => {
      for (const resolve of waiting.splice(0)) {
        resolve()
      }
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

describe('bytes in flight', () => {
  for (const encoding of encodings) {
    test(`${encoding}: beyond the bound it is 503 with Retry-After, and room comes back`, async () => {
      const body = makeBody('traces', encoding, 100)
      const { send, sink, rejections } = await startHarness({ limits: { maxInFlightBytes: body.byteLength * 2 } })
      const held = hold(sink)
      const headers = headersFor(encoding)
      const first = send('/v1/traces', { headers, body })
      const second = send('/v1/traces', { headers, body })
      await until(() => held.waiting.length === 2)
      const third = await send('/v1/traces', { headers, body })
      expect(third.status).toBe(503)
      expect(third.headers['retry-after']).toBe('1')
      expect(readStatus(third, encoding)).toMatchObject({ code: 14 })
      expect(rejections[0]?.reason).toBe('backPressure')
      held.release()
      expect([(await first).status, (await second).status]).toEqual([200, 200])
      sink.before = () => {}
      expect((await send('/v1/traces', { headers, body })).status).toBe(200)
    })
  }

  test('what a compressed body grows to is counted', async () => {
    const { send, sink } = await startHarness({ limits: { maxInFlightBytes: 1_000_000 } })
    const held = hold(sink)
    const headers = headersFor('json')
    const first = send('/v1/traces', { headers, body: makeBody('traces', 'json') })
    await until(() => held.waiting.length === 1)
    const body = gzipSync(Buffer.alloc(2_000_000, ' '))
    const answer = await send('/v1/traces', { headers: headersFor('json', 'gzip'), body })
    expect(answer.status).toBe(503)
    held.release()
    expect((await first).status).toBe(200)
  })

  test('gRPC and HTTP share the bound; gRPC says UNAVAILABLE', async () => {
    const body = makeBody('traces', 'protobuf', 100)
    const { send, sink, receivers } = await startHarness({ limits: { maxInFlightBytes: body.byteLength } })
    const held = hold(sink)
    const first = send('/v1/traces', { headers: headersFor('protobuf'), body })
    await until(() => held.waiting.length === 1)
    const client = makeGrpcClient(`127.0.0.1:${receivers.grpcPort}`)
    const { error } = await client.export(exportPaths.traces, body)
    expect(error?.code).toBe(status.UNAVAILABLE)
    expect(error?.metadata.get('grpc-status-details-bin')).toHaveLength(1)
    held.release()
    expect((await first).status).toBe(200)
  })

  test('a body larger than the whole bound still fits when nothing else is there', () => {
    const budget = new ByteBudget(10)
    expect(budget.take(25)).toBe(true)
    expect(budget.take(1)).toBe(false)
    budget.giveBack(25)
    expect(budget.used).toBe(0)
    expect(budget.take(10)).toBe(true)
  })

  test('senders that go away in the middle give their bytes back', async () => {
    const { send, receivers, sink } = await startHarness({ limits: { maxInFlightBytes: 200_000 } })
    for (let i = 0; i < 20; i++) {
      const socket = connect(receivers.httpPort, '127.0.0.1')
      socket.write(
        'POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 150000\r\n\r\n',
      )
      socket.write(Buffer.alloc(100_000, ' '))
      await until(() => receivers.status().counters.requests === i + 1)
      socket.destroy()
      await once(socket, 'close')
    }
    let answer = await send('/v1/traces', { headers: headersFor('json'), body: makeBody('traces', 'json', 500) })
    // The last sender's bytes go when its connection's end is noticed.
    while (answer.status === 503) {
      answer = await send('/v1/traces', { headers: headersFor('json'), body: makeBody('traces', 'json', 500) })
    }
    expect(answer.status).toBe(200)
    expect(sink.received).toHaveLength(1)
  })
})

describe('slow senders', () => {
  test('headers that do not end are answered 408 and cut', async () => {
    const { receivers, rejections } = await startHarness({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } })
    const socket = connect(receivers.httpPort, '127.0.0.1')
    socket.write('POST /v1/traces HTTP/1.1\r\nhost: localhost\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('408')
    await once(socket, 'close')
    expect(rejections[0]?.reason).toBe('tooSlow')
  })

  test('a body that trickles is cut', async () => {
    const { receivers, sink } = await startHarness({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 300 } })
    const socket = connect(receivers.httpPort, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
    )
    const timer = setInterval(() => socket.write(' '), 20)
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(timer)
    expect(sink.received).toEqual([])
  })

  test('a connection that says nothing on the gRPC port does not keep close() waiting', async () => {
    const { receivers } = await startHarness({ limits: { closeGraceMs: 50 } })
    const socket = connect(receivers.grpcPort, '127.0.0.1')
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    socket.on('error', () => {})
    await receivers.close()
    await closed
  })
})

test('something that is not HTTP gets an HTTP answer, and the next sender is served', async () => {
  const { receivers, rejections, send } = await startHarness()
  const socket = connect(receivers.httpPort, '127.0.0.1')
  socket.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /)
  expect(rejections[0]?.reason).toBe('notHttp')
  expect((await send('/v1/traces', { headers: headersFor('json'), body: '{}' })).status).toBe(200)
})

test('headers without end are 431', async () => {
  const { receivers } = await startHarness()
  const answer = await send(receivers.httpPort, '/v1/traces', {
    headers: { ...headersFor('json'), 'x-long': 'x'.repeat(30_000) },
    body: '{}',
  })
  expect(answer.status).toBe(431)
})

describe('rejections', () => {
  test('equal ones are merged, newest first, at most fifty', () => {
    const seen: string[] = []
    const activity = new Activity((rejection) => seen.push(rejection.reason))
    for (let i = 0; i < 60; i++) {
      activity.refused('otlp-http', `reason${i}`, 'message')
    }
    activity.refused('otlp-http', 'reason30', 'newer message')
    activity.refused('otlp-grpc', 'reason30', 'of the other protocol')
    const { rejections, counters } = activity.snapshot()
    expect(rejections).toHaveLength(mostRejections)
    expect(rejections[0]).toMatchObject({ protocol: 'otlp-grpc', reason: 'reason30', count: 1 })
    expect(rejections[1]).toMatchObject({
      protocol: 'otlp-http',
      reason: 'reason30',
      count: 2,
      message: 'newer message',
    })
    expect(counters.rejectedRequests).toBe(62)
    expect(seen).toHaveLength(62)
  })

  test('a snapshot does not change afterwards', () => {
    const activity = new Activity(() => {})
    activity.refused('otlp-http', 'a', 'm')
    const before = activity.snapshot()
    activity.refused('otlp-http', 'a', 'm')
    expect(before.rejections[0]?.count).toBe(1)
    expect(before.counters.rejectedRequests).toBe(1)
  })
})
