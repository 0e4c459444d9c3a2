/**
 * Serves review links: to each its page and the labeling loop of its session, below a path of its own, and nothing else. Runs beside the
 * browser host or alone (under Electron); the engine starts it when there are links.
 */
import { networkInterfaces } from 'node:os'
import fastifyCookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { reviewPagePath } from '../../shared/contract/review-page.ts'
import { AppError } from '../../shared/model/error.ts'
import type { ReviewHost, ReviewHostOptions, ReviewPass } from '../engine/review/review-host.ts'
import { isNavigation, isOwnHost, isOwnOrigin, loopbackNames } from './access.ts'
import { GuessLimit } from './guess-limit.ts'
import { addReviewRoutes } from './review-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { linkGonePage } from './sign-in-page.ts'

/** First port tried, after those of the browser host. The same each time if possible, so that links live on. */
const defaultReviewPort = 4490
const portAttempts = 10

/** Name of a link's cookie, which is sent below its own path only. It holds the token: pages outlive a restart of Assay. */
export const reviewCookie = 'assay_review'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose page asks; set for all that lies below a link's path. */
    reviewPass?: ReviewPass
  }
}

/** @throws AppError UNAVAILABLE when no port can be had */
export async function startReviewHost(options: ReviewHostOptions & { staticFolder: string }): Promise<ReviewHost> {
  const { gate, isOnNetwork, staticFolder } = options
  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false })
  const guesses = new GuessLimit()
  let port = 0
  const names = () => [...loopbackNames, ...(isOnNetwork ? networkAddresses() : [])]

  await app.register(fastifyCookie)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (!isOwnHost(request.headers.host, port, names())) {
      return reply.code(421).type('text/plain').send('This address does not belong to Assay.\n')
    }
    const isPage = request.method === 'GET' && isNavigation(request.headers)
    if (!isPage && !isOwnOrigin(request.headers, port, names())) {
      return reply.code(403).type('text/plain').send('Only the pages of Assay itself may do this.\n')
    }
  })
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode } = error as { statusCode?: number }
    const isClientError = statusCode !== undefined && statusCode >= 400 && statusCode < 500
    const status = isClientError ? statusCode : 500
    reply
      .code(status)
      .type('text/plain')
      .send(status === 500 ? 'Something failed inside Assay.\n' : `${status}\n`)
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('404\n'))

  /** The pass of a token, unless this address has tried too many wrong ones. */
  function enter(token: string | undefined, address: string): ReviewPass | 'refused' | 'tooMany' {
    if (token === undefined) return 'refused'
    return guesses.check(address, token, () => gate.find(token))
  }

  app.get<{ Params: { token: string } }>('/review/:token', async (request, reply) => {
    const { token } = request.params
    const pass = enter(token, request.ip)
    if (pass === 'tooMany') return reply.code(429).header('retry-after', '60').type('text/plain').send('429\n')
    if (pass === 'refused') return reply.code(404).type('text/html; charset=utf-8').send(linkGonePage)
    const path = reviewPagePath(pass.linkId)
    reply.setCookie(reviewCookie, token, { path, httpOnly: true, sameSite: 'strict', maxAge: 400 * 24 * 3600 })
    // As at the start link: a redirect of a click in another site's page would go without the strict cookie.
    if (isOwnOrigin(request.headers, port, names())) return reply.redirect(path, 303)
    return reply.header('refresh', `0; url=${path}`).type('text/html; charset=utf-8').send('<!doctype html>')
  })

  await app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        const { linkId } = request.params as { linkId: string }
        const pass = enter(request.cookies[reviewCookie], request.ip)
        if (pass === 'tooMany') return reply.code(429).header('retry-after', '60').type('text/plain').send('429\n')
        if (pass !== 'refused' && pass.linkId === linkId) {
          request.reviewPass = pass
          return
        }
        const wantsPage = request.headers.accept?.includes('text/html') === true
        if (wantsPage) return reply.code(401).type('text/html; charset=utf-8').send(linkGonePage)
        return reply.code(401).type('text/plain').send('This review link is not valid any more.\n')
      })
      await addReviewRoutes(scope, { router: gate.router, staticFolder })
    },
    { prefix: '/r/:linkId' },
  )

  port = await listen(app, isOnNetwork ? '0.0.0.0' : '127.0.0.1', options.port)
  return {
    port,
    origins: () => ['127.0.0.1', ...(isOnNetwork ? networkAddresses() : [])].map((name) => `http://${name}:${port}`),
    close: () => app.close(),
  }
}

async function listen(app: FastifyInstance, host: string, wanted: number | undefined): Promise<number> {
  const usual = Array.from({ length: portAttempts }, (_, index) => defaultReviewPort + index)
  for (const port of [...(wanted === undefined ? [] : [wanted]), ...usual, 0]) {
    try {
      const address = await app.listen({ host, port })
      return Number(new URL(address).port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new AppError('UNAVAILABLE', 'No port is free for review links.')
}

/** Addresses by which other machines may reach this one now; IPv4, as that is what is listened on. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}
