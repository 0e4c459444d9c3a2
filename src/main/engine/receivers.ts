import { AppError } from '../../shared/model/error.ts'
import type { ReceiverStatus } from '../../shared/model/workspace.ts'
import { routes } from '../receive/mlflow/routes.ts'
import { type MlflowServer, startMlflowServer } from '../receive/mlflow/server.ts'
import { Activity } from '../receive/otlp/activity.ts'
import { ByteBudget } from '../receive/otlp/byte-budget.ts'
import { defaultLimits } from '../receive/otlp/limits.ts'
import { type OtlpReceivers, startOtlpReceivers } from '../receive/otlp/server.ts'
import type { Sink } from '../receive/otlp/sink.ts'
import { describeBug, RemoteBug } from './channel/wire-error.ts'
import type { EventBus } from './event-bus.ts'
import type { Log } from './log.ts'
import { createMlflowBackend } from './mlflow-backend.ts'
import type { Workspaces } from './workspaces.ts'

export interface ReceiverPorts {
  otlpHttpPort: number
  otlpGrpcPort: number
  /** First port tried; the next free one is taken. */
  mlflowPort: number
}

export interface Receivers {
  status(): ReceiverStatus
  /** Starts listening, or again where a port differs from the one in use. A port that is taken is told by `status`. */
  listen(ports: ReceiverPorts): Promise<void>
  close(): Promise<void>
}

export interface ReceiversOptions {
  workspaces: Workspaces
  bus: EventBus
  log: Log
  /** What MLflow clients must send; empty: nothing. */
  mlflowToken: () => string
  /** Answers the address of a new review link. */
  createReviewLink: (input: { sessionId: string; reviewer: string }) => Promise<string>
}

interface Running<T> {
  server: T
  ports: readonly number[]
}

/** OTLP and MLflow, feeding the open workspace's writer. They stay up without one: OTLP senders are then told to come back (503), MLflow clients that a workspace must be opened. */
export function createReceivers({ workspaces, bus, log, mlflowToken, createReviewLink }: ReceiversOptions): Receivers {
  const limits = defaultLimits
  const budget = new ByteBudget(limits.maxInFlightBytes)
  const changed = () => bus.publish({ topic: 'receivers' })
  const activity = new Activity(changed)
  let otlp: Running<OtlpReceivers> | undefined
  let mlflow: Running<MlflowServer> | undefined
  let queue: Promise<unknown> = Promise.resolve()

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
  const received = (spans: number, sizeBytes: number) => {
    activity.accepted('traces', spans, sizeBytes)
    changed()
  }
  const backend = createMlflowBackend(workspaces, {
    onWritten: () => received(0, 0),
    onSpans: received,
    createReviewLink,
  })

  async function listenOtlp(httpPort: number, grpcPort: number): Promise<void> {
    const closing = otlp
    otlp = undefined
    await closing?.server.close()
    const server = await startOtlpReceivers({ httpPort, grpcPort, sink, activity, budget, limits })
    otlp = { server, ports: [httpPort, grpcPort] }
  }

  async function listenMlflow(port: number): Promise<void> {
    const closing = mlflow
    mlflow = undefined
    await closing?.server.close()
    const onBug = (error: unknown, where: string) =>
      log.bug(error instanceof RemoteBug ? error.report : describeBug(error), where)
    const server = await startMlflowServer({
      port,
      routes,
      backend,
      token: mlflowToken,
      activity,
      budget,
      limits,
      onBug,
    })
    mlflow = { server, ports: [port] }
  }

  async function listen({ otlpHttpPort, otlpGrpcPort, mlflowPort }: ReceiverPorts): Promise<void> {
    const isOtlpSame = isSame(otlp, [otlpHttpPort, otlpGrpcPort])
    const isMlflowSame = isSame(mlflow, [mlflowPort])
    // One after another: OTLP takes exactly its ports, MLflow whichever is free.
    if (!isOtlpSame) await listenOtlp(otlpHttpPort, otlpGrpcPort)
    if (!isMlflowSame) await listenMlflow(mlflowPort)
    if (!isOtlpSame || !isMlflowSame) changed()
  }

  async function close(): Promise<void> {
    const closing = [otlp?.server, mlflow?.server]
    otlp = undefined
    mlflow = undefined
    await Promise.all(closing.map((server) => server?.close()))
  }

  /** Two changes of settings at once must not both start servers. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }

  return {
    status: () => ({
      endpoints: [...(otlp?.server.status().endpoints ?? []), ...(mlflow?.server.endpoints() ?? [])],
      ...activity.snapshot(),
    }),
    listen: (ports) => inTurn(() => listen(ports)),
    close: () => inTurn(close),
  }
}

function isSame(running: Running<unknown> | undefined, ports: readonly number[]): boolean {
  return running?.ports.every((port, index) => port === ports[index]) ?? false
}
