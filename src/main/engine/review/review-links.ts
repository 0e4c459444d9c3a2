/** Review links in the running program: which of them are valid, and the host that serves their pages. */
import { reviewEntryPath } from '../../../shared/contract/review-page.ts'
import { AppError } from '../../../shared/model/error.ts'
import type { ReviewHostStatus, ReviewLink } from '../../../shared/model/review-link.ts'
import { findReviewLink, hasReviewLinks } from '../../store/review-links.ts'
import type { Log } from '../log.ts'
import type { Workspaces } from '../workspaces.ts'
import type { ReviewGate, ReviewHost, ReviewPass, ReviewRouter, StartReviewHost } from './review-host.ts'

export interface ReviewLinks {
  /** @throws AppError UNAVAILABLE where no host can be started, and what `createReviewLink` throws */
  create(input: { sessionId: string; reviewer: string }): Promise<{ link: ReviewLink; path: string }>
  revoke(linkId: string): Promise<{ revoked: boolean }>
  status(): ReviewHostStatus
  /** Moves the host to all addresses of this machine, or back to loopback. Pages reconnect by themselves. */
  setNetwork(isOnNetwork: boolean): Promise<ReviewHostStatus>
  /** A workspace was opened: its links work again. */
  onOpened(): Promise<void>
  /** The workspace goes: pages of its links lose their connection. */
  onClosing(): void
  close(): Promise<void>
}

export interface ReviewLinksOptions {
  workspaces: Workspaces
  log: Log
  /** Absent where no pages can be served. */
  start: StartReviewHost | undefined
  /** Made when it is first needed. */
  makeRouter: () => ReviewRouter
}

export function createReviewLinks({ workspaces, log, start, makeRouter }: ReviewLinksOptions): ReviewLinks {
  /** Ends what is open under a link. */
  const passes = new Map<string, AbortController>()
  let host: ReviewHost | undefined
  let isOnNetwork = false
  let isClosed = false
  let queue: Promise<unknown> = Promise.resolve()

  const gate: ReviewGate = {
    find(token): ReviewPass | undefined {
      const session = workspaces.findSession()
      const holder = session === undefined ? undefined : findReviewLink(session.db, token)
      if (holder === undefined) return undefined
      let ending = passes.get(holder.linkId)
      if (ending === undefined) {
        ending = new AbortController()
        passes.set(holder.linkId, ending)
      }
      return { ...holder, signal: ending.signal }
    },
    get router() {
      router ??= makeRouter()
      return router
    },
  }
  let router: ReviewRouter | undefined

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }

  async function startHost(port?: number): Promise<void> {
    if (start === undefined || isClosed) {
      throw new AppError('UNAVAILABLE', 'Links can be made in the app and under "assay serve" only.')
    }
    host ??= await start({ gate, isOnNetwork, port })
  }

  async function stopHost(): Promise<void> {
    const stopping = host
    host = undefined
    await stopping?.close()
  }

  function end(linkId: string): void {
    passes.get(linkId)?.abort()
    passes.delete(linkId)
  }

  function status(): ReviewHostStatus {
    return { isRunning: host !== undefined, isOnNetwork, origins: host?.origins() ?? [] }
  }

  return {
    create: async (input) => {
      await inTurn(() => startHost())
      const { link, token } = await workspaces.getSession().writer.call('createReviewLink', input)
      return { link, path: reviewEntryPath(token) }
    },
    revoke: async (linkId) => {
      const result = await workspaces.getSession().writer.call('revokeReviewLink', { linkId })
      end(linkId)
      return result
    },
    status,
    setNetwork: (wanted) =>
      inTurn(async () => {
        if (wanted === isOnNetwork && host !== undefined) return status()
        const before = isOnNetwork
        const port = host?.port
        await stopHost()
        isOnNetwork = wanted
        try {
          await startHost(port)
        } catch (error) {
          isOnNetwork = before
          throw error
        }
        return status()
      }),
    onOpened: () =>
      inTurn(async () => {
        const session = workspaces.findSession()
        if (start === undefined || session === undefined || !hasReviewLinks(session.db)) return
        // A workspace opens whether or not a port is free.
        await startHost().catch((error: Error) => log.info(`Review links are not served: ${error.message}`))
      }),
    onClosing() {
      for (const linkId of [...passes.keys()]) end(linkId)
    },
    close: () =>
      inTurn(async () => {
        isClosed = true
        for (const linkId of [...passes.keys()]) end(linkId)
        await stopHost()
      }),
  }
}
