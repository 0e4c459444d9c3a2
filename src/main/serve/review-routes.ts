import { basename } from 'node:path'
import fastifyStatic from '@fastify/static'
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node'
import type { FastifyInstance } from 'fastify'
import { rpcPath } from '../../shared/contract/browser-host.ts'
import { reviewPagePath } from '../../shared/contract/review-page.ts'
import type { ReviewRouter } from '../engine/review/review-host.ts'
import { createRpcOptions } from '../engine/rpc-options.ts'
import { hashedName } from './page-routes.ts'

/** Largest call: an answer with its comment. */
const callLimitBytes = 1024 * 1024

/** What lies below a link's path: the bundle, its page, its calls. Every request has a pass. */
export async function addReviewRoutes(
  scope: FastifyInstance,
  { router, staticFolder }: { router: ReviewRouter; staticFolder: string },
): Promise<void> {
  const handler = new RPCHandler(router, {
    ...createRpcOptions(),
    plugins: [new BodyLimitPlugin({ maxBodySize: callLimitBytes })],
  })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', (_request, _body, done) => done(null))
  scope.post(`${rpcPath}/*`, async (request, reply) => {
    if (request.headers['content-type'] === undefined) return reply.code(415).type('text/plain').send('415\n')
    const pass = request.reviewPass
    if (pass === undefined) return reply.code(401).type('text/plain').send('401\n')
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value)
    }
    reply.hijack()
    const prefix = `${reviewPagePath(pass.linkId).slice(0, -1)}${rpcPath}` as const
    const { matched } = await handler.handle(request.raw, reply.raw, {
      prefix: prefix as `/${string}`,
      context: { pass },
    })
    if (!matched) reply.raw.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such procedure.\n')
  })
  await scope.register(fastifyStatic, {
    root: staticFolder,
    prefix: '/',
    cacheControl: false,
    // Maps of the sources are for whoever runs Assay.
    allowedPath: (path) => !path.endsWith('.map'),
    setHeaders: (reply, path) => {
      if (hashedName.test(basename(path))) reply.header('cache-control', 'private, max-age=31536000, immutable')
    },
  })
}
