/** A file that is whole or not there: written beside its place under another name, synced, then renamed into place. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../../shared/model/error.ts'

const bufferBytes = 1024 * 1024

export interface AtomicFile {
  /** Appends; throws AppError STORE_FULL, STORE_READ_ONLY or UNAVAILABLE when the disk refuses. */
  write(chunk: string | Uint8Array): void
  /** Bytes given so far. */
  sizeBytes(): number
  /** Makes the file appear at its path, replacing one that was there. */
  finish(): void
  /** Leaves no trace; does nothing after `finish`. */
  discard(): void
}

/** @throws AppError when the folder is missing or cannot be written */
export function createAtomicFile(path: string): AtomicFile {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  const descriptor = translating(() => openSync(temporary, 'wx', 0o644))
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let totalBytes = 0
  let isOpen = true

  function flush(): void {
    if (pendingBytes === 0) return
    const whole = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending, pendingBytes)
    pending = []
    pendingBytes = 0
    translating(() => {
      for (let offset = 0; offset < whole.length; ) offset += writeSync(descriptor, whole, offset)
    })
  }

  return {
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
      pending.push(bytes)
      pendingBytes += bytes.length
      totalBytes += bytes.length
      if (pendingBytes >= bufferBytes) flush()
    },
    sizeBytes: () => totalBytes,
    finish() {
      flush()
      translating(() => {
        fsyncSync(descriptor)
        isOpen = false
        closeSync(descriptor)
        renameSync(temporary, path)
        syncFolder(dirname(path))
      })
    },
    discard() {
      if (isOpen) closeSync(descriptor)
      isOpen = false
      rmSync(temporary, { force: true })
    },
  }
}

/** Makes the rename itself survive a power loss, where the platform can sync folders (Windows cannot). */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function translating<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
      throw new AppError(
        'STORE_FULL',
        'There is no room left for the export. Free disk space or choose another place.',
        { cause },
      )
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new AppError('STORE_READ_ONLY', 'The export cannot be written there. Choose another folder.', { cause })
    }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError('NOT_FOUND', 'The folder for the export does not exist.', { cause })
    }
    if (code === 'EISDIR') throw new AppError('CONFLICT', 'There is a folder with the name of the export.', { cause })
    throw new AppError('UNAVAILABLE', 'The export could not be written.', { cause })
  }
}
