import { ORPCError } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Provider } from '../../../../src/shared/model/provider.ts'
import { startTestEngine, type TestEngine } from '../../../contract/fixtures.ts'
import { type FakeModelServer, startFakeModelServer } from '../../../support/fake-model-server.ts'

let running: TestEngine
let server: FakeModelServer | undefined

beforeEach(() => {
  running = startTestEngine({ receivers: 'off' })
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await server?.close()
  await running.close()
})

const client = () => createRouterClient(running.engine.router)

function makeProvider(baseUrl: string, key: Provider['key'] = { kind: 'none' }) {
  return { name: 'Local', baseUrl, key, prices: { small: { inputPerMillion: 1, outputPerMillion: 2 } } }
}

test('providers are kept for the next start, replaced by id, brought back after a deletion, and named once', async () => {
  const { provider } = await client().providers.save(makeProvider('http://127.0.0.1:1/v1'))
  const changed = { ...provider, name: 'Another' }
  await client().providers.save(changed)
  await client().providers.save(makeProvider('http://127.0.0.1:2/v1'))
  await expect(client().providers.save(makeProvider('http://127.0.0.1:3/v1'))).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  expect((await client().providers.list()).map((each) => each.provider.name)).toEqual(['Another', 'Local'])
  expect(await client().providers.delete({ providerId: provider.providerId })).toEqual({ deleted: true })
  expect(await client().providers.list()).toHaveLength(1)
  await client().providers.save(changed)
  const { createEngine } = await import('../../../../src/main/engine/engine.ts')
  const next = createEngine({ dataFolder: `${running.folder}/data`, host: 'test', receivers: 'off' })
  expect((await createRouterClient(next.router).providers.list())[0]).toEqual({
    provider: changed,
    keyState: 'notNeeded',
  })
  await next.close()
})

test('the test question goes with the key of the environment, and every way to fail says what to do', async () => {
  server = await startFakeModelServer({ key: 'sk-secret', answer: () => 'ready' })
  const provider = makeProvider(server.url, { kind: 'environment', variable: 'ASSAY_TEST_KEY' })
  const ask = (change: Partial<typeof provider> = {}, model = 'small') =>
    client().providers.test({ provider: { ...provider, ...change }, model })

  expect((await client().providers.save(provider)).keyState).toBe('missing')
  const missing = await ask()
  expect(missing.error).toMatchObject({ code: 'keyMissing', message: expect.stringContaining('ASSAY_TEST_KEY') })
  expect(server.requests).toHaveLength(0)

  vi.stubEnv('ASSAY_TEST_KEY', 'sk-wrong')
  expect((await ask()).error).toMatchObject({ code: 'keyRefused', status: 401 })
  vi.stubEnv('ASSAY_TEST_KEY', 'sk-secret')
  expect((await client().providers.list())[0]?.keyState).toBe('present')
  expect(await ask()).toMatchObject({ model: 'small-2026', reply: 'ready' })
  expect((await ask({}, 'huge')).error).toMatchObject({ code: 'notFound', status: 404 })
  expect((await ask({ baseUrl: server.url.replace('/v1', '/v2') })).error?.code).toBe('notFound')
  expect(await client().providers.models({ provider })).toEqual(['large', 'small'])

  await client().settings.update({ isAirGapped: true })
  const before = server.requests.length
  expect((await ask()).error?.code).toBe('airGapped')
  expect(server.requests).toHaveLength(before)
  await client().settings.update({ isAirGapped: false })

  const { entries } = await client().egress.list({ limit: 100 })
  expect(entries.map(({ outcome, status }) => [outcome, status])).toEqual([
    ['blocked', undefined],
    ['answered', 200],
    ['answered', 404],
    ['answered', 404],
    ['answered', 200],
    ['answered', 401],
  ])
  expect(JSON.stringify(entries)).not.toContain('sk-')
  await server.close()
  expect((await ask()).error).toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/ECONNREFUSED|UND_ERR_SOCKET/),
  })
})

test('a server without a key gets none, faults are told apart, and a test can be cancelled', async () => {
  server = await startFakeModelServer({ faults: { tooMany: 1 } })
  const provider = makeProvider(server.url)
  expect((await client().providers.test({ provider, model: 'small' })).error?.code).toBe('tooMany')
  expect(server.requests[0]?.headers.authorization).toBeUndefined()
  // Once, as whoever asks decides about more.
  expect(server.requests).toHaveLength(1)
  await server.close()

  server = await startFakeModelServer({ faults: { malformed: 1 } })
  expect((await client().providers.test({ provider: makeProvider(server.url), model: 'small' })).error?.code).toBe(
    'malformed',
  )
  await server.close()

  server = await startFakeModelServer({ delayMs: [10_000, 10_000] })
  const control = new AbortController()
  const call = client().providers.test(
    { provider: makeProvider(server.url), model: 'small' },
    { signal: control.signal },
  )
  const outcome = call.catch((error: unknown) => error)
  await vi.waitFor(() => expect(server?.requests).toHaveLength(1))
  control.abort()
  const error = await outcome
  expect(error).toBeInstanceOf(ORPCError)
  expect(error).toMatchObject({ code: 'CANCELLED' })
})
