import { AppError } from '../../shared/model/error.ts'
import type { ReceiverStatus } from '../../shared/model/workspace.ts'
import { startOtlpReceivers } from '../receive/otlp/server.ts'
import type { Sink } from '../receive/otlp/sink.ts'
import type { EventBus } from './event-bus.ts'
import type { Workspaces } from './workspaces.ts'

export interface ReceiverPorts {
  otlpHttpPort: number
  otlpGrpcPort: number
}

export interface Receivers {
  status(): ReceiverStatus
  /** Starts listening, or again when the ports differ from those in use. A port that is taken is told by `status`. */
  listen(ports: ReceiverPorts): Promise<void>
  isListening(): boolean
  close(): Promise<void>
}

const nothingReceived: ReceiverStatus = {
  endpoints: [],
  counters: { requests: 0, spans: 0, logs: 0, metrics: 0, rejectedRequests: 0, rejectedSpans: 0, bytes: 0 },
  rejections: [],
}

/** The OTLP receivers, feeding the open workspace's writer. They stay up without one and then answer 503. */
export function createReceivers(workspaces: Workspaces, bus: EventBus): Receivers {
  let running: { servers: Awaited<ReturnType<typeof startOtlpReceivers>>; ports: ReceiverPorts } | undefined
  const changed = () => bus.publish({ topic: 'receivers' })

  const sink: Sink = {
    async submit(signal, encoding, body) {
      const session = workspaces.findSession()
      if (session === undefined)
        throw new AppError('NO_WORKSPACE', 'Assay has no workspace open; open one and send again.')
      // The body fills its buffer (see `Sink`), so it moves to the writer thread without a copy.
      const transfer = body.buffer instanceof ArrayBuffer ? [body.buffer] : []
      const submitted = await session.writer.call('ingestOtlp', { signal, encoding, body }, { transfer })
      changed()
      return submitted
    },
  }

  async function close(): Promise<void> {
    const closing = running
    running = undefined
    await closing?.servers.close()
  }

  return {
    status: () => running?.servers.status() ?? nothingReceived,
    isListening: () => running !== undefined,
    async listen(ports) {
      const { otlpHttpPort, otlpGrpcPort } = ports
      if (running?.ports.otlpHttpPort === otlpHttpPort && running.ports.otlpGrpcPort === otlpGrpcPort) return
      await close()
      const servers = await startOtlpReceivers({
        httpPort: otlpHttpPort,
        grpcPort: otlpGrpcPort,
        sink,
        onRejection: changed,
      })
      running = { servers, ports: { otlpHttpPort, otlpGrpcPort } }
      changed()
    },
    close,
  }
}
