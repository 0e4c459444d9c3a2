import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { uploadPath } from '../../shared/contract/browser-host.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Engine } from '../engine/engine.ts'

/** Files to import come in as streams, exported ones go out as downloads. */
export async function addFileRoutes(app: FastifyInstance, engine: Engine, uploadLimitBytes: number): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body))
    scope.post(uploadPath, { bodyLimit: uploadLimitBytes }, async (request, reply) => {
      if (Number(request.headers['content-length'] ?? 0) > uploadLimitBytes) {
        throw new AppError('TOO_LARGE', 'The file is larger than this host takes.')
      }
      const uploadId = await engine.uploads.receive(request.body as Readable, uploadLimitBytes)
      return reply.send({ uploadId })
    })
  })

  app.get<{ Params: { jobId: string } }>('/download/:jobId', async (request, reply) => {
    const file = engine.findDownload(request.params.jobId)
    const info = file === undefined ? undefined : await stat(file.path).catch(() => undefined)
    if (file === undefined || info === undefined) return reply.code(404).type('text/plain').send('404\n')
    const plainName = file.fileName.replace(/[^\w. -]/g, '_')
    return reply
      .header('content-length', info.size)
      .header(
        'content-disposition',
        `attachment; filename="${plainName}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
      )
      .type('application/octet-stream')
      .send(createReadStream(file.path))
  })
}
