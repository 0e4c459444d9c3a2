import { randomUUID } from 'node:crypto'
import { createWriteStream, rmSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../shared/model/error.ts'

export interface Uploads {
  /**
   * Streams `body` to a file and answers its upload id.
   *
   * @throws AppError TOO_LARGE past `maxBytes`; nothing is kept then, nor when the sender breaks off.
   */
  receive(body: Readable, maxBytes: number): Promise<string>
  /** @throws AppError NOT_FOUND for an id that was never given out or is already used up. */
  getPath(uploadId: string): string
  remove(uploadId: string): Promise<void>
}

/** Files that the browser host received for import, kept in `folder` until they are imported or Assay starts anew. */
export function openUploads(folder: string): Uploads {
  const known = new Map<string, string>()
  void removeLeftovers(folder)

  return {
    async receive(body, maxBytes) {
      const uploadId = randomUUID()
      const path = join(folder, uploadId)
      let sizeBytes = 0
      const limit = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sizeBytes += chunk.length
          if (sizeBytes <= maxBytes) return done(null, chunk)
          done(new AppError('TOO_LARGE', 'The file is larger than this host takes.', { details: { maxBytes } }))
        },
      })
      try {
        await pipeline(body, limit, createWriteStream(path, { mode: 0o600, flags: 'wx' }))
      } catch (error) {
        rmSync(path, { force: true })
        throw error
      }
      known.set(uploadId, path)
      return uploadId
    },
    getPath(uploadId) {
      const path = known.get(uploadId)
      if (path === undefined) throw new AppError('NOT_FOUND', 'The upload is no longer here; send the file again.')
      return path
    },
    async remove(uploadId) {
      const path = known.get(uploadId)
      known.delete(uploadId)
      if (path !== undefined) await rm(path, { force: true })
    },
  }
}

/** Removes files of an earlier run, older than a day as another Assay may be using the folder right now. */
async function removeLeftovers(folder: string): Promise<void> {
  const oldestMs = Date.now() - 24 * 3600 * 1000
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    if (mtimeMs < oldestMs) await rm(path, { recursive: true, force: true })
  }
}
