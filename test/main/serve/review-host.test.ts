/** Review links over real HTTP: what they open, and everything that they do not. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { networkAddresses, startReviewHost } from '../../../src/main/serve/review-host.ts'
import { contract } from '../../../src/shared/contract/index.ts'
import { reviewContract } from '../../../src/shared/contract/review-page.ts'
import {
  makeStaticFolder,
  makeTraceId,
  makeTraceRequest,
  sendTraces,
  startTestEngine,
} from '../../contract/fixtures.ts'
import type { Client } from '../../contract/transports.ts'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

interface Page {
  cookie: string
  path: string
}

let running: ReturnType<typeof startTestEngine>
let client: Client
let [sessionId, otherSessionId, schemaId] = ['', '', '']
let port: number

function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
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

async function openLink(path: string): Promise<Page> {
  const { status, headers } = await send(path)
  expect(status).toBe(303)
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '', path: headers.location ?? '' }
}

async function makeLink(reviewer: string, session = sessionId): Promise<{ page: Page; path: string; linkId: string }> {
  const { path, link } = await client.reviewLinks.create({ sessionId: session, reviewer })
  port = Number(new URL((await client.reviewLinks.status()).origins[0] ?? '').port)
  return { page: await openLink(path), path, linkId: link.linkId }
}

/** A call of a link's page. */
async function call(page: Page, procedure: string, input?: unknown, headers: Record<string, string> = {}) {
  const answer = await send(`${page.path}rpc/${procedure.replace('.', '/')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: page.cookie, ...headers },
    body: JSON.stringify(input === undefined ? {} : { json: input }),
  })
  const body = answer.text.startsWith('{') ? (JSON.parse(answer.text) as { json?: unknown }) : undefined
  return { status: answer.status, text: answer.text, value: body?.json as Record<string, unknown> | undefined }
}

/** Request options of a page's event stream. */
function toEvents({ path, cookie }: Page) {
  const headers = { 'content-type': 'application/json', cookie }
  return { host: '127.0.0.1', port, path: `${path}rpc/events/subscribe`, method: 'POST', headers, agent: false }
}

const item = (reviewer: string, number: number) => ({ sessionId, reviewer, traceId: makeTraceId(number) })

beforeEach(async () => {
  running = startTestEngine({
    startReviewHost: (options) =>
      startReviewHost({ ...options, port: options.port ?? 0, staticFolder: makeStaticFolder(running.folder) }),
  })
  client = createRouterClient(running.engine.router) as Client
  await client.workspaces.create({ path: join(running.folder, 'review.assay') })
  for (const number of [1, 2, 3, 4])
    await sendTraces(client, makeTraceRequest(makeTraceId(number), 1, `secret ${number}`))
  const schema = await client.labelSchemas.create({
    name: 'ok',
    type: 'feedback',
    title: 'OK?',
    input: { type: 'passFail', positiveLabel: 'Yes', negativeLabel: 'No' },
  })
  schemaId = schema.schemaId
  const make = async (name: string, traces: number[]) => {
    const made = await client.labelingSessions.create({
      name,
      schemaIds: [schemaId],
      reviewers: ['ada', 'ben'],
      selection: { traceIds: traces.map(makeTraceId) },
      rules: { assignment: 'all', isBlind: true },
    })
    return made.sessionId
  }
  sessionId = await make('Shared', [1, 2])
  otherSessionId = await make('Not shared', [2, 3])
})

afterEach(() => running.close())

test('a link leads to the page of its reviewer and lets them label', async () => {
  const { page } = await makeLink('ada')
  const html = await send(page.path, { headers: { cookie: page.cookie, accept: 'text/html' } })
  expect(html.status).toBe(200)
  expect(html.headers['content-security-policy']).toContain("default-src 'none'")
  expect((await send(`${page.path}assets/index-a1b2c3d4.js`, { headers: { cookie: page.cookie } })).status).toBe(200)
  expect((await call(page, 'reviewPage.pass')).value).toMatchObject({ sessionId, reviewer: 'ada' })
  const queue = await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })
  expect(queue.value?.traceIds).toEqual([makeTraceId(1), makeTraceId(2)])
  const read = await call(page, 'labelWork.read', { traceId: makeTraceId(1) })
  expect(read.text).toContain('secret 1')
  expect((await call(page, 'labelWork.answer', { ...item('ada', 1), schemaId, value: true })).status).toBe(200)
  const submitted = await call(page, 'labelWork.submit', { ...item('ada', 1), activeMs: 5 })
  expect(submitted.value?.state).toBe('complete')
  const assessments = await client.assessments.list({ traceId: makeTraceId(1) })
  expect(assessments).toMatchObject([{ name: 'ok', value: true, source: { type: 'HUMAN', id: 'ada' } }])
  const [link] = await client.reviewLinks.list({ sessionId })
  expect(link).toMatchObject({ reviewer: 'ada' })
  expect(link?.usedAtMs).toBeGreaterThan(0)
})

test('the cookie of a link is strict, hidden from scripts and sent below its path only; the token is kept nowhere', async () => {
  const { path, link } = await client.reviewLinks.create({ sessionId, reviewer: 'ada' })
  port = Number(new URL((await client.reviewLinks.status()).origins[0] ?? '').port)
  const answer = await send(path)
  const setCookie = answer.headers['set-cookie']?.[0] ?? ''
  expect(setCookie).toContain(`Path=/r/${link.linkId}/`)
  expect(setCookie).toContain('HttpOnly')
  expect(setCookie).toContain('SameSite=Strict')
  expect(path).toMatch(/^\/review\/[\w-]{43}$/)
  expect(JSON.stringify(await client.reviewLinks.list({ sessionId }))).not.toContain(path.slice('/review/'.length))
  const elsewhere = await send(path, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } })
  expect(elsewhere.status).toBe(200)
  expect(elsewhere.headers.refresh).toBe(`0; url=/r/${link.linkId}/`)
})

test('of the whole contract nothing but the labeling loop is reachable through a link', async () => {
  const { page } = await makeLink('ada')
  const open = new Set(
    Object.entries(reviewContract).flatMap(([group, procedures]) =>
      Object.keys(procedures).map((name) => `${group}.${name}`),
    ),
  )
  let refused = 0
  for (const [group, procedures] of Object.entries(contract)) {
    for (const name of Object.keys(procedures)) {
      const procedure = `${group}.${name}`
      if (open.has(procedure)) continue
      const answer = await call(page, procedure, { sessionId, traceId: makeTraceId(1), selection: { filter: {} } })
      expect(answer, procedure).toEqual({ status: 404, text: 'There is no such procedure.\n', value: undefined })
      refused++
    }
  }
  expect(refused).toBeGreaterThan(60)
  expect([...open].filter((name) => !name.startsWith('labelWork.')).toSorted()).toEqual([
    'events.subscribe',
    'labelingSessions.get',
    'labelingSessions.setup',
    'reviewPage.pass',
  ])
})

test('other sessions, reviewers and traces do not exist for a link', async () => {
  const { page } = await makeLink('ada')
  const other = { sessionId: otherSessionId, reviewer: 'ada', traceId: makeTraceId(3) }
  const stranger = { ...item('ben', 1) }
  const outside = { sessionId, reviewer: 'ada', traceId: makeTraceId(3) }
  for (const ref of [other, stranger, outside]) {
    const calls: [string, object][] = [
      ['labelWork.item', ref],
      ['labelWork.answer', { ...ref, schemaId, value: true }],
      ['labelWork.annotate', { ...ref, note: 'x' }],
      ['labelWork.submit', { ...ref, activeMs: 0 }],
      ['labelWork.setAside', { ...ref, state: 'skipped', activeMs: 0 }],
      ['labelWork.reopen', ref],
    ]
    for (const [procedure, input] of calls) expect((await call(page, procedure, input)).status, procedure).toBe(404)
  }
  for (const number of [3, 4]) {
    const answer = await call(page, 'labelWork.read', { traceId: makeTraceId(number) })
    expect(answer.status).toBe(404)
    expect(answer.text).not.toContain('secret')
  }
  const queues = [
    { sessionId: otherSessionId, reviewer: 'ada' },
    { sessionId, reviewer: 'ben' },
  ]
  for (const input of queues) expect((await call(page, 'labelWork.queue', input)).status).toBe(404)
  for (const name of ['labelingSessions.get', 'labelingSessions.setup', 'labelWork.progress']) {
    expect((await call(page, name, { sessionId: otherSessionId })).status, name).toBe(404)
  }
  // Nothing of it was written under the other name.
  expect((await client.labelWork.item(stranger)).state).toBe('pending')
})

test('a link does not tell who else labels, nor what they said', async () => {
  await client.labelWork.answer({ ...item('ben', 1), schemaId, value: false, rationale: 'because of Ben' })
  await client.labelWork.submit({ ...item('ben', 1), activeMs: 0 })
  const { page } = await makeLink('ada')
  const answers = [
    await call(page, 'labelingSessions.get', { sessionId }),
    await call(page, 'labelingSessions.setup', { sessionId }),
    await call(page, 'labelWork.progress', { sessionId }),
    await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' }),
    await call(page, 'labelWork.item', item('ada', 1)),
    await call(page, 'labelWork.read', { traceId: makeTraceId(1) }),
  ]
  for (const { status, text } of answers) {
    expect(status).toBe(200)
    expect(text).not.toMatch(/ben/i)
  }
})

test('two links are two reviewers, and neither opens the page of the other', async () => {
  const ada = await makeLink('ada')
  const ben = await makeLink('ben')
  expect((await call(ada.page, 'labelWork.answer', { ...item('ada', 1), schemaId, value: true })).status).toBe(200)
  expect((await call(ben.page, 'labelWork.answer', { ...item('ben', 1), schemaId, value: false })).status).toBe(200)
  expect((await client.labelWork.item(item('ada', 1))).answers).toMatchObject([{ value: true }])
  expect((await client.labelWork.item(item('ben', 1))).answers).toMatchObject([{ value: false }])
  const mixed = { cookie: ada.page.cookie, path: ben.page.path }
  expect((await call(mixed, 'labelWork.item', item('ben', 1))).status).toBe(401)
  expect((await call({ ...ada.page, cookie: '' }, 'labelWork.item', item('ada', 1))).status).toBe(401)
})

test('a revoked link stops at once, its open stream too', async () => {
  const { page, path, linkId } = await makeLink('ada')
  const ended = new Promise<string>((resolve, reject) => {
    const request = httpRequest(toEvents(page), (response) => {
      let text = ''
      response.on('data', async (chunk: Buffer) => {
        const isFirst = text === ''
        text += chunk.toString('utf8')
        if (isFirst) await client.reviewLinks.revoke({ linkId })
      })
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
    request.end('{}')
  })
  expect(await ended).toContain('ready')
  expect((await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })).status).toBe(401)
  expect((await send(path)).status).toBe(404)
  const html = await send(page.path, { headers: { cookie: page.cookie, accept: 'text/html' } })
  expect(html.text).toContain('このレビュー用リンクは開けません')
  expect((await client.reviewLinks.list({ sessionId }))[0]?.revokedAtMs).toBeGreaterThan(0)
  expect(await client.reviewLinks.revoke({ linkId })).toEqual({ revoked: false })
})

test('events tell a link nothing but that its session may have changed and its traces went', async () => {
  const { page } = await makeLink('ada')
  await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })
  const text = await new Promise<string>((resolve, reject) => {
    const request = httpRequest(toEvents(page), (response) => {
      let heard = ''
      response.on('data', async (chunk: Buffer) => {
        const isFirst = heard === ''
        heard += chunk.toString('utf8')
        if (isFirst) {
          await client.settings.update({ reviewerName: 'x' })
          await sendTraces(client, makeTraceRequest(makeTraceId(7)))
          await client.labelWork.answer({ ...item('ben', 1), schemaId, value: true })
          await client.labelWork.submit({ ...item('ben', 1), activeMs: 0 })
          await client.traces.delete({ selection: { traceIds: [makeTraceId(2)] } })
        }
        if (heard.includes('deleted')) {
          request.destroy()
          resolve(heard)
        }
      })
    })
    request.on('error', reject)
    request.end('{}')
  })
  expect(text).toContain('labeling')
  expect(text).not.toContain(makeTraceId(7))
  expect(text).not.toMatch(/changed|arrived|assessments|settings|workspace|jobs|search/)
})

test('tokens are not to be guessed: after some wrong ones even a right one waits, and open pages go on', async () => {
  const { page } = await makeLink('ada')
  const second = await client.reviewLinks.create({ sessionId, reviewer: 'ben' })
  const statuses = new Set<number>()
  for (let number = 0; number < 40; number++) statuses.add((await send(`/review/guess-${number}`)).status)
  expect([...statuses]).toEqual([404, 429])
  expect((await send(second.path)).status).toBe(429)
  expect((await call({ ...page, cookie: 'assay_review=guess' }, 'labelWork.queue', {})).status).toBe(429)
  expect((await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })).status).toBe(200)
})

test('there is nothing else on this port', async () => {
  const { page } = await makeLink('ada')
  const { cookie } = page
  const paths = [
    '/',
    '/index.html',
    '/start/x',
    '/download/x',
    '/upload',
    '/rpc/settings/get',
    '/r/',
    '/r/x/',
    '/api/2.0/mlflow',
  ]
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'PUT']) {
      const headers = { cookie, 'content-type': 'application/json' }
      const { status } = await send(path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) })
      expect([401, 404], `${method} ${path}`).toContain(status)
    }
  }
  for (const path of ['assets/', 'assets', '../../../etc/passwd', '..%2f..%2fpackage.json', 'upload', 'download/x']) {
    expect((await send(`${page.path}${path}`, { headers: { cookie } })).status, path).toBeGreaterThanOrEqual(400)
  }
})

test('names that a foreign DNS points here, and calls of other pages, are refused', async () => {
  const { page } = await makeLink('ada')
  const ask = { sessionId, reviewer: 'ada' }
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `192.0.2.1:${port}`]) {
    expect((await call(page, 'labelWork.queue', ask, { host })).status, host).toBe(421)
  }
  for (const address of networkAddresses()) {
    expect((await call(page, 'labelWork.queue', ask, { host: `${address}:${port}` })).status).toBe(421)
  }
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
    expect((await call(page, 'labelWork.queue', ask, headers)).status, JSON.stringify(headers)).toBe(403)
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await call(page, 'labelWork.queue', ask, form)).status).toBe(415)
})

test('on the network by explicit choice, under the addresses of this machine, and off again on the same port', async () => {
  const { page } = await makeLink('ada')
  const ask = { sessionId, reviewer: 'ada' }
  expect(await client.reviewLinks.status()).toMatchObject({ isOnNetwork: false, isRunning: true })
  const opened = await client.reviewLinks.setNetwork({ isOnNetwork: true })
  expect(opened.origins).toEqual(['127.0.0.1', ...networkAddresses()].map((name) => `http://${name}:${port}`))
  for (const address of networkAddresses()) {
    const host = `${address}:${port}`
    expect((await call(page, 'labelWork.queue', ask, { host, origin: `http://${host}` })).status).toBe(200)
  }
  expect((await call(page, 'labelWork.queue', ask, { host: `evil.example:${port}` })).status).toBe(421)
  const closed = await client.reviewLinks.setNetwork({ isOnNetwork: false })
  expect(closed).toEqual({ isOnNetwork: false, isRunning: true, origins: [`http://127.0.0.1:${port}`] })
  expect((await call(page, 'labelWork.queue', ask)).status).toBe(200)
})

test('links end with their workspace and work again when it is open again', async () => {
  const { page, path } = await makeLink('ada')
  const { path: file } = (await client.workspaces.current()) ?? { path: '' }
  await client.workspaces.create({ path: join(running.folder, 'another.assay') })
  expect((await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })).status).toBe(401)
  expect((await send(path)).status).toBe(404)
  await client.workspaces.open({ path: file })
  expect((await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })).status).toBe(200)
})

test('a link of a deleted session opens nothing; none is made for strangers, nor where no page can be served', async () => {
  const { page, path } = await makeLink('ada')
  await client.labelingSessions.delete({ sessionId })
  expect((await call(page, 'labelWork.queue', { sessionId, reviewer: 'ada' })).status).toBe(401)
  expect((await send(path)).status).toBe(404)
  await expect(client.reviewLinks.create({ sessionId: otherSessionId, reviewer: 'eve' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  const alone = startTestEngine()
  const other = createRouterClient(alone.engine.router) as Client
  await expect(other.reviewLinks.create({ sessionId, reviewer: 'ada' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await alone.close()
})

test('a paused session takes no answers through a link', async () => {
  const { page } = await makeLink('ada')
  await client.labelingSessions.changeSetup({ sessionId, state: 'paused' })
  const answer = await call(page, 'labelWork.answer', { ...item('ada', 1), schemaId, value: true })
  expect(answer.status).toBe(409)
  await vi.waitFor(async () => expect((await client.labelWork.item(item('ada', 1))).answers).toEqual([]))
})
