import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startThread, type Thread } from '../../../src/main/engine/channel/start-thread.ts'
import type { ReaderCommands } from '../../../src/main/engine/commands/reader-commands.ts'
import { openSession, type WorkspaceSession } from '../../../src/main/engine/workspace-session.ts'

let folder: string
let session: WorkspaceSession | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-thread-'))
})

afterEach(async () => {
  await session?.close()
  session = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Kills the writer thread from inside: a message of no known shape throws where nothing catches. */
async function crashWriter(writer: WorkspaceSession['writer']): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  await writer.call('attachFeed', { port: port1 }, { transfer: [port1] })
  port2.postMessage(null)
}

function open(path: string, mode: 'create' | 'open', crashes: string[]): Promise<WorkspaceSession> {
  return openSession({
    path,
    mode,
    isKnown: false,
    onWriterEvent: () => undefined,
    onCrash: (thread, report) => crashes.push(`${thread}: ${report}`),
  })
}

test('a writer that crashes fails what is pending, is reported, and is replaced', async () => {
  const crashes: string[] = []
  session = await open(join(folder, 'a.assay'), 'create', crashes)
  const { writer } = session
  const view = { name: 'v', filter: {}, sort: { column: 'start', direction: 'desc' } } as const
  await writer.call('saveView', view)
  const pending = crashWriter(writer)
    .then(() => writer.call('saveView', { ...view, name: 'while it dies' }))
    .then(
      () => 'saved',
      (error: { code?: string }) => error.code,
    )
  expect(['saved', 'UNAVAILABLE']).toContain(await pending)
  await expect.poll(() => crashes).toHaveLength(1)
  expect(crashes[0]).toMatch(/^writer: TypeError/)
  // The new thread has the file open again, with the lock and what was saved before.
  await expect(writer.call('saveView', view)).rejects.toMatchObject({ code: 'CONFLICT' })
  await writer.call('saveView', { ...view, name: 'after' })
})

test('a thread that keeps crashing is given up, and says so to every caller', async () => {
  const crashes: string[] = []
  session = await open(join(folder, 'a.assay'), 'create', crashes)
  for (let count = 1; count <= 5; count += 1) {
    await crashWriter(session.writer)
    await expect.poll(() => crashes).toHaveLength(count)
  }
  const view = { name: 'v', filter: {}, sort: { column: 'start', direction: 'desc' } } as const
  await expect(session.writer.call('saveView', view)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('a thread whose set-up fails is ended and gives the error', async () => {
  const starting: Promise<Thread<ReaderCommands>> = startThread<ReaderCommands>({
    name: 'reader',
    workerData: undefined,
    setUp: (thread) => thread.call('open', { path: join(folder, 'none.assay') }),
  })
  await expect(starting).rejects.toMatchObject({ name: 'AppError' })
})

test('closing lets go of the file: another session opens it at once', async () => {
  const path = join(folder, 'a.assay')
  const first = await open(path, 'create', [])
  await first.close()
  session = await open(path, 'open', [])
  expect(session.isReadOnly).toBe(false)
})
