/**
 * The typed contract as the interface calls it: `client` for commands, `orpc` for queries. Over a MessagePort in
 * an Electron window (see `shared/contract/bridge.ts`), over HTTP in a browser tab; nothing else differs.
 *
 *     const { data } = useQuery(orpc.traces.get.queryOptions({ input: { traceId } }))
 *     await client.traces.delete({ selection })
 */
import { type ClientContext, type ClientLink, type ClientOptions, createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { enginePortMessage } from '../../shared/contract/bridge.ts'
import type { Contract } from '../../shared/contract/index.ts'
import type { ReviewPassInfo } from '../../shared/model/review-link.ts'
import { setConnection } from './connection.ts'
import { contractPath, isReviewPage, ReviewPageLink } from './review-page.ts'

type Link = ClientLink<ClientContext>

/** Thrown to callers whose engine went away while they waited. */
class EngineGoneError extends Error {
  override name = 'EngineGoneError'
}

/** Calls through the newest port; when the engine restarts, calls in flight fail at once instead of hanging. */
class ReconnectingPortLink implements Link {
  #link: Link
  #gone = new AbortController()

  constructor() {
    this.#link = this.#open()
  }

  reconnect(): void {
    this.#gone.abort(new EngineGoneError('The engine restarted.'))
    this.#gone = new AbortController()
    this.#link = this.#open()
  }

  #open(): Link {
    const { port1, port2 } = new MessageChannel()
    window.postMessage(enginePortMessage, window.location.origin, [port2])
    const link = new PortLink({ port: port1 })
    port1.start()
    return link
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const gone = this.#gone.signal
    const signal = options.signal === undefined ? gone : AbortSignal.any([options.signal, gone])
    return this.#link.call(path, input, { ...options, signal })
  }
}

function makeLink(): Link {
  const bridge = window.assay
  if (bridge !== undefined) {
    const link = new ReconnectingPortLink()
    bridge.onHostEvent(['engineRestarted'], () => link.reconnect())
    return link
  }
  const link = new FetchLink({
    url: `${window.location.origin}${contractPath()}`,
    fetch: async (request, init) => {
      const response = await fetch(request, { ...init, credentials: 'same-origin' })
      if (response.status === 401) setConnection('refused')
      return response
    },
  })
  return isReviewPage ? new ReviewPageLink(link) : link
}

const link = makeLink()

export type Client = ContractRouterClient<Contract>

export const client: Client = createORPCClient(link)

export const orpc = createTanstackQueryUtils(client)

/** Whose page this is; on the page of a review link only. */
export async function getReviewPass(): Promise<ReviewPassInfo> {
  return (await link.call(['reviewPage', 'pass'], undefined, { context: {} })) as ReviewPassInfo
}
