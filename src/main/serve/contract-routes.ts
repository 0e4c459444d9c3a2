import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node'
import type { FastifyInstance } from 'fastify'
import { rpcPath } from '../../shared/contract/browser-host.ts'
import type { Engine } from '../engine/engine.ts'
import { createRpcOptions } from '../engine/rpc-options.ts'

/** Largest call; pasted text to import is the largest thing a page sends this way. */
const callLimitBytes = 64 * 1024 * 1024

/** `POST /rpc/<group>/<procedure>` with JSON, event streams included. */
export async function addContractRoutes(app: FastifyInstance, engine: Engine): Promise<void> {
  const handler = new RPCHandler(engine.router, {
    ...createRpcOptions(),
    plugins: [new BodyLimitPlugin({ maxBodySize: callLimitBytes })],
  })
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The body is left to oRPC. A form, which a foreign page could send without asking, has another content type.
    scope.addContentTypeParser('application/json', (_request, _body, done) => done(null))
    scope.post(`${rpcPath}/*`, async (request, reply) => {
      if (request.headers['content-type'] === undefined) return reply.code(415).type('text/plain').send('415\n')
      // Node writes the answer itself from here on: Fastify's headers are handed over.
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value)
      }
      reply.hijack()
      const { matched } = await handler.handle(request.raw, reply.raw, { prefix: rpcPath })
      if (!matched) reply.raw.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such procedure.\n')
    })
  })
}
