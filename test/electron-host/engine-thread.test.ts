import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { MessagePortMain } from 'electron'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EngineState, VaultAction } from '../../src/main/engine/engine-messages.ts'
import { type EngineThread, startEngineThread } from '../../src/main/shell/engine-thread.ts'
import type { Contract } from '../../src/shared/contract/index.ts'
import { startFakeModelServer } from '../support/fake-model-server.ts'
import { TunnelledPort } from './ports.ts'

let folder: string
let engine: EngineThread
let states: EngineState[]
let crashes: (string | undefined)[]
let restarts: number
let isLocked: boolean

/** A keychain that turns texts around. */
const askVault = (action: VaultAction, text: string) => {
  if (isLocked) return undefined
  return action === 'isAvailable' ? 'yes' : [...text].reverse().join('')
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-engine-thread-'))
  states = []
  crashes = []
  restarts = 0
  isLocked = false
  engine = startEngineThread({
    dataFolder: folder,
    staticFolder: folder,
    onState: (state) => states.push(state),
    askVault,
    onCrash: (error) => crashes.push(error?.name),
    onRestarted: () => {
      restarts += 1
    },
  })
})

afterEach(async () => {
  await engine.close(10_000)
  rmSync(folder, { recursive: true, force: true })
})

/** A page's port: what the page sends goes to `main`, what the engine sends comes to `page`. */
function connectPage() {
  const { port1: page, port2: tunnel } = new MessageChannel()
  const main = new TunnelledPort(
    (data) => tunnel.postMessage(data),
    () => tunnel.close(),
  )
  tunnel.onmessage = (event) => main.receive(event.data)
  engine.connect(main as unknown as MessagePortMain)
  page.start()
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: page }))
  return { client, page, main, tunnel }
}

test('a page talks to the engine through the main process, errors and streams included', async () => {
  const { client } = connectPage()
  expect(await client.settings.about()).toMatchObject({ host: 'electron', dataFolder: folder })
  await expect(client.jobs.get({ jobId: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND', defined: true })
  const events = await client.events.subscribe()
  expect((await events.next()).value).toEqual({ topic: 'ready' })
  await client.settings.update({ language: 'ja' })
  expect((await events.next()).value).toEqual({ topic: 'settings' })
})

test('menu and title learn what the engine changes', async () => {
  const { client } = connectPage()
  await client.settings.update({ language: 'ja', theme: 'dark' })
  const { path } = await client.workspaces.create({ path: join(folder, 'a') })
  await expect
    .poll(() => states.at(-1))
    .toMatchObject({
      language: 'ja',
      theme: 'dark',
      workspacePath: path,
      recents: [{ path }],
    })
})

test('review links are served from the thread, and its pages go on', async () => {
  const { client } = connectPage()
  await client.workspaces.create({ path: join(folder, 'a') })
  const { sessionId } = await client.labelingSessions.create({ name: 'Shared', schemaIds: [], reviewers: ['ada'] })
  const { path } = await client.reviewLinks.create({ sessionId, reviewer: 'ada' })
  const { origins, isOnNetwork } = await client.reviewLinks.status()
  expect(isOnNetwork).toBe(false)
  const answer = await fetch(`${origins[0]}${path}`, { redirect: 'manual' })
  expect(answer.status).toBe(303)
  expect(await client.reviewLinks.list({ sessionId })).toMatchObject([{ reviewer: 'ada' }])
})

test('two pages have the same engine', async () => {
  const first = connectPage()
  const second = connectPage()
  await first.client.settings.update({ reviewerName: 'Mori' })
  expect(await second.client.settings.get()).toMatchObject({ reviewerName: 'Mori' })
  first.page.close()
  expect(await second.client.settings.get()).toMatchObject({ reviewerName: 'Mori' })
})

test('an engine that dies is started again with the same workspace', async () => {
  const before = connectPage()
  const { path } = await before.client.workspaces.create({ path: join(folder, 'a') })
  await expect.poll(() => states.at(-1)?.workspacePath).toBe(path)
  let isClosed = false
  before.main.on('close', () => {
    isClosed = true
  })
  // Nonsense on a port is a bug of ours, and ends the thread as any other bug would.
  before.main.receive('not a message of the protocol')
  await expect.poll(() => restarts, { timeout: 15_000 }).toBe(1)
  expect(crashes).toHaveLength(1)
  expect(isClosed).toBe(true)
  const after = connectPage()
  expect(await after.client.workspaces.current()).toMatchObject({ path })
})

test('the next start opens the workspace it is asked for, or the one that was open last', async () => {
  const { client } = connectPage()
  const { path: first } = await client.workspaces.create({ path: join(folder, 'a') })
  const { path: last } = await client.workspaces.create({ path: join(folder, 'b') })
  for (const [workspace, expected] of [
    [undefined, last],
    [first, first],
  ]) {
    await engine.close(10_000)
    states = []
    engine = startEngineThread({
      dataFolder: folder,
      staticFolder: folder,
      workspace,
      onState: (state) => states.push(state),
      askVault,
      onCrash: (error) => crashes.push(error?.name),
      onRestarted: () => undefined,
    })
    await expect.poll(() => states.at(-1)?.workspacePath, { timeout: 15_000 }).toBe(expected)
  }
  // None but the one asked for was opened on the way.
  expect(new Set(states.map((state) => state.workspacePath))).toEqual(new Set([first]))
  expect(crashes).toEqual([])
})

test('a key in the keychain is read when it is needed, lies nowhere as it is, and is missed while the keychain is locked', async () => {
  const server = await startFakeModelServer({ key: 'sk-secret-1', answer: () => 'ready' })
  const { client } = connectPage()
  expect(await client.providers.keychain()).toEqual({ isAvailable: true })
  const draft = { name: 'Local', baseUrl: server.url, key: { kind: 'keychain' as const }, prices: {} }
  const { provider, keyState } = await client.providers.save(draft)
  expect(keyState).toBe('missing')
  expect((await client.providers.test({ provider, model: 'small' })).error).toMatchObject({ code: 'keyMissing' })
  expect(await client.providers.test({ provider, model: 'small', key: 'sk-secret-1' })).toMatchObject({
    reply: 'ready',
  })
  const { providerId } = provider
  expect(await client.providers.setKey({ providerId, key: 'sk-secret-1' })).toMatchObject({ keyState: 'present' })
  expect(await client.providers.test({ provider, model: 'small' })).toMatchObject({ reply: 'ready' })
  const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
  expect(kept.join()).toContain('1-terces-ks')
  expect(kept.join()).not.toContain('sk-secret-1')

  isLocked = true
  expect((await client.providers.test({ provider, model: 'small' })).error).toMatchObject({ code: 'keyMissing' })
  await expect(client.providers.setKey({ providerId, key: 'other' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  isLocked = false
  await client.providers.delete({ providerId })
  expect(await client.providers.save(provider)).toMatchObject({ keyState: 'present' })
  expect(await client.providers.save({ ...provider, key: { kind: 'none' } })).toMatchObject({ keyState: 'notNeeded' })
  expect(await client.providers.save(provider)).toMatchObject({ keyState: 'missing' })
  await server.close()
})
