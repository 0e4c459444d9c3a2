/** Host and Origin checks, CORS: what keeps web pages from writing to, and reading from, the receiver. */
import { describe, expect, test } from 'vitest'
import { isLocalHost, isLocalOrigin } from '../../../../src/main/receive/otlp/local-names.ts'
import { encodings, headersFor, makeBody, readStatus, startHarness } from './harness.ts'

describe('Host', () => {
  test.each([
    'localhost',
    'LOCALHOST:4318',
    'localhost.',
    'app.localhost:80',
    '127.0.0.1:4318',
    '127.9.8.7',
    '[::1]:4318',
  ])('%s is local', (host) => expect(isLocalHost(host)).toBe(true))

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil-localhost',
    'notlocalhost',
    '127.0.0.1.evil.example',
    '192.168.0.7:4318',
    '[::2]',
    'localhost:1:2',
    'user@localhost',
    'localhost/path',
    '[::1]evil',
  ])('%s is not', (host) => expect(isLocalHost(host)).toBe(false))

  test('a configured name is allowed', () => {
    expect(isLocalHost('host.docker.internal:4318', ['host.docker.internal'])).toBe(true)
  })

  for (const encoding of encodings) {
    test(`a foreign Host is 421 with a Status in ${encoding}, before routing`, async () => {
      const { send, sink, rejections } = await startHarness()
      const headers = { ...headersFor(encoding), host: 'rebound.example:4318' }
      for (const path of ['/v1/traces', '/nowhere']) {
        const answer = await send(path, { headers, body: makeBody('traces', encoding) })
        expect(answer.status).toBe(421)
        expect(readStatus(answer, encoding).code).toBe(7)
      }
      expect(sink.received).toEqual([])
      expect(rejections.at(-1)).toMatchObject({ reason: 'hostNotAllowed', count: 2 })
    })
  }
})

describe('Origin', () => {
  test.each([
    'http://localhost',
    'https://localhost:3000',
    'http://127.0.0.1:5173',
    'http://[::1]:8080',
    'http://a.localhost',
  ])('%s is local', (origin) => expect(isLocalOrigin(origin)).toBe(true))

  test.each([
    'null',
    '',
    'https://evil.example',
    'http://localhost.evil.example',
    'file://',
    'chrome-extension://abc',
    'http://localhost/x',
  ])('%s is not', (origin) => expect(isLocalOrigin(origin)).toBe(false))

  test('a page of another site cannot write, nor ask whether it could', async () => {
    const { send, sink, rejections } = await startHarness()
    const origin = 'https://evil.example'
    const answer = await send('/v1/traces', {
      headers: { ...headersFor('json'), origin },
      body: makeBody('traces', 'json'),
    })
    expect(answer.status).toBe(403)
    expect(readStatus(answer, 'json').code).toBe(7)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await send('/v1/traces', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(403)
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
    expect(sink.received).toEqual([])
    expect(rejections[0]?.reason).toBe('originNotAllowed')
  })

  test('a page served from localhost gets its preflight answered and may send with credentials', async () => {
    const { send, sink } = await startHarness()
    const origin = 'http://localhost:5173'
    const preflight = await send('/v1/traces', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'Content-Type, x-tenant, cookie, traceparent',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-tenant, traceparent',
      'access-control-max-age': '7200',
      vary: 'origin',
    })
    const answer = await send('/v1/traces', {
      headers: { ...headersFor('json'), origin },
      body: makeBody('traces', 'json'),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    expect(sink.spans).toHaveLength(1)
  })

  test('failures carry the CORS headers too, so that the page can read why', async () => {
    const { send } = await startHarness()
    const origin = 'http://localhost:5173'
    const answer = await send('/v1/traces', { headers: { ...headersFor('json'), origin }, body: '{' })
    expect(answer.status).toBe(400)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
  })

  test('without an Origin no CORS header is sent', async () => {
    const { send } = await startHarness()
    const answer = await send('/v1/traces', { headers: headersFor('json'), body: '{}' })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('a "simple" cross-site request is refused by its content type even from localhost', async () => {
    const { send, sink } = await startHarness()
    const headers = { 'content-type': 'text/plain', origin: 'http://localhost:1' }
    expect((await send('/v1/traces', { headers, body: makeBody('traces', 'json') })).status).toBe(415)
    expect(sink.received).toEqual([])
  })
})

test('there is nothing to read: no path answers GET with content', async () => {
  const { send } = await startHarness()
  await send('/v1/traces', { headers: headersFor('json'), body: makeBody('traces', 'json') })
  for (const path of ['/', '/v1/traces', '/v1/logs', '/rpc', '/api/traces', '/metrics', '/favicon.ico', '/debug']) {
    const answer = await send(path, { method: 'GET' })
    expect([404, 405]).toContain(answer.status)
    expect(answer.text).not.toContain('gpt-4o')
  }
})
