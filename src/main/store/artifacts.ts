/** Files that clients keep beside traces and runs. There are no folders: a path has them by its slashes. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { writeTransaction } from './transaction.ts'

/** Largest file that is kept. */
export const maxArtifactBytes = 64 * 1024 * 1024

const longestPath = 1_000

export interface ArtifactEntry {
  /** From the root. */
  path: string
  isFolder: boolean
  /** Absent for folders. */
  sizeBytes: number | undefined
}

/**
 * The path in its one form: segments joined by single slashes, none at the ends. Throws INVALID_INPUT for anything that
 * could mean another place: `.` and `..`, backslashes, control characters.
 */
export function toArtifactPath(given: string): string {
  const segments = given.split('/').filter((segment) => segment !== '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const isBad = /[\u0000-\u001f\u007f\\]/.test(given) || segments.some((segment) => segment === '.' || segment === '..')
  if (isBad || given.length > longestPath) {
    throw new AppError('INVALID_INPUT', 'Invalid path. Give a relative path without `.`, `..` and backslashes.')
  }
  return segments.join('/')
}

/** Writes a file, in place of one that is there. Throws INVALID_INPUT (no path), TOO_LARGE. */
export function putArtifact(db: Database, path: string, content: Uint8Array, nowMs: number): void {
  const place = toArtifactPath(path)
  if (place === '') throw new AppError('INVALID_INPUT', 'Invalid path. Give the file a name.')
  if (content.byteLength > maxArtifactBytes) {
    throw new AppError(
      'TOO_LARGE',
      `The file is larger than ${maxArtifactBytes} bytes, which is the most that Assay keeps.`,
    )
  }
  writeTransaction(db, () =>
    prepared(
      db,
      `INSERT INTO artifacts (path, size_bytes, created_at_ms, content) VALUES (?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, created_at_ms = excluded.created_at_ms,
          content = excluded.content`,
    ).run(place, content.byteLength, nowMs, Buffer.from(content.buffer, content.byteOffset, content.byteLength)),
  )
}

export function findArtifact(db: Database, path: string): Buffer | undefined {
  return preparedPluck(db, 'SELECT content FROM artifacts WHERE path = ?').get(toArtifactPath(path)) as
    | Buffer
    | undefined
}

/** What is directly in a folder (empty: the root), by path. Of a path that is no folder: nothing. */
export function listArtifacts(db: Database, folder: string): ArtifactEntry[] {
  const place = toArtifactPath(folder)
  const start = place === '' ? '' : `${place}/`
  const entries = new Map<string, ArtifactEntry>()
  for (const [path, sizeBytes] of within(db, start)) {
    const slash = path.indexOf('/', start.length)
    const entry: ArtifactEntry =
      slash === -1
        ? { path, isFolder: false, sizeBytes }
        : { path: path.slice(0, slash), isFolder: true, sizeBytes: undefined }
    entries.set(entry.path, entry)
  }
  return [...entries.values()]
}

/** Deletes a file, or a folder with all that is in it. Returns how many files. */
export function deleteArtifacts(db: Database, path: string): number {
  const place = toArtifactPath(path)
  if (place === '') throw new AppError('INVALID_INPUT', 'Invalid path. Name the file or folder to delete.')
  return writeTransaction(
    db,
    () =>
      prepared(db, 'DELETE FROM artifacts WHERE path = ? OR (path >= ? AND path < ?)').run(
        place,
        `${place}/`,
        `${place}0`,
      ).changes,
  )
}

/** Paths that begin with `start`, which is empty or ends in a slash; `0` is the character behind it. */
function within(db: Database, start: string): [path: string, sizeBytes: number][] {
  const rows =
    start === ''
      ? preparedRaw(db, 'SELECT path, size_bytes FROM artifacts ORDER BY path').all()
      : preparedRaw(db, 'SELECT path, size_bytes FROM artifacts WHERE path >= ? AND path < ? ORDER BY path').all(
          start,
          `${start.slice(0, -1)}0`,
        )
  return rows as [string, number][]
}
