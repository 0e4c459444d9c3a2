/** More of the Collector's cases (see collector-conformance.test.ts): unknown fields, other signals and paths. */
import { describe, expect, test } from 'vitest'
import { encodings, headersFor, makeBody, readStatus, startHarness } from './harness.ts'

describe('json_test: unknown fields', () => {
  test('default ignores unknown fields', async () => {
    const { send, sink } = await startHarness()
    const body = JSON.parse(makeBody('traces', 'json').toString()) as { resourceSpans: object[] }
    const answer = await send('/v1/traces', {
      headers: headersFor('json'),
      body: JSON.stringify({ ...body, newField: [1, { a: null }] }),
    })
    expect(answer.status).toBe(200)
    expect(sink.spans).toHaveLength(1)
  })

  test('nested unknown', async () => {
    const { send, sink } = await startHarness()
    const text = makeBody('traces', 'json').toString().replace('"kind":3', '"kind":3,"novel":{"deep":[[[{}]]]}')
    expect((await send('/v1/traces', { headers: headersFor('json'), body: text })).status).toBe(200)
    expect(sink.spans).toHaveLength(1)
  })

  test('unknown protobuf fields of every wire type, groups included', async () => {
    const { send, sink } = await startHarness()
    const unknown = Buffer.from([
      ...[0xa0, 0x06, 0x01], // field 100, varint
      ...[0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], // fixed64
      ...[0xa2, 0x06, 2, 9, 9], // bytes
      ...[0xa3, 0x06, 0xa8, 0x06, 0x01, 0xa4, 0x06], // group 100 { field 101 = 1 }
      ...[0xa5, 0x06, 1, 2, 3, 4], // fixed32
    ])
    const body = Buffer.concat([unknown, makeBody('traces', 'protobuf'), unknown])
    expect((await send('/v1/traces', { headers: headersFor('protobuf'), body })).status).toBe(200)
    expect(sink.spans).toHaveLength(1)
  })
})

describe('other signals and paths', () => {
  for (const encoding of encodings) {
    test(`logs and metrics are taken in ${encoding}`, async () => {
      const { send, sink, receivers } = await startHarness()
      const headers = headersFor(encoding)
      expect((await send('/v1/logs', { headers, body: makeBody('logs', encoding, 3) })).status).toBe(200)
      expect((await send('/v1/metrics', { headers, body: makeBody('metrics', encoding, 4) })).status).toBe(200)
      expect(sink.logs).toHaveLength(3)
      expect(receivers.status().counters).toMatchObject({ logs: 3, metrics: 4, spans: 0 })
    })

    test.each(['/v1development/profiles', '/', '/v1/traces/', '/V1/TRACES', '/api/traces'])(
      `%s is 404 with a Status in ${encoding}`,
      async (path) => {
        const { send, rejections } = await startHarness()
        const answer = await send(path, { headers: headersFor(encoding), body: makeBody('traces', encoding) })
        expect(answer.status).toBe(404)
        expect(readStatus(answer, encoding).code).toBe(5)
        expect(rejections[0]?.reason).toBe('unknownPath')
      },
    )
  }

  test('a query string does not matter', async () => {
    const { send } = await startHarness()
    const answer = await send('/v1/traces?key=1', { headers: headersFor('json'), body: makeBody('traces', 'json') })
    expect(answer.status).toBe(200)
  })

  test('both loopback addresses take data on the same port', async () => {
    const { send, receivers, sink } = await startHarness()
    const urls = receivers.status().endpoints.filter(({ protocol }) => protocol === 'otlp-http')
    for (const { url } of urls) {
      const address = new URL(url).hostname.replaceAll(/[[\]]/g, '')
      const answer = await send('/v1/traces', {
        headers: headersFor('json'),
        body: makeBody('traces', 'json'),
        address,
      })
      expect(answer.status).toBe(200)
    }
    expect(sink.received).toHaveLength(urls.length)
    expect(new Set(urls.map(({ url }) => new URL(url).port)).size).toBe(1)
  })
})
