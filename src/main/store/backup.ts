/** Copies of a workspace while it is in use. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { toStoreError } from './store-error.ts'

/** Pages copied between two turns of the event loop: 4 MB. */
const pagesPerStep = 256

/**
 * Online copy of an open workspace to a new file, complete or not there at all. Writers of other connections may go
 * on; their changes make SQLite start over, so prefer the writer's own connection.
 * Errors: CONFLICT when the file exists, STORE_FULL, STORE_READ_ONLY.
 */
export async function backupTo(
  db: Database,
  path: string,
  onProgress?: (progress: { donePages: number; totalPages: number }) => void,
): Promise<{ path: string; sizeBytes: number }> {
  if (existsSync(path)) throw new AppError('CONFLICT', 'There is already a file at this path.')
  const unfinished = `${path}.part`
  try {
    await db.backup(unfinished, {
      progress({ totalPages, remainingPages }) {
        onProgress?.({ donePages: totalPages - remainingPages, totalPages })
        return pagesPerStep
      },
    })
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw toStoreError(error)
  }
  return { path, sizeBytes: statSync(path).size }
}
