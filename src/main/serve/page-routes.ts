import { basename } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Bundled files carry a hash of their content in their name: `index-B1x2Y3z4.js`. */
export const hashedName = /-[\w-]{8,}\.\w+$/

/** The built interface; any other path a browser opens as a page is the interface's own address. */
export async function addPageRoutes(app: FastifyInstance, staticFolder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: staticFolder,
    cacheControl: false,
    setHeaders: (reply, path) => {
      if (hashedName.test(basename(path))) reply.header('cache-control', 'private, max-age=31536000, immutable')
    },
  })
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html') === true
    if (isPage) return reply.sendFile('index.html')
    return reply.code(404).type('text/plain').send('404\n')
  })
}
