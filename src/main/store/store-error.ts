/** The one place where SQLite's errors become Assay's. */
import SqliteDatabase from 'better-sqlite3'
import { AppError, type ErrorCode } from '../../shared/model/error.ts'

const sentences: Partial<Record<ErrorCode, string>> = {
  STORE_FULL: 'There is no room left to write the workspace. Free disk space and try again.',
  STORE_READ_ONLY: 'The workspace cannot be written: the file, its folder or the connection is read-only.',
  STORE_BUSY: 'Another process is using the workspace. Try again in a moment.',
  STORE_CORRUPT: 'The workspace file is damaged. Restore a backup, or export what can still be read.',
  UNSUPPORTED_FORMAT: 'The file is not an Assay workspace.',
  UNAVAILABLE: 'The workspace file could not be read or written.',
}

/** Error code for an SQLite result code such as `SQLITE_IOERR_WRITE`; undefined when it is a bug of ours. */
function storeErrorCode(sqliteCode: string): ErrorCode | undefined {
  if (sqliteCode === 'SQLITE_FULL') return 'STORE_FULL'
  if (sqliteCode === 'SQLITE_NOTADB') return 'UNSUPPORTED_FORMAT'
  if (sqliteCode.startsWith('SQLITE_READONLY') || sqliteCode === 'SQLITE_PERM') return 'STORE_READ_ONLY'
  if (sqliteCode.startsWith('SQLITE_BUSY') || sqliteCode.startsWith('SQLITE_LOCKED')) return 'STORE_BUSY'
  if (sqliteCode.startsWith('SQLITE_CORRUPT')) return 'STORE_CORRUPT'
  if (sqliteCode.startsWith('SQLITE_IOERR') || sqliteCode.startsWith('SQLITE_CANTOPEN')) return 'UNAVAILABLE'
  return undefined
}

/** An `AppError` for what SQLite reports about the file or disk; anything else comes back unchanged. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof SqliteDatabase.SqliteError)) return error
  const code = storeErrorCode(error.code)
  if (code === undefined) return error
  return new AppError(code, sentences[code] ?? error.code, { cause: error, details: { sqlite: error.code } })
}

/** Runs `work`, translating SQLite's errors. */
export function translating<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toStoreError(error)
  }
}
