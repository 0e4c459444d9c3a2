/**
 * OTLP/gRPC on loopback. Messages reach the sink as raw bytes: decoding is the writer's, and a body that cannot be
 * decoded is INVALID_ARGUMENT (a deserializer that throws would make it INTERNAL).
 *
 * The sockets are ours, not grpc-js's: the first bytes of a connection tell an HTTP/1 exporter that has the wrong
 * port, which gets an answer that says so. Rules: OTLP specification 1.11 "OTLP/gRPC".
 */
import { createServer, type Socket } from 'node:net'
import {
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js'
import { AppError } from '../../../shared/model/error.ts'
import type { Activity } from './activity.ts'
import { encodeStatus, encodeSuccess, rpcCodes } from './answers.ts'
import type { Signal } from './decode-body.ts'
import { cutLater, type Receiver, type ReceiverOptions } from './http-receiver.ts'
import { listenLoopback, toEndpoints } from './listen-loopback.ts'
import { isLocalHost } from './local-names.ts'
import { PendingWork } from './pending-work.ts'
import { toRefusal } from './sink.ts'

const protocol = 'otlp-grpc'
const services: Record<Signal, string> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
}

/** Each stream may hold a whole message before a handler sees it, so that this bounds memory for one connection. */
const maxStreams = 16

/** `PRI * HTTP/2.0` begins every HTTP/2 connection; three bytes tell it from any HTTP/1 method. */
const http2Preface = Buffer.from('PRI')
const firstBytesTimeoutMs = 10_000

/** Starts listening. A taken port is told in `endpoints`, not thrown. `httpPort` is for the hint to lost HTTP clients. */
export async function startGrpcReceiver(options: ReceiverOptions, httpPort: () => number): Promise<Receiver> {
  const { activity, limits } = options
  const work = new PendingWork()
  const grpc = new Server({
    'grpc.max_receive_message_length': limits.maxBodyBytes,
    'grpc.max_concurrent_streams': maxStreams,
    'grpc.enable_channelz': 0,
    interceptors: [(_, call) => guard(options, call)],
  })
  for (const signal of Object.keys(services) as Signal[]) {
    grpc.addService(toServiceDefinition(services[signal]), {
      Export: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        void store(options, work, signal, call.request, callback)
      },
    })
  }
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure())
  const sockets = new Set<Socket>()
  const makeServer = () => {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => socket.destroy())
      sortOut(socket, activity, httpPort, () => injector.injectConnection(socket))
    })
    server.maxConnections = limits.maxConnections
    return server
  }
  const { port, addresses, servers } = await listenLoopback(makeServer, options.port)
  return {
    port,
    endpoints: () => toEndpoints(protocol, port, addresses),
    close: async () => {
      const stopped = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      injector.drain(limits.closeGraceMs)
      await work.settle()
      await allClosed(sockets, limits.closeGraceMs)
      await Promise.all(stopped)
      grpc.forceShutdown()
    },
  }
}

async function store(
  options: ReceiverOptions,
  work: PendingWork,
  signal: Signal,
  message: Buffer,
  callback: sendUnaryData<Buffer>,
): Promise<void> {
  const { activity, budget, sink } = options
  const sizeBytes = message.byteLength
  let heldBytes = 0
  try {
    if (work.isClosing) {
      throw new AppError('UNAVAILABLE', 'Assay is closing.', { details: { reason: 'closing' } })
    }
    if (!budget.take(sizeBytes)) {
      throw new AppError('UNAVAILABLE', 'Assay is still storing earlier requests. Try again in a moment.', {
        details: { reason: 'backPressure' },
      })
    }
    heldBytes = sizeBytes
    const body = new Uint8Array(sizeBytes)
    body.set(message)
    const { accepted, rejected } = await work.track(() => sink.submit(signal, 'protobuf', body))
    activity.accepted(signal, accepted, sizeBytes)
    if (rejected !== undefined) {
      activity.leftOut(protocol, signal, rejected.reason ?? 'partialSuccess', rejected.message, rejected.count)
    }
    callback(null, encodeSuccess(signal, rejected, 'protobuf'))
  } catch (error) {
    const { failure, reason } = toRefusal(error)
    const metadata = new Metadata()
    if (failure.code !== rpcCodes.internal) {
      metadata.set('grpc-status-details-bin', encodeStatus(failure, 'protobuf'))
    }
    activity.refused(protocol, reason, failure.message)
    callback({ code: failure.code, details: failure.message, metadata })
  } finally {
    budget.giveBack(heldBytes)
  }
}

/**
 * Refuses foreign `:authority` names, and sees what grpc-js itself answers before any handler runs: messages that are
 * too large, or not what their `grpc-encoding` says (which grpc-js calls INTERNAL, but it is the sender's doing).
 */
function guard(options: ReceiverOptions, call: ServerInterceptingCallInterface): ServerInterceptingCall {
  const { activity } = options
  activity.requested()
  const send = call.sendStatus.bind(call)
  call.sendStatus = (outcome) => {
    const { code, details = '' } = outcome
    if (code === status.RESOURCE_EXHAUSTED && details.startsWith('Received message')) {
      const message = `The request is larger than ${options.limits.maxBodyBytes} bytes after decompression. Send smaller batches.`
      activity.refused(protocol, 'tooLarge', message)
      send({ ...outcome, details: message })
    } else if (code === status.INTERNAL && details === 'Failed to decompress message') {
      const message = 'The message is not valid data of its grpc-encoding.'
      activity.refused(protocol, 'corruptCompression', message)
      send({ code: status.INVALID_ARGUMENT, details: message })
    } else {
      send(outcome)
    }
  }
  if (!isLocalHost(call.getHost(), options.allowedHosts)) {
    const message = 'The :authority names another machine. Send to localhost or 127.0.0.1.'
    activity.refused(protocol, 'hostNotAllowed', message)
    send({ code: status.PERMISSION_DENIED, details: message })
  }
  return new ServerInterceptingCall(call)
}

/** Hands HTTP/2 connections over; answers others in HTTP/1 so that their sender can say what is wrong. */
function sortOut(socket: Socket, activity: Activity, httpPort: () => number, onHttp2: () => void): void {
  let first = Buffer.alloc(0)
  socket.setTimeout(firstBytesTimeoutMs, () => socket.destroy())
  const onData = (chunk: Buffer) => {
    first = Buffer.concat([first, chunk])
    const length = Math.min(first.byteLength, http2Preface.byteLength)
    if (!first.subarray(0, length).equals(http2Preface.subarray(0, length))) {
      socket.off('data', onData)
      refuseHttp1(socket, activity, httpPort())
    } else if (length === http2Preface.byteLength) {
      socket.off('data', onData)
      socket.pause()
      socket.setTimeout(0)
      socket.unshift(first)
      onHttp2()
    }
  }
  socket.on('data', onData)
}

function refuseHttp1(socket: Socket, activity: Activity, httpPort: number): void {
  const message = `This port speaks gRPC. Send OTLP/HTTP to port ${httpPort}, or set OTEL_EXPORTER_OTLP_PROTOCOL to grpc.`
  activity.requested()
  activity.refused(protocol, 'httpOnGrpcPort', message)
  socket.resume()
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(message)}\r\nconnection: close\r\n\r\n${message}`,
  )
  cutLater(socket)
}

function toServiceDefinition(path: string): ServiceDefinition {
  const asIs = (bytes: Buffer) => bytes
  const method: MethodDefinition<Buffer, Buffer> = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  }
  return { Export: method }
}

/** Resolves when every connection has gone; those that stay beyond the grace period are cut. */
async function allClosed(sockets: Set<Socket>, graceMs: number): Promise<void> {
  const timer = setTimeout(() => {
    for (const socket of sockets) {
      socket.destroy()
    }
  }, graceMs)
  await Promise.all(
    [...sockets].map((socket) =>
      socket.closed ? undefined : new Promise<void>((resolve) => socket.once('close', () => resolve())),
    ),
  )
  clearTimeout(timer)
}
