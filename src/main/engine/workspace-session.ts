import type { Database } from 'better-sqlite3'
import { openReader } from '../store/open-store.ts'
import { startThread, type Thread } from './channel/start-thread.ts'
import type { ReaderCommands } from './commands/reader-commands.ts'
import type { WriterCommands, WriterEvent } from './commands/writer-commands.ts'

/** An open workspace: its threads and the engine's own read connection. */
export interface WorkspaceSession {
  path: string
  isReadOnly: boolean
  /** Read-only connection of the engine thread, for reads of a few milliseconds. */
  db: Database
  writer: Thread<WriterCommands>
  reader: Thread<ReaderCommands>
  close(): Promise<void>
}

export interface SessionOptions {
  path: string
  mode: 'create' | 'open'
  readOnly?: boolean | undefined
  /** Whether this machine opened the file before (spares reading it through for damage). */
  isKnown: boolean
  onWriterEvent: (event: WriterEvent) => void
  onCrash: (thread: string, report: string) => void
}

/**
 * Opens a workspace and starts its threads. When a thread crashes, a new one opens the file again.
 *
 * @throws what `openWorkspace` throws; nothing is left open then.
 */
export async function openSession(options: SessionOptions): Promise<WorkspaceSession> {
  let isFirst = true
  let path = options.path
  let isReadOnly = false
  const opened = Promise.withResolvers<void>()
  // Both threads load their programs at the same time; the reader waits with its connection for the writer's look.
  const starting = startThread<ReaderCommands>({
    name: 'reader',
    workerData: undefined,
    isRestarted: true,
    onCrash: (report) => options.onCrash('reader', report),
    setUp: async (thread) => {
      await opened.promise
      await thread.call('open', { path })
    },
  })
  // Both are awaited below; until then a failure of theirs must not end the process.
  opened.promise.catch(() => undefined)
  starting.catch(() => undefined)
  let writer: Thread<WriterCommands>
  try {
    writer = await startThread<WriterCommands>({
      name: 'writer',
      workerData: undefined,
      isRestarted: true,
      onEvent: (event) => options.onWriterEvent(event as WriterEvent),
      onCrash: (report) => options.onCrash('writer', report),
      setUp: async (thread) => {
        const mode = isFirst ? options.mode : 'open'
        const result = await thread.call('open', {
          path,
          mode,
          readOnly: options.readOnly,
          isKnown: isFirst ? options.isKnown : true,
        })
        isFirst = false
        path = result.path
        isReadOnly = result.isReadOnly
      },
    })
  } catch (error) {
    opened.reject(error)
    await starting.catch(() => undefined)
    throw error
  }
  opened.resolve()
  try {
    const reader = await starting
    const db = openReader(path)
    return { path, isReadOnly, db, writer, reader, close: () => close(db, writer, reader) }
  } catch (error) {
    await close(undefined, writer, await starting.catch(() => undefined))
    throw error
  }
}

/** Readers first: the writer, last at the file, then folds the write-ahead log into it. */
async function close(
  db: Database | undefined,
  writer: Thread<WriterCommands>,
  reader: Thread<ReaderCommands> | undefined,
): Promise<void> {
  db?.close()
  await reader?.call('close', undefined as never).catch(() => undefined)
  await reader?.close()
  // A writer that crashed just now has nothing to close.
  await writer.call('close', undefined as never).catch(() => undefined)
  await writer.close()
}
