/**
 * The MLflow REST API on loopback: one port for everything that MLflow's clients call.
 *
 * Unlike the OTLP ports this one can be read through, as the client reads what it wrote: hence the checks of `Host` and
 * `Origin`, and the token for those who share a machine.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/model/error.ts'
import type { ReceiverEndpoint } from '../../../shared/model/workspace.ts'
import type { Activity } from '../otlp/activity.ts'
import type { ByteBudget } from '../otlp/byte-budget.ts'
import type { ReceiverLimits } from '../otlp/limits.ts'
import { toEndpoints } from '../otlp/listen-loopback.ts'
import { PendingWork } from '../otlp/pending-work.ts'
import { readBody, toContentEncoding } from '../otlp/request-body.ts'
import { type Denial, findForeignSender, findMissingToken } from './access.ts'
import type { Backend } from './backend.ts'
import { dispatch, failed, type HttpAnswer, noSuchEndpoint, toErrorAnswer, toMethod } from './dispatch.ts'
import { listenNear } from './listen-near.ts'
import { MlflowError } from './mlflow-error.ts'
import { createPathTable, type PathTable } from './path-table.ts'
import { isFromBrowser, pageHeaders, pageType, renderTokenPage, wantsPage } from './plain-page.ts'
import { chooseLanguage } from './review-texts.ts'
import type { Route } from './route.ts'

export interface MlflowServerOptions {
  /** First port tried; the next free one is taken. 0 takes any. */
  port: number
  routes: readonly Route[]
  backend: Backend
  /** What clients must send; empty: nothing. Asked at every request, so a change applies at once. */
  token: () => string
  activity: Activity
  budget: ByteBudget
  limits: ReceiverLimits
  /** Writes a bug down and answers the id to quote. */
  onBug: (error: unknown, where: string) => string
  /** Names beside the loopback ones that `Host` may have, in lower case. */
  allowedHosts?: readonly string[] | undefined
}

export interface MlflowServer {
  /** The port that was taken. */
  port: number
  endpoints(): ReceiverEndpoint[]
  /** Stops listening and resolves when no request is under way any more. */
  close(): Promise<void>
}

interface Context extends MlflowServerOptions {
  table: PathTable
  work: PendingWork
}

const protocol = 'mlflow'
/** Longest that a refused request may go on sending before its connection is cut. */
const drainMs = 2000
const preflightMaxAgeSeconds = 7200

/** Starts listening. When no port can be had, `endpoints` says so; nothing is thrown. */
export async function startMlflowServer(options: MlflowServerOptions): Promise<MlflowServer> {
  const { limits } = options
  const context: Context = { ...options, table: createPathTable(options.routes), work: new PendingWork() }
  const makeServer = () => {
    const server = createServer(
      {
        requireHostHeader: false,
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs),
      },
      (request, response) => void serve(context, request, response),
    )
    server.maxConnections = limits.maxConnections
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerBrokenClient(error, socket as Socket))
    return server
  }
  const { port, addresses, servers } = await listenNear(makeServer, options.port)
  return {
    port,
    endpoints: () =>
      toEndpoints(protocol, port, addresses).map((endpoint) =>
        options.port === 0 || options.port === port ? endpoint : { ...endpoint, takenPort: options.port },
      ),
    close: async () => {
      const closed = Promise.all((servers as Server[]).map((server) => stop(server, limits.closeGraceMs)))
      await context.work.settle()
      await closed
    },
  }
}

async function serve(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { activity } = context
  activity.requested()
  response.setHeader('x-content-type-options', 'nosniff')
  const answer = await answerTo(context, request, response)
  if (answer === undefined) return
  if (answer.refusal !== undefined) activity.refused(protocol, answer.refusal.reason, answer.refusal.message)
  send(request, response, answer)
}

/** Undefined when the sender has gone. */
async function answerTo(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<HttpAnswer | undefined> {
  const { allowedHosts = [], table } = context
  const foreign = findForeignSender(request, allowedHosts)
  if (foreign !== undefined) return denied(foreign, request)
  allowOrigin(request, response)
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
  if (request.method === 'OPTIONS') return preflight(request, table, path)
  const missing = findMissingToken(request, path, context.token())
  if (missing !== undefined) return denied(missing, request)
  const found = table(toMethod(request.method), path)
  if (found.route === undefined) return unlessBrowser(request, noSuchEndpoint(request.method, path, found.allowed))
  const encoding = toContentEncoding(request.headers['content-encoding'])
  if (encoding === undefined) {
    const message = 'The Content-Encoding is not supported. Use gzip, deflate, zstd, or none.'
    return refused('unsupportedEncoding', message)
  }
  try {
    const { body, heldBytes } = await readBody(request, encoding, context.limits.maxBodyBytes, context.budget)
    try {
      if (context.work.isClosing)
        throw new AppError('UNAVAILABLE', 'Assay is closing.', { details: { reason: 'closing' } })
      const { headers } = request
      const origin = `http://${headers.host ?? ''}`
      return await context.work.track(() => dispatch(context, found, { headers, query, origin, body }))
    } finally {
      context.budget.giveBack(heldBytes)
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'CANCELLED' && response.destroyed) return undefined
    return failed(error, 'mlflow body', context.onBug)
  }
}

function denied({ status, reason, message, isText }: Denial, request: IncomingMessage): HttpAnswer {
  const refusal = { reason, message }
  if (isText) return { status, contentType: 'text/plain; charset=utf-8', body: message, headers: {}, refusal }
  // A browser shows the realm, or nothing of it, and the page once the person gives up.
  const challenge = { 'www-authenticate': 'Basic realm="Assay: any user name, the token as password"' }
  if (request.method === 'GET' && wantsPage(request.headers)) {
    const body = renderTokenPage(chooseLanguage(request.headers['accept-language']))
    return { status, contentType: pageType, body, headers: { ...pageHeaders, ...challenge } }
  }
  const answer = toErrorAnswer(new MlflowError('UNAUTHENTICATED', message))
  return unlessBrowser(request, { ...answer, headers: challenge, refusal })
}

/** What a browser fetches beside a page (its icon, a source map) is no data that was refused. */
function unlessBrowser({ method, headers }: IncomingMessage, answer: HttpAnswer): HttpAnswer {
  return method === 'GET' && isFromBrowser(headers) ? { ...answer, refusal: undefined } : answer
}

function refused(reason: string, message: string): HttpAnswer {
  return { ...toErrorAnswer(new MlflowError('INVALID_PARAMETER_VALUE', message)), refusal: { reason, message } }
}

function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-expose-headers', '*')
  response.setHeader('vary', 'origin')
}

/** What the path takes, for browsers (before the request itself, and without its token) and the curious. */
function preflight(request: IncomingMessage, table: PathTable, path: string): HttpAnswer {
  const found = table(undefined, path)
  const allowed = found.route === undefined ? found.allowed : []
  if (allowed.length === 0) return noSuchEndpoint('OPTIONS', path, [])
  const methods = [...allowed, 'OPTIONS'].join(', ')
  const wanted = request.headers['access-control-request-headers']
  return {
    status: 204,
    contentType: '',
    body: '',
    headers: {
      allow: methods,
      'access-control-allow-methods': methods,
      ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
      'access-control-max-age': String(preflightMaxAgeSeconds),
    },
  }
}

/**
 * Sends the answer. A sender that is still talking is heard out for a moment: cutting the connection at once would
 * reset it, and the answer would be lost on the way.
 */
function send(request: IncomingMessage, response: ServerResponse, { status, contentType, body, headers }: HttpAnswer) {
  if (response.destroyed || response.headersSent) return
  const isEmpty = status === 204
  response.writeHead(status, {
    ...(!isEmpty && { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    ...headers,
  })
  // Node leaves the body out of the answer to a HEAD by itself.
  response.end(isEmpty ? undefined : body)
  if (request.complete) return
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), drainMs)
  request.once('close', () => clearTimeout(timer))
  request.once('end', () => clearTimeout(timer))
  request.resume()
}

function answerBrokenClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
  const message = 'The request could not be read as HTTP. Use an http:// address.'
  const body = JSON.stringify({ error_code: 'BAD_REQUEST', message })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  const timer = setTimeout(() => socket.destroy(), drainMs)
  socket.once('close', () => clearTimeout(timer))
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
