/**
 * Entry of the engine thread under Electron: the engine behind ports that the main process passes in, so that the
 * main process never waits for it. As its entry it is a host, and the one that brings the pages of review links along.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { startReviewHost } from '../../serve/review-host.ts'
import { describeReceivers } from '../describe-receivers.ts'
import { createEngine } from '../engine.ts'
import type { EngineThreadData, FromEngineThread, ToEngineThread } from '../engine-messages.ts'
import { createRpcOptions } from '../rpc-options.ts'
import { createThreadVault } from '../thread-vault.ts'

if (parentPort === null) throw new Error('started as a worker thread only')
const main = parentPort
const { dataFolder, staticFolder, workspace } = workerData as EngineThreadData

const post = (message: FromEngineThread) => main.postMessage(message)
const { vault, onAnswer } = createThreadVault(post)
const engine = createEngine({
  dataFolder,
  host: 'electron',
  keyVault: vault,
  startReviewHost: (options) => startReviewHost({ ...options, staticFolder }),
})
const client = createRouterClient(engine.router)
const handler = new RPCHandler(engine.router, createRpcOptions())

function serve(port: MessagePort): void {
  handler.upgrade(port)
  port.start()
}

async function tellState(): Promise<void> {
  const [settings, recents, current] = await Promise.all([
    client.settings.get(),
    client.workspaces.recent(),
    client.workspaces.current(),
  ])
  const { language, theme } = settings
  post({ kind: 'state', state: { language, theme, recents, workspacePath: current?.path } })
}

async function watch(): Promise<void> {
  for await (const event of engine.subscribe(undefined)) {
    if (event.topic === 'ready' || event.topic === 'settings' || event.topic === 'workspace') await tellState()
  }
}

main.on('message', (message: ToEngineThread) => {
  if (message.kind === 'connect') serve(message.port)
  else if (message.kind === 'vaultAnswer') onAnswer(message)
  else void engine.close().then(() => post({ kind: 'closed' }))
})

// The one asked for, or the one that was open last. One that no longer opens leaves the start page,
// which says what is wrong when it is opened again.
const [last] = await client.workspaces.recent()
const path = workspace ?? (last?.exists === true ? last.path : undefined)
if (path !== undefined) await client.workspaces.open({ path }).catch(() => undefined)
await engine.listening
const { lines, failures } = describeReceivers((await client.receivers.status()).endpoints)
for (const line of [...lines, ...failures]) process.stdout.write(`${line}\n`)
await watch()
