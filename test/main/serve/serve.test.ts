import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAccess, isOwnHost, isOwnOrigin } from '../../../src/main/serve/access.ts'
import { type BrowserHost, startBrowserHost } from '../../../src/main/serve/serve.ts'
import { makeStaticFolder, startTestEngine, type TestEngine } from '../../contract/fixtures.ts'

let running: TestEngine
let host: BrowserHost
let cookie: string

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** Plain HTTP, as fetch would not let a test lie about Host and Origin. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer | string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: host.port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}

const asPage = { accept: 'text/html' }

function callRpc(headers: Record<string, string>): Promise<Answer> {
  return send('/rpc/settings/get', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  })
}

beforeEach(async () => {
  running = startTestEngine()
  host = await startBrowserHost({
    engine: running.engine,
    port: 0,
    staticFolder: makeStaticFolder(running.folder),
    uploadLimitBytes: 1_000_000,
  })
  const { headers } = await send(new URL(host.url).pathname)
  cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
})

afterEach(async () => {
  await host.close()
  await running.close()
})

test('the start link is exchanged for a strict cookie of this page alone, and leads to the page', async () => {
  const answer = await send(new URL(host.url).pathname)
  expect(answer.status).toBe(303)
  expect(answer.headers.location).toBe('/')
  const setCookie = answer.headers['set-cookie']?.[0] ?? ''
  expect(setCookie).toContain('HttpOnly')
  expect(setCookie).toContain('SameSite=Strict')
  expect(setCookie).toContain(`assay_${host.port}=`)
  expect(setCookie).not.toContain(host.token)
  expect((await send('/', { headers: { cookie, ...asPage } })).status).toBe(200)
})

test('the start link also works from another site, where a redirect would lose the cookie', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', ...asPage }
  const answer = await send(new URL(host.url).pathname, { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.refresh).toBe('0; url=/')
  expect(answer.headers['set-cookie']).toHaveLength(1)
})

test('without the link a browser is told how to get it, in both languages, and nothing else is told', async () => {
  const page = await send('/', { headers: asPage })
  expect(page.status).toBe(401)
  expect(page.text).toContain('start link')
  expect(page.text).toContain('起動時のリンク')
  expect((await send('/start/wrong', { headers: asPage })).status).toBe(401)
  expect((await send(`/start/${host.token}x`)).headers['set-cookie']).toBeUndefined()
  for (const path of ['/', '/assets/index-a1b2c3d4.js', '/download/x', '/no/such/page']) {
    expect((await send(path)).status, path).toBe(401)
  }
  expect((await callRpc({})).status).toBe(401)
  expect((await callRpc({ cookie: `${cookie.slice(0, -1)}x` })).status).toBe(401)
  expect((await callRpc({ authorization: `Bearer ${host.token}x` })).status).toBe(401)
})

test('a session or the token opens the contract', async () => {
  expect((await callRpc({ cookie })).status).toBe(200)
  expect((await callRpc({ authorization: `Bearer ${host.token}` })).status).toBe(200)
})

test('names that a foreign DNS points here are refused before anything else', async () => {
  for (const name of ['evil.example', `evil.example:${host.port}`, '127.0.0.1', `127.0.0.1:${host.port + 1}`]) {
    const answer = await callRpc({ cookie, host: name })
    expect(answer.status, name).toBe(421)
  }
  for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
    expect((await callRpc({ cookie, host: `${name}:${host.port}` })).status, name).toBe(200)
  }
})

test('requests that other pages make are refused, with or without a cookie', async () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${host.port + 1}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of foreign) {
    expect((await callRpc({ cookie, ...headers })).status, JSON.stringify(headers)).toBe(403)
  }
  const script = { cookie, 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'cross-site' }
  expect((await send('/assets/index-a1b2c3d4.js', { headers: script })).status).toBe(403)
  expect((await callRpc({ cookie, origin: host.origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
})

test('a form cannot call the contract or upload', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    for (const path of ['/rpc/settings/get', '/upload']) {
      const answer = await send(path, { method: 'POST', headers: { cookie, 'content-type': type }, body: 'x=1' })
      expect(answer.status, `${type} to ${path}`).toBe(415)
    }
  }
})

test('every answer carries the policy, none opens the host to other origins', async () => {
  const answers = [
    await send('/', { headers: { cookie, ...asPage } }),
    await send('/'),
    await callRpc({ cookie }),
    await send('/nothing.js', { headers: { cookie } }),
    await send('/', { headers: { host: 'evil.example' } }),
  ]
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

test('the page and its addresses are served fresh, hashed files for good, and nothing outside the folder', async () => {
  const page = await send('/', { headers: { cookie, ...asPage } })
  expect(page.text).toContain('<title>Assay</title>')
  expect(page.headers['cache-control']).toBe('no-store')
  expect((await send('/traces/abc', { headers: { cookie, ...asPage } })).text).toBe(page.text)
  const script = await send('/assets/index-a1b2c3d4.js', { headers: { cookie } })
  expect(script.headers['cache-control']).toContain('immutable')
  for (const path of ['/../data/settings.json', '/%2e%2e/data/settings.json', '/..%2fdata%2fsettings.json']) {
    expect([400, 403, 404], path).toContain((await send(path, { headers: { cookie } })).status)
  }
})

test('an upload is streamed to the data folder under an id of its own', async () => {
  const body = Buffer.alloc(500_000, 'あ')
  const headers = { cookie, 'content-type': 'application/octet-stream' }
  const answer = await send('/upload', { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
  const { uploadId } = JSON.parse(answer.text) as { uploadId: string }
  const path = running.engine.uploads.getPath(uploadId)
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  expect(digest(readFileSync(path))).toBe(digest(body))
})

test('an upload over the limit is refused and leaves nothing behind, announced or not', async () => {
  const body = Buffer.alloc(1_000_001)
  const headers = { cookie, 'content-type': 'application/octet-stream' }
  const announced = await send('/upload', { method: 'POST', headers, body }).catch(
    (error: NodeJS.ErrnoException) => error.code,
  )
  expect(typeof announced === 'object' ? announced.status : 413).toBe(413)
  const chunked = await send('/upload', {
    method: 'POST',
    headers: { ...headers, 'transfer-encoding': 'chunked' },
    body,
  }).catch((error: NodeJS.ErrnoException) => error.code)
  expect(typeof chunked === 'object' ? chunked.status : 413).toBe(413)
  expect(readdirSync(join(running.folder, 'data', 'uploads'))).toEqual([])
})

test('a download that no job wrote is not found', async () => {
  expect((await send('/download/none', { headers: { cookie } })).status).toBe(404)
  expect((await send('/download/..%2f..%2fsettings.json', { headers: { cookie } })).status).toBe(404)
})

test('a port that was asked for and is taken is said so; without one the next is tried', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const staticFolder = makeStaticFolder(running.folder)
  await expect(startBrowserHost({ engine: running.engine, port, staticFolder })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { port },
  })
  taken.close()
  const [first, second] = [
    await startBrowserHost({ engine: running.engine, staticFolder }),
    await startBrowserHost({ engine: running.engine, staticFolder }),
  ]
  expect(first.port).not.toBe(second.port)
  expect(first.token).not.toBe(second.token)
  await first.close()
  await second.close()
})

test('whose page: hosts and origins', () => {
  expect(isOwnHost('localhost:80', 80)).toBe(false)
  expect(isOwnHost('localhost', 80)).toBe(true)
  expect(isOwnHost('127.0.0.1:4390', 4390)).toBe(true)
  expect(isOwnHost('127.0.0.1.evil.example:4390', 4390)).toBe(false)
  expect(isOwnHost(undefined, 4390)).toBe(false)
  expect(isOwnOrigin({ origin: 'http://localhost:4390', 'sec-fetch-site': 'same-origin' }, 4390)).toBe(true)
  expect(isOwnOrigin({ origin: 'https://localhost:4390' }, 4390)).toBe(false)
  expect(createAccess(1).token).not.toBe(createAccess(1).token)
})
