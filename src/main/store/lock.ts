/**
 * One engine a workspace file.
 *
 * The lock is an SQLite write lock on a tiny sidecar database `<file>.lock`, held by a transaction that stays
 * open. The operating system lets go of it when the process dies, however it dies, so there is no stale lock to
 * guess about; and other processes can read who holds it meanwhile, as a pending writer does not stop readers.
 */
import { existsSync, statSync, unlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { toStoreError } from './store-error.ts'

export interface LockHolder {
  pid: number
  host: string
  startedAtMs: number
}

export interface WorkspaceLock {
  path: string
  release(): void
}

/** Connections that hold a lock: one that nobody refers to would be collected, closed, and its lock gone. */
const held = new Set<Database>()

export const lockPathOf = (workspacePath: string): string => `${workspacePath}.lock`

/**
 * Takes the lock of a workspace or throws STORE_LOCKED with the holder in `details` (`pid`, `host`, `startedAtMs`).
 * Errors: STORE_READ_ONLY or UNAVAILABLE where the sidecar cannot be made.
 */
export function acquireLock(workspacePath: string): WorkspaceLock {
  const path = lockPathOf(workspacePath)
  // A holder removes the sidecar while it lets go. Whoever opened the old file meanwhile holds a lock that no one
  // can see, notices it by the changed inode and starts again.
  for (;;) {
    let db: Database
    try {
      db = new SqliteDatabase(path, { timeout: 0 })
    } catch (error) {
      throw lockError(error, path)
    }
    try {
      hold(db)
    } catch (error) {
      db.close()
      throw lockError(error, path)
    }
    if (isSameFile(db, path)) {
      held.add(db)
      return { path, release: () => release(db, path) }
    }
    db.close()
  }
}

/** Who holds the workspace, undefined when nobody does or the sidecar cannot be read. */
export function findLockHolder(workspacePath: string): LockHolder | undefined {
  const path = lockPathOf(workspacePath)
  if (!existsSync(path)) return undefined
  let db: Database | undefined
  try {
    db = new SqliteDatabase(path, { timeout: 200, readonly: true })
    return db.prepare('SELECT pid, host, started_at_ms AS startedAtMs FROM holder').get() as LockHolder | undefined
  } catch {
    // Being written this very moment, or gone: the caller then says "another Assay".
    return undefined
  } finally {
    db?.close()
  }
}

function hold(db: Database): void {
  db.pragma('journal_mode = DELETE')
  db.pragma('synchronous = OFF')
  db.exec('BEGIN IMMEDIATE')
  db.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, host TEXT, started_at_ms INTEGER, token TEXT)')
  db.exec('DELETE FROM holder')
  db.prepare('INSERT INTO holder (pid, host, started_at_ms, token) VALUES (?, ?, ?, ?)').run(
    process.pid,
    hostname(),
    Date.now(),
    crypto.randomUUID(),
  )
  db.exec('COMMIT')
  // Between these two lines another process may get in first; then this throws and that one is the holder.
  db.exec('BEGIN IMMEDIATE')
}

/** True when the file at `path` is still the one this connection has locked: its holder row must be the same. */
function isSameFile(db: Database, path: string): boolean {
  if (!existsSync(path) || statSync(path).size === 0) return false
  const own = db.prepare('SELECT token FROM holder').pluck().get()
  const other = new SqliteDatabase(path, { timeout: 200, readonly: true })
  try {
    return other.prepare('SELECT token FROM holder').pluck().get() === own
  } catch {
    return false
  } finally {
    other.close()
  }
}

function release(db: Database, path: string): void {
  if (!held.delete(db)) return
  try {
    unlinkSync(path)
  } catch {
    // Windows keeps open files; an unlocked sidecar that stays behind does no harm.
  }
  db.exec('ROLLBACK')
  db.close()
}

function lockError(error: unknown, path: string): unknown {
  const translated = toStoreError(error)
  if (!(translated instanceof AppError) || translated.code !== 'STORE_BUSY') return translated
  const holder = findLockHolder(path.slice(0, -'.lock'.length))
  const who = holder === undefined ? 'another Assay' : `another Assay (process ${holder.pid} on ${holder.host})`
  return new AppError('STORE_LOCKED', `The workspace is open in ${who}. Close it there, or open it read-only.`, {
    cause: error,
    ...(holder === undefined ? {} : { details: { ...holder } }),
  })
}
