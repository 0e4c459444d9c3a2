/** Runs the numbered steps of the schema. */
import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import { translating } from './store-error.ts'

const keptBackups = 3

/** Version that this build writes. */
export function currentVersion(steps: readonly Migration[] = migrations): number {
  return steps.at(-1)?.version ?? 0
}

export function readVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

/**
 * Brings `db` to the newest version: all pending steps in one IMMEDIATE transaction, foreign keys checked before
 * the commit. Nothing changes when a step fails. Returns how many steps ran.
 * Errors: STORE_TOO_NEW for a file of a later build, STORE_CORRUPT when the result breaks a foreign key.
 */
export function migrate(db: Database, steps: readonly Migration[] = migrations): number {
  assertIncreasing(steps)
  const from = readVersion(db)
  assertNotTooNew(from, steps)
  const pending = steps.filter((step) => step.version > from)
  if (pending.length === 0) return 0
  return translating(() => {
    // A pragma inside a transaction is ignored, and a step may rebuild a table that others refer to.
    db.pragma('foreign_keys = OFF')
    try {
      db.exec('BEGIN IMMEDIATE')
      for (const step of pending) step.up(db)
      if ((db.pragma('foreign_key_check') as unknown[]).length > 0) {
        throw new AppError(
          'STORE_CORRUPT',
          'The workspace could not be brought to the current version: rows refer to missing rows.',
        )
      }
      db.pragma(`user_version = ${currentVersion(steps)}`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    } finally {
      db.pragma('foreign_keys = ON')
    }
    return pending.length
  })
}

export function assertNotTooNew(version: number, steps: readonly Migration[] = migrations): void {
  if (version <= currentVersion(steps)) return
  throw new AppError(
    'STORE_TOO_NEW',
    'The workspace was written by a newer Assay. Update Assay to open it; the file was not changed.',
    {
      details: { version, supported: currentVersion(steps) },
    },
  )
}

function assertIncreasing(steps: readonly Migration[]): void {
  for (const [index, step] of steps.entries()) {
    if (step.version <= (steps[index - 1]?.version ?? 0)) throw new Error(`Migration ${step.name} is out of order`)
  }
}

/**
 * Copies the workspace beside itself before it is changed and keeps the newest three copies.
 * Returns the copy's path, `<file>.v<version>-<time>.backup`.
 */
export function backupBeforeMigration(db: Database, path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-')
  const backupPath = `${path}.v${readVersion(db)}-${stamp}.backup`
  translating(() => db.prepare('VACUUM INTO ?').run(backupPath))
  const prefix = `${basename(path)}.v`
  const copies = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && name.endsWith('.backup'))
    .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))
  for (const name of copies.slice(keptBackups)) rmSync(join(dirname(path), name))
  return backupPath
}

const timeOf = (backupName: string): string => /-(\d{4}-.*)\.backup$/.exec(backupName)?.[1] ?? ''
