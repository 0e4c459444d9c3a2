import dns from 'node:dns'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEgress } from '../../../../src/main/evaluation/egress/egress.ts'
import { type Ledger, openLedger } from '../../../../src/main/evaluation/egress/ledger.ts'
import type { Egress } from '../../../../src/main/evaluation/outside.ts'
import { type FakeModelServer, startFakeModelServer } from '../../../support/fake-model-server.ts'

let folder: string
let server: FakeModelServer
let ledger: Ledger
let isAirGapped: boolean
let egress: Egress

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-egress-'))
  server = await startFakeModelServer()
  ledger = openLedger({ path: join(folder, 'egress.jsonl') })
  isAirGapped = false
  egress = createEgress({ isAirGapped: () => isAirGapped, ledger, onChange: () => undefined })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const context = () => ({ purpose: 'judge' as const, runId: 'r1', signal: new AbortController().signal })
const newest = () => ledger.list({ limit: 10 }).entries

test('a request is listed with what it sent and got, without its query', async () => {
  const body = JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'häh?' }] })
  const url = `${server.url}/chat/completions`
  const response = await egress.fetch(url, { method: 'POST', body }, context())
  expect(newest()).toMatchObject([{ outcome: 'open', url, method: 'POST', purpose: 'judge', runId: 'r1' }])
  const text = await response.text()
  expect(newest()).toMatchObject([
    {
      outcome: 'answered',
      status: 200,
      sentBytes: Buffer.byteLength(body),
      receivedBytes: Buffer.byteLength(text),
      durationMs: expect.any(Number),
    },
  ])
  await (await egress.fetch(`${server.url}/models?token=secret`, undefined, context())).text()
  expect(newest()[0]).toMatchObject({ url: `${server.url}/models`, status: 404 })
  expect(JSON.stringify(newest())).not.toContain('secret')
})

test('with the air gap on no socket is opened and no name looked up, and each attempt is listed', async () => {
  const connect = vi.spyOn(net.Socket.prototype, 'connect')
  const lookup = vi.spyOn(dns, 'lookup')
  // The spies do see what leaves when it may.
  await (await egress.fetch(`${server.url}/models`, undefined, context())).text()
  expect(connect).toHaveBeenCalled()
  connect.mockClear()
  lookup.mockClear()
  isAirGapped = true
  for (const url of [`${server.url}/models`, 'http://model.example.com/v1/models', 'https://192.0.2.1/']) {
    await expect(egress.fetch(url, undefined, context())).rejects.toMatchObject({ code: 'AIR_GAPPED' })
  }
  expect(() => egress.admitProgram('command: curl', context())).toThrow('air gap')
  expect(connect).not.toHaveBeenCalled()
  expect(lookup).not.toHaveBeenCalled()
  expect(server.requests).toHaveLength(1)
  expect(newest().map(({ outcome, method, url }) => [outcome, method, url])).toEqual([
    ['blocked', 'RUN', 'command: curl'],
    ['blocked', 'GET', 'https://192.0.2.1/'],
    ['blocked', 'GET', 'http://model.example.com/v1/models'],
    ['blocked', 'GET', `${server.url}/models`],
    ['answered', 'GET', `${server.url}/models`],
  ])
})

test('what cannot be written down does not leave', async () => {
  rmSync(folder, { recursive: true })
  await expect(egress.fetch(`${server.url}/models`, undefined, context())).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  })
  expect(server.requests).toEqual([])
})

test('a refused connection and a cancelled call are listed as failed', async () => {
  await server.close()
  await expect(egress.fetch(`${server.url}/models`, undefined, context())).rejects.toThrow()
  expect(newest()[0]).toMatchObject({ outcome: 'failed', error: 'ECONNREFUSED' })

  const slow = await startFakeModelServer({ delayMs: [5_000, 5_000] })
  const control = new AbortController()
  const body = JSON.stringify({ model: 'small', messages: [] })
  const call = egress.fetch(
    `${slow.url}/chat/completions`,
    { method: 'POST', body },
    {
      purpose: 'judge',
      signal: control.signal,
    },
  )
  await vi.waitFor(() => expect(slow.requests).toHaveLength(1))
  control.abort()
  await expect(call).rejects.toThrow()
  expect(newest()[0]).toMatchObject({ outcome: 'failed', error: 'cancelled' })
  await slow.close()
})

test('a redirect is not followed: it could lead anywhere, with the key', async () => {
  const http = await import('node:http')
  const redirecting = http.createServer((_, response) => {
    response.writeHead(307, { location: `${server.url}/models` }).end()
  })
  await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve))
  const { port } = redirecting.address() as net.AddressInfo
  const response = await egress.fetch(`http://127.0.0.1:${port}/`, undefined, context())
  expect(response.status).toBe(307)
  expect(server.requests).toEqual([])
  await new Promise((resolve) => redirecting.close(resolve))
})
