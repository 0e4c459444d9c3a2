/** Listens on a port or, where it is taken, on one near it. */
import type { Server } from 'node:net'
import { type LoopbackListener, listenLoopback } from '../otlp/listen-loopback.ts'

/** Ports after the first that are tried before any free one. */
const mostSteps = 10
const highestPort = 65535

/**
 * As `listenLoopback`, but goes on to the next port while one is taken on either family (macOS has its AirPlay at
 * MLflow's 5000), and takes any free port in the end. 0 takes any at once.
 */
export async function listenNear(makeServer: () => Server, wanted: number): Promise<LoopbackListener> {
  const steps = wanted === 0 ? 0 : mostSteps + 1
  for (let port = wanted; port < wanted + steps && port <= highestPort; port++) {
    const listener = await listenLoopback(makeServer, port)
    if (listener.addresses.every((address) => address.isListening)) return listener
    await Promise.all(listener.servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
  return listenLoopback(makeServer, 0)
}
