/** Opens and creates workspace files. */
import { existsSync, rmSync } from 'node:fs'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { assertOwnSchema, assertSound, assertWorkspaceHeader } from './inspect.ts'
import { acquireLock, type WorkspaceLock } from './lock.ts'
import { backupBeforeMigration, currentVersion, migrate, readVersion } from './migrate.ts'
import { applyCreationPragmas, applyDefensivePragmas, applyReaderPragmas, applyWriterPragmas } from './pragmas.ts'
import { toStoreError, translating } from './store-error.ts'

export interface OpenOptions {
  mode: 'create' | 'open'
  /** Takes no lock, so it works beside another Assay; every write then fails with STORE_READ_ONLY. */
  readOnly?: boolean | undefined
  /**
   * True for a file that this machine has opened before: spares reading it through for damage, which takes
   * seconds for gigabytes. Schema and header are compared all the same.
   */
  isKnown?: boolean | undefined
}

export interface OpenWorkspace {
  db: Database
  path: string
  /** Undefined when read-only. */
  lock: WorkspaceLock | undefined
  /** Path of the copy made before the schema was changed, if it was. */
  migrationBackup: string | undefined
  close(): void
}

/**
 * Creates or opens a workspace as its one writer, or read-only.
 *
 * Errors: CONFLICT (create over an existing file), NOT_FOUND, UNSUPPORTED_FORMAT (not SQLite), STORE_FOREIGN
 * (another program's database, or one with tables, triggers or views that Assay did not make), STORE_TOO_NEW,
 * STORE_CORRUPT, STORE_LOCKED, STORE_READ_ONLY. The file is left as it was by all of them.
 */
export function openWorkspace(path: string, options: OpenOptions): OpenWorkspace {
  if (options.mode === 'create') return createWorkspace(path)
  assertWorkspaceHeader(path)
  if (options.readOnly) {
    const db = openReader(path)
    return guarded(db, () => {
      inspect(db, path, options)
      if (readVersion(db) < currentVersion()) {
        throw new AppError(
          'STORE_READ_ONLY',
          'The workspace was written by an older Assay and must be opened for writing once.',
        )
      }
      return { db, path, lock: undefined, migrationBackup: undefined, close: () => db.close() }
    })
  }
  const lock = acquireLock(path)
  try {
    return openLocked(path, lock, options)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A read-only connection for a file that `openWorkspace` has already looked at. */
export function openReader(path: string): Database {
  const db = translating(() => new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5_000 }))
  return guarded(db, () => {
    applyDefensivePragmas(db)
    applyReaderPragmas(db)
    // The first read of the file: says here, not later, that it cannot be read.
    db.pragma('schema_version')
    return db
  })
}

function createWorkspace(path: string): OpenWorkspace {
  if (existsSync(path)) throw new AppError('CONFLICT', 'There is already a file at this path.')
  const lock = acquireLock(path)
  try {
    const db = translating(() => new SqliteDatabase(path, { timeout: 5_000 }))
    try {
      return guarded(db, () => {
        applyDefensivePragmas(db)
        applyCreationPragmas(db)
        applyWriterPragmas(db)
        migrate(db)
        const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
        insert.run('workspaceId', crypto.randomUUID())
        insert.run('createdAtMs', String(Date.now()))
        // Puts header and schema into the file itself, where the next opener looks before anything else.
        db.pragma('wal_checkpoint(TRUNCATE)')
        return opened(db, path, lock, undefined)
      })
    } catch (error) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function openLocked(path: string, lock: WorkspaceLock, options: OpenOptions): OpenWorkspace {
  const db = translating(() => new SqliteDatabase(path, { fileMustExist: true, timeout: 5_000 }))
  return guarded(db, () => {
    applyDefensivePragmas(db)
    inspect(db, path, options)
    let backup: string | undefined
    if (readVersion(db) < currentVersion()) {
      if (options.isKnown) assertSound(db, path)
      backup = backupBeforeMigration(db, path, Date.now())
    }
    applyWriterPragmas(db)
    if (migrate(db) > 0) db.pragma('wal_checkpoint(TRUNCATE)')
    return opened(db, path, lock, backup)
  })
}

function inspect(db: Database, path: string, options: OpenOptions): void {
  // The header in the file may be older than the write-ahead log; these read through it.
  assertOwnSchema(db)
  if (!options.isKnown) assertSound(db, path)
}

function opened(db: Database, path: string, lock: WorkspaceLock, migrationBackup: string | undefined): OpenWorkspace {
  return {
    db,
    path,
    lock,
    migrationBackup,
    close: () => {
      db.close()
      lock.release()
    },
  }
}

function guarded<T>(db: Database, work: () => T): T {
  try {
    return work()
  } catch (error) {
    db.close()
    throw toStoreError(error)
  }
}
