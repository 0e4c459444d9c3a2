/** Listens on 127.0.0.1 and ::1 with one port, as clients resolve `localhost` to either. */
import type { AddressInfo, Server } from 'node:net'
import type { ReceiverEndpoint } from '../../../shared/model/workspace.ts'

export interface LoopbackAddress {
  /** As in a URL: `127.0.0.1` or `[::1]`. */
  host: string
  isListening: boolean
  error?: string | undefined
}

export interface LoopbackListener {
  port: number
  addresses: LoopbackAddress[]
  servers: Server[]
}

/** Codes that say the machine has no IPv6 loopback at all. */
const noSuchFamily = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'EPROTONOSUPPORT'])
const mostAttempts = 10

/**
 * Starts one server a loopback family. Port 0 takes any port that is free on both. A taken port is no exception but
 * an address with an `error`; a machine without IPv6 has one address. `makeServer` is called once for each server.
 */
export async function listenLoopback(makeServer: () => Server, port: number): Promise<LoopbackListener> {
  for (let attempt = 1; ; attempt++) {
    const listener = await tryListen(makeServer, port)
    const isHalf = listener.addresses.some((address) => address.error !== undefined)
    if (port !== 0 || !isHalf || attempt === mostAttempts) {
      return listener
    }
    await Promise.all(listener.servers.map(stop))
  }
}

export function toEndpoints(
  protocol: ReceiverEndpoint['protocol'],
  port: number,
  addresses: readonly LoopbackAddress[],
): ReceiverEndpoint[] {
  return addresses.map(({ host, isListening, error }) => ({
    protocol,
    url: `http://${host}:${port}`,
    isListening,
    ...(error !== undefined && { error }),
  }))
}

async function tryListen(makeServer: () => Server, wanted: number): Promise<LoopbackListener> {
  const servers: Server[] = []
  const addresses: LoopbackAddress[] = []
  let port = wanted
  for (const [host, ip] of [
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
  ] as const) {
    const server = makeServer()
    const failure = await listen(server, ip, port)
    if (failure === undefined) {
      servers.push(server)
      port = (server.address() as AddressInfo).port
      const address: LoopbackAddress = { host, isListening: true }
      addresses.push(address)
      // Such as EMFILE while accepting: the server goes on, and the endpoint says what is wrong.
      server.on('error', (error: NodeJS.ErrnoException) => {
        address.error = explain(error, port)
      })
    } else if (ip !== '::1' || !noSuchFamily.has(failure.code ?? '')) {
      addresses.push({ host, isListening: false, error: explain(failure, port) })
    }
  }
  return { port, addresses, servers }
}

function listen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => resolve(error)
    server.once('error', onError)
    server.listen({ host, port, ipv6Only: true, exclusive: true }, () => {
      server.off('error', onError)
      resolve(undefined)
    })
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop it, or choose another port in the settings.`
    case 'EACCES':
      return `Port ${port} needs rights that Assay does not have. Choose a port above 1023 in the settings.`
    default:
      return `Port ${port} could not be opened (${error.code ?? error.message}).`
  }
}
