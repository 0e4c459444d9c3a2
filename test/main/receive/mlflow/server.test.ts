import { createServer } from 'node:net'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { MlflowError } from '../../../../src/main/receive/mlflow/mlflow-error.ts'
import { defineRoute, field, RawAnswer, type Route } from '../../../../src/main/receive/mlflow/route.ts'
import { startMlflowServer } from '../../../../src/main/receive/mlflow/server.ts'
import { Activity } from '../../../../src/main/receive/otlp/activity.ts'
import { ByteBudget } from '../../../../src/main/receive/otlp/byte-budget.ts'
import { defaultLimits, type ReceiverLimits } from '../../../../src/main/receive/otlp/limits.ts'
import { AppError } from '../../../../src/shared/model/error.ts'
import { openMlflowDesk } from './mlflow-desk.ts'

/** Tells what reached it. */
const echo = defineRoute({
  methods: ['GET', 'POST'],
  path: '/echo/{id}',
  versions: ['2.0'],
  input: z.record(z.string(), z.json()),
  handle: (fields, { origin }) => ({ fields, origin }),
})
const raw = defineRoute({
  methods: ['PUT'],
  path: '/raw/{*path}',
  versions: ['2.0'],
  hasRawBody: true,
  input: z.object({ path: field.text }),
  handle: ({ path }, { body }) => ({ path, sizeBytes: body.byteLength }),
})

async function startServer(routes: readonly Route[], limits: Partial<ReceiverLimits> = {}, port = 0) {
  const activity = new Activity(() => {})
  const budget = new ByteBudget(1024 * 1024)
  const bugs: { error: unknown; where: string }[] = []
  const server = await startMlflowServer({
    port,
    routes,
    backend: (await openMlflowDesk()).backend,
    token: () => '',
    activity,
    budget,
    limits: { ...defaultLimits, ...limits },
    onBug: (error, where) => {
      bugs.push({ error, where })
      return 'abcd1234'
    },
  })
  onTestFinished(() => server.close())
  const url = `http://127.0.0.1:${server.port}`
  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}, method = 'POST') =>
    fetch(`${url}${path}`, {
      method,
      body: body as string,
      headers: { 'content-type': 'application/json', ...headers },
    })
  return { server, url, activity, budget, bugs, post }
}

it('says which MLflow it is compatible with, and that it is well', async () => {
  const desk = await openMlflowDesk()
  expect(await desk.call('GET', '/version')).toMatchObject({
    status: 200,
    body: expect.stringMatching(/^3\.\d+\.\d+$/),
  })
  expect(await desk.call('GET', '/health')).toMatchObject({ status: 200, body: 'OK' })
  for (const root of ['/api', '/ajax-api']) {
    const { status, body } = await desk.call('GET', `${root}/3.0/mlflow/server-info`)
    expect({ status, body }).toMatchObject({ status: 200, body: { store_type: 'SqlStore', workspaces_enabled: false } })
  }
})

it('answers on both loopback addresses, so that localhost works however it resolves', async () => {
  const { server } = await startServer([echo])
  const endpoints = server.endpoints()
  expect(endpoints[0]).toEqual({ protocol: 'mlflow', url: `http://127.0.0.1:${server.port}`, isListening: true })
  for (const { url } of endpoints) expect((await fetch(`${url}/api/2.0/echo/1`)).status).toBe(200)
})

it('answers a path that it does not have at once, with the code that clients fall back on', async () => {
  const desk = await openMlflowDesk()
  const answer = await desk.call('POST', '/api/2.0/mlflow/registered-models/create', { name: 'x' })
  expect(answer).toMatchObject({ status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } })
  expect(desk.activity.snapshot().rejections).toMatchObject([
    { protocol: 'mlflow', reason: 'unknownMlflowPath', message: expect.stringContaining('(registered-models)') },
  ])
})

it('says what a path takes instead of a method that it does not', async () => {
  const { url } = await startServer([echo])
  for (const method of ['PUT', 'DELETE', 'PROPFIND']) {
    const response = await fetch(`${url}/api/2.0/echo/1`, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST')
    expect(await response.json()).toMatchObject({
      error_code: 'ENDPOINT_NOT_FOUND',
      message: expect.stringContaining('GET or POST'),
    })
  }
})

it('answers a HEAD as a GET without its body', async () => {
  const { url } = await startServer([echo])
  const response = await fetch(`${url}/api/2.0/echo/1`, { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(10)
  expect(await response.text()).toBe('')
})

it('gathers the fields of path, query and body, the first winning, and lists for repeated keys', async () => {
  const { url, post } = await startServer([echo])
  const response = await post(
    '/api/2.0/echo/p?b=q&c=1&c=2&id=no',
    '{"id":"no","b":"no","d":{"e":[1,null]},"__proto__":{"f":1}}',
  )
  expect(await response.json()).toEqual({
    fields: { id: 'p', b: 'q', c: ['1', '2'], d: { e: [1, null] } },
    origin: url,
  })
})

it('reads a JSON body in every encoding, also without saying that it is JSON, and Python’s NaN as null', async () => {
  const { post, budget } = await startServer([echo])
  const json = '{"text":"日本語","score":NaN}'
  const bodies = {
    identity: Buffer.from(json),
    gzip: gzipSync(json),
    deflate: deflateSync(json),
    zstd: zstdCompressSync(json),
  }
  for (const [encoding, body] of Object.entries(bodies)) {
    for (const type of ['application/json', 'application/json; charset=utf-8']) {
      const response = await post('/api/2.0/echo/1', body, { 'content-encoding': encoding, 'content-type': type })
      expect(await response.json()).toMatchObject({ fields: { id: '1', text: '日本語', score: null } })
    }
  }
  expect(budget.used).toBe(0)
})

it('refuses bodies that it cannot read, saying what to do', async () => {
  const { post, bugs, activity, budget } = await startServer([echo])
  const cases: [string | Uint8Array, Record<string, string>, string][] = [
    ['{bad', {}, 'not valid JSON'],
    ['[1]', {}, 'must be a JSON object'],
    ['"text"', {}, 'must be a JSON object'],
    [`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, {}, 'nested too deeply'],
    [Buffer.from([0xff, 0xfe, 0x7b]), {}, 'not valid JSON'],
    ['a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 'Content-Type must be'],
    ['{}', { 'content-encoding': 'br' }, 'Content-Encoding'],
    ['not gzip', { 'content-encoding': 'gzip' }, 'gzip'],
  ]
  for (const [body, headers, message] of cases) {
    const response = await post('/api/2.0/echo/1', body, headers)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringContaining(message),
    })
  }
  expect(bugs).toEqual([])
  expect(budget.used).toBe(0)
  expect(activity.snapshot().counters).toMatchObject({ requests: cases.length, rejectedRequests: cases.length })
})

it('stops reading at the limit, compressed or not, and leaves raw bodies alone below it', async () => {
  const { post } = await startServer([echo, raw], { maxBodyBytes: 10_000 })
  for (const body of [Buffer.alloc(10_001, 32), gzipSync(Buffer.alloc(10_001, 32))]) {
    const headers = body.byteLength < 10_000 ? { 'content-encoding': 'gzip' } : {}
    for (const [path, method] of [
      ['/api/2.0/echo/1', 'POST'],
      ['/api/2.0/raw/x', 'PUT'],
    ] as const) {
      const response = await post(path, body, headers, method)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ message: expect.stringContaining('larger than 10000 bytes') })
    }
  }
  const response = await post('/api/2.0/raw/0/traces/traces.json', Buffer.alloc(10_000, 123), {}, 'PUT')
  expect(await response.json()).toEqual({ path: '0/traces/traces.json', sizeBytes: 10_000 })
})

it('words failures as MLflow does and a bug without its content', async () => {
  const fails = (path: string, error: unknown) =>
    defineRoute({
      methods: 'GET',
      path,
      versions: ['2.0'],
      input: z.object({}),
      handle: () => {
        throw error
      },
    })
  const { url, bugs } = await startServer([
    fails('/missing', new AppError('NOT_FOUND', 'No such thing.')),
    fails('/taken', new MlflowError('RESOURCE_ALREADY_EXISTS', 'It exists.')),
    fails('/closed', new AppError('NO_WORKSPACE', 'Open one.')),
    fails('/busy', new AppError('STORE_BUSY', 'Come back.')),
    fails('/locked', new AppError('STORE_READ_ONLY', 'Read-only.')),
    fails('/bug', new TypeError('Cannot read “secret prompt”')),
  ])
  const get = async (path: string) => {
    const response = await fetch(`${url}/api/2.0${path}`)
    const { error_code: code, message } = (await response.json()) as { error_code: string; message: string }
    return { status: response.status, code, message, retryAfter: response.headers.get('retry-after') }
  }
  expect(await get('/missing')).toMatchObject({
    status: 404,
    code: 'RESOURCE_DOES_NOT_EXIST',
    message: 'No such thing.',
  })
  expect(await get('/taken')).toMatchObject({ status: 400, code: 'RESOURCE_ALREADY_EXISTS' })
  expect(await get('/closed')).toMatchObject({ status: 400, code: 'INVALID_STATE', retryAfter: null })
  expect(await get('/busy')).toMatchObject({ status: 503, code: 'TEMPORARILY_UNAVAILABLE', retryAfter: '1' })
  expect(await get('/locked')).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' })
  expect(bugs).toEqual([])
  expect(await get('/bug')).toMatchObject({
    status: 500,
    code: 'INTERNAL_ERROR',
    message: 'Something failed inside Assay (report abcd1234).',
  })
  expect(bugs).toMatchObject([{ where: 'mlflow GET /bug' }])
})

it('hands other things than JSON through as they are', async () => {
  const page = defineRoute({
    methods: 'GET',
    path: '/page',
    versions: [],
    input: z.object({}),
    handle: () => new RawAnswer('<p>é</p>', 'text/html; charset=utf-8', 203, { 'x-more': 'yes' }),
  })
  const { url } = await startServer([page])
  const response = await fetch(`${url}/page`)
  expect(response.status).toBe(203)
  expect(response.headers.get('content-length')).toBe('9')
  expect(response.headers.get('x-more')).toBe('yes')
  expect(await response.text()).toBe('<p>é</p>')
})

it('takes the next port where its own is taken', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => taken.close(() => resolve())))
  const { port } = taken.address() as { port: number }
  const { server } = await startServer([echo], {}, port)
  expect(server.port).not.toBe(port)
  expect(server.endpoints().every((endpoint) => endpoint.isListening)).toBe(true)
  expect((await fetch(`http://127.0.0.1:${server.port}/api/2.0/echo/1`)).status).toBe(200)
})

it('finishes what is under way before it has closed, and takes nothing more', async () => {
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const slow = defineRoute({
    methods: 'POST',
    path: '/slow',
    versions: [],
    input: z.object({}),
    async handle() {
      entered.resolve()
      await leave.promise
      return { done: true }
    },
  })
  const { server, url, post } = await startServer([slow])
  const answer = post('/slow', '{}')
  await entered.promise
  let isClosed = false
  const closing = server.close().then(() => {
    isClosed = true
  })
  await expect(fetch(`${url}/slow`)).rejects.toThrow()
  expect(isClosed).toBe(false)
  leave.resolve()
  expect(await (await answer).json()).toEqual({ done: true })
  await closing
})
