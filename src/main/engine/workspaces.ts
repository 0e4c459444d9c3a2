import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { EngineEvent } from '../../shared/contract/events.ts'
import { AppError } from '../../shared/model/error.ts'
import type { WorkspaceInfo } from '../../shared/model/workspace.ts'
import { findPackageMeta, toPackageInfo } from '../store/handovers.ts'
import { countAllTraces, readMeta } from '../store/meta.ts'
import { toEvent } from './change-event.ts'
import type { WriterEvent } from './commands/writer-commands.ts'
import { type DataFolder, defaultWorkspaceFolder } from './data-folder.ts'
import type { EventBus } from './event-bus.ts'
import type { Log } from './log.ts'
import { type Recents, workspaceName } from './recents.ts'
import { openSession, type WorkspaceSession } from './workspace-session.ts'

export interface Workspaces {
  /** The open workspace. @throws AppError NO_WORKSPACE */
  getSession(): WorkspaceSession
  findSession(): WorkspaceSession | undefined
  current(): WorkspaceInfo | null
  open(path: string, readOnly?: boolean): Promise<WorkspaceInfo>
  create(path: string): Promise<WorkspaceInfo>
  openSample(): Promise<WorkspaceInfo>
  /** True when one was open. */
  close(): Promise<boolean>
  /** Texts still to be indexed for search. */
  pendingSearch(): number
}

export interface WorkspacesOptions {
  dataFolder: DataFolder
  recents: Recents
  bus: EventBus
  log: Log
  /** Called after a workspace was opened. */
  onOpened: () => Promise<void>
  /** Called before a workspace is closed; ends what works on it. */
  onClosing: () => Promise<void>
}

/** The one open workspace, and how it changes. Opening and closing queue up behind each other. */
export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { dataFolder, recents, bus, log } = options
  let session: WorkspaceSession | undefined
  let pendingSearch = 0
  let queue: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }

  function onWriterEvent(event: WriterEvent): void {
    if (event.kind === 'search') {
      pendingSearch = event.pending
      bus.publish({ topic: 'search', pending: event.pending })
      return
    }
    if (event.kind === 'changed') {
      for (const change of event.changes) bus.publish(toEvent(change))
      return
    }
    const ids = { traceIds: event.traceIds, more: false }
    bus.publish({ topic: 'traces', kind: event.newTraces > 0 ? 'arrived' : 'changed', ...ids } satisfies EngineEvent)
    if (event.newAssessments > 0) bus.publish({ topic: 'assessments', ...ids })
  }

  function start(path: string, mode: 'create' | 'open', readOnly?: boolean): Promise<WorkspaceSession> {
    return openSession({
      path,
      mode,
      readOnly,
      isKnown: recents.list().some((recent) => recent.path === path),
      onWriterEvent,
      onCrash: (thread, report) => {
        log.bug(report, `${thread} thread`)
        bus.publish({ topic: 'workspace' })
      },
    })
  }

  function describe({ path, db, isReadOnly }: WorkspaceSession): WorkspaceInfo {
    const wal = `${path}-wal`
    const packed = findPackageMeta(db)
    return {
      path,
      name: workspaceName(path),
      ...readMeta(db),
      // A file that was moved away while it is open is no reason to fail: what is open still works.
      sizeBytes: sizeOf(path) + sizeOf(wal),
      traceCount: countAllTraces(db),
      isReadOnly,
      ...(packed === undefined ? {} : { handover: toPackageInfo(packed) }),
    }
  }

  async function closeCurrent(): Promise<boolean> {
    if (session === undefined) return false
    await options.onClosing()
    const closing = session
    session = undefined
    pendingSearch = 0
    await closing.close()
    bus.publish({ topic: 'workspace' })
    return true
  }

  /** The new one is opened before the present one is closed, so that a failure leaves everything as it was. */
  async function switchTo(
    path: string,
    mode: 'create' | 'open',
    readOnly?: boolean,
    isTold = true,
  ): Promise<WorkspaceInfo> {
    const next = await start(path, mode, readOnly)
    await closeCurrent()
    session = next
    recents.add(next.path, Date.now())
    await options.onOpened()
    if (isTold) bus.publish({ topic: 'workspace' })
    return describe(next)
  }

  async function open(path: string, readOnly?: boolean): Promise<WorkspaceInfo> {
    const absolute = resolve(path)
    if (session?.path === absolute && session.isReadOnly === (readOnly ?? false)) return describe(session)
    // The lock is our own: it has to be let go first.
    if (session?.path === absolute) await closeCurrent()
    return switchTo(absolute, 'open', readOnly)
  }

  async function openSample(): Promise<WorkspaceInfo> {
    const path = dataFolder.sampleFile
    if (existsSync(path)) {
      const info = await open(path)
      if (info.isSample) return info
      // The mark comes last: without it Assay was ended while it made the file, and makes it again.
      await closeCurrent()
      rmSync(path)
    }
    // Loaded when asked for: its texts would slow every start down.
    const { buildSample } = await import('./sample.ts')
    // Told when it is filled: pages would take it for an empty one.
    await switchTo(path, 'create', false, false)
    const { writer } = session as WorkspaceSession
    try {
      for (const batch of buildSample({ nowMs: Date.now() })) await writer.call('ingestBatch', batch)
      await writer.call('markSample', undefined)
    } finally {
      bus.publish({ topic: 'workspace' })
    }
    return describe(session as WorkspaceSession)
  }

  return {
    getSession() {
      if (session === undefined) throw new AppError('NO_WORKSPACE', 'Open or create a workspace first.')
      return session
    },
    findSession: () => session,
    current: () => (session === undefined ? null : describe(session)),
    open: (path, readOnly) => inTurn(() => open(path, readOnly)),
    create: (path) =>
      inTurn(async () => {
        const absolute = toNewPath(path, dataFolder)
        try {
          mkdirSync(dirname(absolute), { recursive: true })
        } catch (cause) {
          throw new AppError('STORE_READ_ONLY', 'The folder for the workspace cannot be made.', { cause })
        }
        return switchTo(absolute, 'create')
      }),
    openSample: () => inTurn(openSample),
    close: () => inTurn(closeCurrent),
    pendingSearch: () => pendingSearch,
  }
}

/** A path for a new workspace: a bare name goes to the folder of workspaces, `.assay` is added where it is missing. */
export function toNewPath(given: string, dataFolder: Pick<DataFolder, 'path'>): string {
  const named = /\.assay$/i.test(given) ? given : `${given}.assay`
  const isBare = !isAbsolute(named) && basename(named) === named
  return isBare ? join(defaultWorkspaceFolder(dataFolder.path), named) : resolve(named)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
