/**
 * OTLP/HTTP on loopback: `POST /v1/traces`, `/v1/logs`, `/v1/metrics`, protobuf and JSON.
 *
 * Rules: OTLP specification 1.11 "OTLP/HTTP"; plain-text 405 and 415 as the OpenTelemetry Collector answers them.
 * There is nothing to read here, on purpose: any program of this machine can reach the port.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/model/error.ts'
import type { ReceiverEndpoint } from '../../../shared/model/workspace.ts'
import type { Activity } from './activity.ts'
import { encodeStatus, encodeSuccess, type Failure, rpcCodes } from './answers.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { Encoding, Signal } from './decode-body.ts'
import type { ReceiverLimits } from './limits.ts'
import { listenLoopback, toEndpoints } from './listen-loopback.ts'
import { isLocalHost, isLocalOrigin } from './local-names.ts'
import { PendingWork } from './pending-work.ts'
import { readBody, toContentEncoding } from './request-body.ts'
import { type Refusal, type Sink, toRefusal } from './sink.ts'

export interface ReceiverOptions {
  port: number
  sink: Sink
  activity: Activity
  budget: ByteBudget
  limits: ReceiverLimits
  /** Names beside the loopback ones that `Host` may have, in lower case. */
  allowedHosts: readonly string[]
}

export interface Receiver {
  port: number
  endpoints(): ReceiverEndpoint[]
  /** Stops listening, waits for requests under way, and resolves when nothing more can reach the sink. */
  close(): Promise<void>
}

const signals: Record<string, Signal> = { '/v1/traces': 'traces', '/v1/logs': 'logs', '/v1/metrics': 'metrics' }
const contentTypes: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' }
const protocol = 'otlp-http'

/** Longest that a refused request may go on sending before its connection is cut. */
const drainMs = 2000
const preflightMaxAgeSeconds = 7200
const corsHeaders = new Set([
  'content-type',
  'content-encoding',
  'traceparent',
  'tracestate',
  'baggage',
  'authorization',
])

/** Starts listening. A taken port is told in `endpoints`, not thrown. `grpcPort` is for the hint to lost gRPC clients. */
export async function startHttpReceiver(options: ReceiverOptions, grpcPort: () => number): Promise<Receiver> {
  const { limits } = options
  const work = new PendingWork()
  const makeServer = () => {
    const server = createServer(
      {
        requireHostHeader: false,
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs),
      },
      (request, response) => void receive(options, work, request, response),
    )
    server.maxConnections = limits.maxConnections
    server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      answerBrokenClient(options.activity, grpcPort, error, socket as Socket),
    )
    return server
  }
  const { port, addresses, servers } = await listenLoopback(makeServer, options.port)
  return {
    port,
    endpoints: () => toEndpoints(protocol, port, addresses),
    close: async () => {
      const closed = Promise.all((servers as Server[]).map((server) => stop(server, limits.closeGraceMs)))
      await work.settle()
      await closed
    },
  }
}

async function receive(
  options: ReceiverOptions,
  work: PendingWork,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { activity } = options
  const encoding = encodingOf(request)
  const origin = request.headers.origin
  if (!isLocalHost(request.headers.host, options.allowedHosts)) {
    activity.requested()
    refuse(activity, request, response, encoding, {
      httpStatus: 421,
      failure: {
        code: rpcCodes.permissionDenied,
        message: 'The Host header names another machine. Send to localhost or 127.0.0.1.',
      },
      reason: 'hostNotAllowed',
    })
    return
  }
  if (origin !== undefined && !isLocalOrigin(origin, options.allowedHosts)) {
    activity.requested()
    refuse(activity, request, response, encoding, {
      httpStatus: 403,
      failure: {
        code: rpcCodes.permissionDenied,
        message: 'Web pages may send only when they are served from localhost.',
      },
      reason: 'originNotAllowed',
    })
    return
  }
  if (origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-credentials', 'true')
    response.setHeader('vary', 'origin')
    if (request.method === 'OPTIONS') {
      answerPreflight(request, response)
      return
    }
  }
  activity.requested()
  const signal = signals[request.url?.split('?', 1)[0] ?? '']
  if (signal === undefined) {
    refuseUnknownPath(activity, request, response, encoding)
    return
  }
  if (request.method !== 'POST') {
    activity.refused(protocol, 'methodNotAllowed', 'A request was not a POST. OTLP/HTTP has no other method.')
    response.setHeader('allow', 'POST, OPTIONS')
    answer(request, response, 405, 'text/plain', '405 method not allowed, supported: [POST]')
    return
  }
  await store(options, work, signal, request, response)
}

async function store(
  options: ReceiverOptions,
  work: PendingWork,
  signal: Signal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { activity, budget, limits } = options
  const encoding = encodingOf(request)
  const contentEncoding = toContentEncoding(request.headers['content-encoding'])
  if (contentEncoding === undefined) {
    refuse(activity, request, response, encoding, {
      httpStatus: 400,
      failure: {
        code: rpcCodes.invalidArgument,
        message: 'The Content-Encoding is not supported. Use gzip, deflate, zstd, or none.',
      },
      reason: 'unsupportedEncoding',
    })
    return
  }
  if (encoding === undefined) {
    const message = 'The Content-Type must be application/x-protobuf or application/json.'
    activity.refused(protocol, 'unsupportedContentType', message)
    answer(request, response, 415, 'text/plain', `415 unsupported media type. ${message}`)
    return
  }
  try {
    const { body, heldBytes } = await readBody(request, contentEncoding, limits.maxBodyBytes, budget)
    try {
      if (work.isClosing) {
        throw new AppError('UNAVAILABLE', 'Assay is closing.', { details: { reason: 'closing' } })
      }
      const sizeBytes = body.byteLength
      const { accepted, rejected } = await work.track(() => options.sink.submit(signal, encoding, body))
      activity.accepted(signal, accepted, sizeBytes)
      const left = rejected === undefined ? undefined : { reason: 'partialSuccess', ...rejected }
      if (left !== undefined) {
        activity.leftOut(protocol, signal, left.reason ?? 'partialSuccess', left.message, left.count)
      }
      answer(request, response, 200, contentTypes[encoding], encodeSuccess(signal, rejected, encoding))
    } finally {
      budget.giveBack(heldBytes)
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'CANCELLED' && response.destroyed) {
      return
    }
    refuse(activity, request, response, encoding, toRefusal(error))
  }
}

/** Undefined when the content type is missing or another one. */
function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === contentTypes.protobuf) {
    return 'protobuf'
  }
  return type === contentTypes.json ? 'json' : undefined
}

function refuseUnknownPath(
  activity: Activity,
  request: IncomingMessage,
  response: ServerResponse,
  encoding: Encoding | undefined,
): void {
  const failure: Failure = {
    code: rpcCodes.notFound,
    message:
      'This path takes nothing. Send to /v1/traces, /v1/logs or /v1/metrics: a signal-specific endpoint needs its path, the general OTEL_EXPORTER_OTLP_ENDPOINT none.',
  }
  if (request.method === 'POST') {
    activity.refused(protocol, 'unknownPath', failure.message)
  }
  answer(request, response, 404, contentTypes[encoding ?? 'json'], encodeStatus(failure, encoding ?? 'json'))
}

/** A `google.rpc.Status` in the request's encoding, JSON where it has none. */
function refuse(
  activity: Activity,
  request: IncomingMessage,
  response: ServerResponse,
  encoding: Encoding | undefined,
  refusal: Refusal,
): void {
  const { httpStatus, failure, reason } = refusal
  activity.refused(protocol, reason, failure.message)
  if (httpStatus === 503 && failure.retryAfterMs !== undefined) {
    response.setHeader('retry-after', String(Math.ceil(failure.retryAfterMs / 1000)))
  }
  answer(request, response, httpStatus, contentTypes[encoding ?? 'json'], encodeStatus(failure, encoding ?? 'json'))
}

/**
 * Sends the answer. A sender that is still talking is heard out for a moment: cutting the connection at once would
 * reset it, and the answer would be lost on the way.
 */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
): void {
  if (response.destroyed || response.headersSent) {
    return
  }
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
  response.end(body)
  if (!request.complete) {
    const { socket } = request
    const timer = setTimeout(() => socket.destroy(), drainMs)
    request.once('close', () => clearTimeout(timer))
    request.once('end', () => clearTimeout(timer))
    request.resume()
  }
}

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const wanted = request.headers['access-control-request-headers']?.split(',').map((name) => name.trim().toLowerCase())
  const allowed = (wanted ?? [...corsHeaders]).filter((name) => corsHeaders.has(name) || /^x-[a-z0-9-]+$/.test(name))
  response.writeHead(204, {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': allowed.join(', '),
    'access-control-max-age': String(preflightMaxAgeSeconds),
  })
  response.end()
}

/** What Node could not read as a request. The one that people run into is a gRPC exporter on the HTTP port. */
function answerBrokenClient(
  activity: Activity,
  grpcPort: () => number,
  error: NodeJS.ErrnoException & { rawPacket?: Buffer },
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const isGrpc =
    error.code === 'HPE_PAUSED_H2_UPGRADE' || error.rawPacket?.subarray(0, 14).toString('latin1') === 'PRI * HTTP/2.0'
  const { status, reason, message } = isGrpc
    ? {
        status: '400 Bad Request',
        reason: 'grpcOnHttpPort',
        message: `Your exporter speaks gRPC: use port ${grpcPort()}, or set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf.`,
      }
    : describeBroken(error.code)
  activity.requested()
  activity.refused(protocol, reason, message)
  const body = encodeStatus({ code: rpcCodes.invalidArgument, message }, 'json')
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.byteLength}\r\nconnection: close\r\n\r\n${body.toString()}`,
  )
  cutLater(socket)
}

/** Cuts a connection that was answered, unless its sender hangs up first: it need not be listening. */
export function cutLater(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), drainMs)
  socket.once('close', () => clearTimeout(timer))
}

function describeBroken(code: string | undefined): { status: string; reason: string; message: string } {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: '408 Request Timeout', reason: 'tooSlow', message: 'A request took too long to arrive.' }
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: '431 Request Header Fields Too Large',
        reason: 'headersTooLarge',
        message: 'The headers of a request are too large.',
      }
    default:
      return {
        status: '400 Bad Request',
        reason: 'notHttp',
        message: 'Something that is not HTTP was sent to this port.',
      }
  }
}

/** Stops accepting at once; connections under way get the grace period to finish. */
function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
