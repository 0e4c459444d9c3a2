import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { RPCHandler as NodeHandler } from '@orpc/server/node'
import type { Engine } from '../../src/main/engine/engine.ts'
import { createRpcOptions } from '../../src/main/engine/rpc-options.ts'
import { startBrowserHost } from '../../src/main/serve/serve.ts'
import type { Contract } from '../../src/shared/contract/index.ts'

export type Client = ContractRouterClient<Contract>

export interface Connected {
  client: Client
  close(): Promise<void>
}

export type Transport = (engine: Engine, staticFolder: string) => Promise<Connected>

/** Every way in which an interface reaches the engine. All must behave the same. */
export const transports: Record<string, Transport> = {
  'in process': async (engine) => ({ client: createRouterClient(engine.router), close: async () => undefined }),

  MessagePort: async (engine) => {
    const { port1, port2 } = new MessageChannel()
    new PortHandler(engine.router, createRpcOptions()).upgrade(port1)
    port1.start()
    const client: Client = createORPCClient(new PortLink({ port: port2 }))
    port2.start()
    return {
      client,
      close: async () => {
        port2.close()
      },
    }
  },

  'HTTP, bare': async (engine) => {
    const handler = new NodeHandler(engine.router, createRpcOptions())
    const server = createServer((request, response) => void handler.handle(request, response, { prefix: '/rpc' }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client: Client = createORPCClient(new FetchLink({ url: `http://127.0.0.1:${port}/rpc` }))
    return {
      client,
      close: async () => {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  },

  'HTTP, browser host': async (engine, staticFolder) => {
    const host = await startBrowserHost({ engine, port: 0, staticFolder })
    const headers = { authorization: `Bearer ${host.token}` }
    const client: Client = createORPCClient(new FetchLink({ url: `${host.origin}/rpc`, headers }))
    return { client, close: host.close }
  },
}
