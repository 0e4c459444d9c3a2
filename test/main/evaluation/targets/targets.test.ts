import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Json } from '../../../../src/shared/model/json.ts'
import type { Target } from '../../../../src/shared/model/target.ts'
import { startTestEngine, type TestEngine } from '../../../contract/fixtures.ts'
import { type FakeModelServer, startFakeModelServer } from '../../../support/fake-model-server.ts'

let running: TestEngine
let folder: string
let model: FakeModelServer | undefined
let app: Server | undefined

beforeEach(() => {
  running = startTestEngine({ receivers: 'off' })
  folder = mkdtempSync(join(tmpdir(), 'assay-targets-'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await model?.close()
  app?.closeAllConnections()
  app?.close()
  await running.close()
  rmSync(folder, { recursive: true, force: true })
})

const client = () => createRouterClient(running.engine.router)
const tryRow = (target: Target, inputs: Record<string, Json> = { question: 'Why?' }) =>
  client().targets.tryRow({ target, inputs })
const traceparent = expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)

test('a model gets the filled templates, its settings and the trace; tokens and cost are counted', async () => {
  model = await startFakeModelServer({ answer: () => 'Because.' })
  const { provider } = await client().providers.save({
    name: 'Local',
    baseUrl: model.url,
    key: { kind: 'none' },
    prices: { small: { inputPerMillion: 1_000_000, outputPerMillion: 2_000_000 } },
  })
  const target: Target = {
    kind: 'chat',
    providerId: provider.providerId,
    model: 'small',
    system: '',
    user: 'Q: {{ inputs.question }}',
    temperature: 0,
    seed: 7,
  }
  const result = await tryRow(target)
  expect(model.requests[0]).toMatchObject({
    headers: { traceparent },
    body: { model: 'small', messages: [{ role: 'user', content: 'Q: Why?' }], temperature: 0, seed: 7 },
  })
  // 7 characters and 8 characters, four a token: 2 × 1 $ + 2 × 2 $.
  expect(result).toMatchObject({ value: 'Because.', model: 'small-2026', inputTokens: 2, outputTokens: 2, costUsd: 6 })
  expect(model.requests[0]?.headers.traceparent).toContain(result.traceId)
  await client().providers.delete({ providerId: provider.providerId })
  expect((await tryRow(target)).error?.code).toBe('notFound')
})

async function startApp(
  answer: (seen: { method: string; url: string; headers: Record<string, unknown>; body: string }) => {
    status?: number
    type?: string
    body: string
  },
): Promise<string> {
  const started = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      const said = answer({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      response.writeHead(said.status ?? 200, { 'content-type': said.type ?? 'application/json' }).end(said.body)
    })
  })
  app = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

test('an HTTP application gets the mapped request with its secret, and its answer is mapped back', async () => {
  const seen: unknown[] = []
  const url = await startApp((request) => {
    seen.push(request)
    return { body: '{"answer": {"texts": ["one", "two"]}}' }
  })
  const target: Extract<Target, { kind: 'http' }> = {
    kind: 'http',
    url: `${url}/ask/{{ inputs.topic }}`,
    method: 'POST',
    headers: { 'x-app': 'assay' },
    secretHeaders: { authorization: 'ASSAY_TEST_SECRET' },
    body: { q: '{{ inputs.question }}', all: '{{ inputs }}' },
    responsePath: 'answer.texts.1',
    timeoutMs: 5_000,
  }
  const inputs = { question: 'Why?', topic: 'a/b' }
  expect((await tryRow(target, inputs)).error).toMatchObject({
    code: 'keyMissing',
    message: expect.stringContaining('ASSAY_TEST_SECRET'),
  })
  expect(seen).toEqual([])
  vi.stubEnv('ASSAY_TEST_SECRET', 'Bearer 123')
  expect(await tryRow(target, inputs)).toMatchObject({ value: 'two' })
  expect(seen[0]).toMatchObject({
    method: 'POST',
    url: '/ask/a%2Fb',
    headers: { 'x-app': 'assay', authorization: 'Bearer 123', 'content-type': 'application/json', traceparent },
    body: JSON.stringify({ q: 'Why?', all: inputs }),
  })
  expect((await tryRow({ ...target, responsePath: 'answer.text' }, inputs)).error?.message).toContain('answer.text')
  const { body: _, responsePath: __, ...plain } = target
  expect(await tryRow(plain, inputs)).toMatchObject({ value: { answer: { texts: ['one', 'two'] } } })
  expect(seen.at(-1)).toMatchObject({ body: JSON.stringify(inputs) })
  expect((await tryRow({ ...target, url: 'file:///etc/passwd' }, inputs)).error?.code).toBe('target')
})

test('answers of an HTTP application that are none are told apart', async () => {
  const url = await startApp(({ url: path }) => {
    if (path === '/text') return { type: 'text/plain', body: 'just text' }
    if (path === '/broken') return { body: '{"answer": ' }
    return { status: path === '/busy' ? 429 : 500, body: 'oops' }
  })
  const target = (path: string, timeoutMs = 5_000): Target => ({
    kind: 'http',
    url: `${url}${path}`,
    method: 'GET',
    headers: {},
    secretHeaders: {},
    timeoutMs,
  })
  expect(await tryRow(target('/text'))).toMatchObject({ value: 'just text' })
  expect((await tryRow(target('/broken'))).error?.code).toBe('malformed')
  expect((await tryRow(target('/busy'))).error?.code).toBe('tooMany')
  expect((await tryRow(target('/other'))).error).toEqual({ code: 'serverError', message: 'oops' })
  model = await startFakeModelServer({ delayMs: [9_000, 9_000] })
  const slow: Target = {
    kind: 'http',
    url: `${model.url}/chat/completions`,
    method: 'POST',
    headers: {},
    secretHeaders: {},
    timeoutMs: 200,
  }
  expect((await tryRow(slow)).error?.code).toBe('timeout')
})

function command(source: string, timeoutMs = 10_000): Target {
  const file = join(folder, 'app.mjs')
  writeFileSync(file, source)
  return { kind: 'command', command: process.execPath, args: [file], folder, timeoutMs }
}

const readLines = `import { createInterface } from 'node:readline'
const lines = createInterface({ input: process.stdin })
`

test('a program gets one line and answers one; what it writes to standard error says why it ended', async () => {
  const echo = `${readLines}
lines.on('line', (line) => {
  const { inputs, traceparent } = JSON.parse(line)
  console.log(JSON.stringify({ outputs: { said: inputs.question, traceparent } }))
})`
  expect(await tryRow(command(echo))).toMatchObject({ value: { said: 'Why?', traceparent } })
  const failing = `${readLines}lines.on('line', () => console.log(JSON.stringify({ error: 'no such customer' })))`
  expect((await tryRow(command(failing))).error).toEqual({ code: 'target', message: 'no such customer' })
  const chatty = `${readLines}lines.on('line', () => console.log('thinking…'))`
  expect((await tryRow(command(chatty))).error?.code).toBe('malformed')
  const ending = `console.error('no config'); process.exit(3)`
  expect((await tryRow(command(ending))).error).toMatchObject({
    code: 'program',
    message: expect.stringMatching(/3.*no config/),
  })
  const missing: Target = { kind: 'command', command: 'no-such-program-here', args: [], timeoutMs: 5_000 }
  expect((await tryRow(missing)).error).toMatchObject({ code: 'program', message: expect.stringContaining('ENOENT') })
})

test('a program that does not answer is ended with all that it started', async () => {
  const pidFile = join(folder, 'pid')
  const hanging = `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
writeFileSync(${JSON.stringify(pidFile)}, String(child.pid))
setInterval(() => {}, 1000)`
  const target = command(hanging, 60_000)
  const control = new AbortController()
  const call = client().targets.tryRow({ target, inputs: {} }, { signal: control.signal })
  const outcome = call.catch((error: unknown) => error)
  await vi.waitFor(() => expect(existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toMatch(/\d/), 10_000)
  control.abort()
  expect(await outcome).toMatchObject({ code: 'CANCELLED' })
  const pid = Number(readFileSync(pidFile, 'utf8'))
  if (process.platform !== 'win32') await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 10_000)
  expect((await tryRow(command('setInterval(() => {}, 1000)', 300))).error?.code).toBe('timeout')
})

function moduleTarget(source: string, exportName = 'answer', timeoutMs = 10_000): Target {
  const path = join(folder, `module-${crypto.randomUUID()}.ts`)
  writeFileSync(path, source)
  return { kind: 'module', path, exportName, timeoutMs }
}

test('a function of a TypeScript file is called; one that hangs, fails or is not there harms nothing', async () => {
  const good = `export async function answer(inputs: { question: string }, context: { traceparent: string }) {
  console.log('not an answer')
  return { said: inputs.question, traceparent: context.traceparent }
}`
  expect(await tryRow(moduleTarget(good))).toMatchObject({ value: { said: 'Why?', traceparent } })
  expect((await tryRow(moduleTarget(good, 'other'))).error).toMatchObject({
    code: 'program',
    message: expect.stringContaining('It exports: answer.'),
  })
  const failing = `export function answer() { throw new Error('no such customer') }`
  expect((await tryRow(moduleTarget(failing))).error).toEqual({ code: 'target', message: 'no such customer' })
  const hanging = 'export function answer() { for (;;) {} }'
  expect((await tryRow(moduleTarget(hanging, 'answer', 300))).error?.code).toBe('timeout')
  const exiting = 'export function answer() { process.exit(1) }'
  expect((await tryRow(moduleTarget(exiting))).error?.code).toBe('program')
})

test('with the air gap on no program and no module is started', async () => {
  await client().settings.update({ isAirGapped: true })
  const file = join(folder, 'started')
  const source = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(file)}, '')\n`
  expect((await tryRow(command(source))).error?.code).toBe('airGapped')
  expect((await tryRow(moduleTarget(`${source}export const answer = () => 1`))).error?.code).toBe('airGapped')
  expect(existsSync(file)).toBe(false)
  const { entries } = await client().egress.list({ limit: 10 })
  expect(entries.map(({ outcome, method }) => [outcome, method])).toEqual([
    ['blocked', 'RUN'],
    ['blocked', 'RUN'],
  ])
})

test('targets are saved in the workspace, named once, and brought back after a deletion', async () => {
  await client().workspaces.create({ path: join(folder, 'test.assay') })
  const saved = await client().targets.save({ name: 'App', target: { kind: 'recorded' } })
  await expect(client().targets.save({ name: 'App', target: { kind: 'recorded' } })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  const changed = await client().targets.save({ ...saved, target: command('') })
  expect(await client().targets.list()).toEqual([changed])
  expect(changed.createdAtMs).toBe(saved.createdAtMs)
  expect(await client().targets.delete({ targetId: saved.targetId })).toEqual({ deleted: true })
  expect(await client().targets.list()).toEqual([])
  await client().targets.save(changed)
  expect((await client().targets.list()).map(({ targetId }) => targetId)).toEqual([saved.targetId])
})
