/** Write transactions, and how durable they are. */
import type { Database } from 'better-sqlite3'
import { translating } from './store-error.ts'

/**
 * Runs `work` in one IMMEDIATE transaction (or inside the one that is open), translating SQLite's errors.
 *
 * After it returns, the write survives the death of the process (`kill -9`): it is in the WAL file. Under
 * `synchronous = NORMAL` a power cut may still take back the last commits, never corrupt the file.
 */
export function writeTransaction<T>(db: Database, work: () => T): T {
  if (db.inTransaction) return work()
  return translating(() => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after a full disk and the like.
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  })
}

/**
 * As `writeTransaction`, but the commit waits until the disk has it (`synchronous = FULL`): also a power cut
 * leaves it in place, and with it every earlier commit. For what a person just did: labels, tags, deletions.
 */
export function durableTransaction<T>(db: Database, work: () => T): T {
  if (db.inTransaction) return work()
  db.pragma('synchronous = FULL')
  try {
    return writeTransaction(db, work)
  } finally {
    db.pragma('synchronous = NORMAL')
  }
}
