import { createServer, type Server } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { AppError } from '../../shared/model/error.ts'
import type { Engine } from '../engine/engine.ts'
import { createAccess, isNavigation, isOwnHost, isOwnOrigin, isSameSecret, isSignedIn } from './access.ts'
import { addContractRoutes } from './contract-routes.ts'
import { addFileRoutes } from './file-routes.ts'
import { addPageRoutes } from './page-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { signInPage } from './sign-in-page.ts'

/** First port tried when none is asked for; next to OTLP's, but not one that anything is known to use. */
export const defaultHostPort = 4390

/** How many ports after the first are tried before the system chooses. */
const portAttempts = 10

export interface BrowserHostOptions {
  engine: Engine
  /** A port, 0 for any free one; absent: the first free one from `defaultHostPort` on. */
  port?: number | undefined
  /** The built renderer (`out/renderer`). */
  staticFolder: string
  /** Largest upload; 8 GiB when absent. */
  uploadLimitBytes?: number
}

export interface BrowserHost {
  /** The link to open; holds the token of this launch. */
  url: string
  /** `http://127.0.0.1:PORT`, without the token. */
  origin: string
  port: number
  token: string
  close(): Promise<void>
}

/**
 * Serves the interface and the contract to browsers on this machine, on 127.0.0.1 and where possible ::1.
 *
 * @throws AppError UNAVAILABLE when `port` was asked for and is taken.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { app, setPort } = await createApp(options)
  const port = await listen(app, options.port)
  const access = setPort(port)
  const v6 = await listenOnV6(app, port)
  const origin = `http://127.0.0.1:${port}`
  return {
    url: `${origin}/start/${access.token}`,
    origin,
    port,
    token: access.token,
    close: async () => {
      v6?.closeAllConnections()
      v6?.close()
      await app.close()
    },
  }
}

async function createApp({ engine, staticFolder, uploadLimitBytes = 8 * 1024 ** 3 }: BrowserHostOptions) {
  // Event streams stay open as long as their page, so closing must not wait for them.
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: 64 * 1024 * 1024 })
  let access = createAccess(0)
  let port = 0

  await app.register(fastifyCookie)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (!isOwnHost(request.headers.host, port)) {
      return reply.code(421).type('text/plain').send('This address does not belong to Assay.\n')
    }
    const isPage = request.method === 'GET' && isNavigation(request.headers)
    if (!isPage && !isOwnOrigin(request.headers, port)) {
      return reply.code(403).type('text/plain').send('Only the pages of Assay itself may do this.\n')
    }
    if (request.routeOptions.url === '/start/:token') return
    if (isSignedIn(access, request.cookies, request.headers.authorization)) return
    const wantsPage = request.headers.accept?.includes('text/html') === true
    if (wantsPage) return reply.code(401).type('text/html; charset=utf-8').send(signInPage)
    return reply.code(401).type('text/plain').send('Open Assay with the link it printed when it started.\n')
  })

  app.setErrorHandler((error, _request, reply) => {
    const { statusCode } = error as { statusCode?: number }
    const isClientError = statusCode !== undefined && statusCode >= 400 && statusCode < 500
    const status = error instanceof AppError && error.code === 'TOO_LARGE' ? 413 : isClientError ? statusCode : 500
    reply
      .code(status)
      .type('text/plain')
      .send(status === 500 ? 'Something failed inside Assay.\n' : `${status}\n`)
  })

  app.get<{ Params: { token: string } }>('/start/:token', async (request, reply) => {
    if (!isSameSecret(request.params.token, access.token)) {
      return reply.code(401).type('text/html; charset=utf-8').send(signInPage)
    }
    reply.setCookie(access.cookieName, access.session, { path: '/', httpOnly: true, sameSite: 'strict' })
    // Reached from another site's page, a redirect would still count as coming from there, and browsers would hold
    // the strict cookie back: the answer has to be a page of ours that goes on by itself.
    const isFromElsewhere = !isOwnOrigin(request.headers, port)
    if (isFromElsewhere)
      return reply.header('refresh', '0; url=/').type('text/html; charset=utf-8').send('<!doctype html>')
    return reply.redirect('/', 303)
  })

  await addContractRoutes(app, engine)
  await addFileRoutes(app, engine, uploadLimitBytes)
  await addPageRoutes(app, staticFolder)

  return {
    app,
    setPort: (chosen: number) => {
      port = chosen
      access = createAccess(chosen)
      return access
    },
  }
}

async function listen(app: FastifyInstance, wanted: number | undefined): Promise<number> {
  const candidates =
    wanted === undefined
      ? [...Array.from({ length: portAttempts }, (_, index) => defaultHostPort + index), 0]
      : [wanted]
  for (const port of candidates) {
    try {
      const address = await app.listen({ host: '127.0.0.1', port })
      return Number(new URL(address).port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new AppError('UNAVAILABLE', `Port ${wanted} is in use by another program.`, { details: { port: wanted ?? 0 } })
}

/** The same on ::1, for browsers that resolve `localhost` to it; machines without IPv6 do without. */
async function listenOnV6(app: FastifyInstance, port: number): Promise<Server | undefined> {
  const server = createServer((request, response) => app.routing(request, response))
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(port, '::1', () => resolve(server))
  })
}
