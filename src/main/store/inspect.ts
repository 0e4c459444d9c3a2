/** Looks at a file before trusting it: someone may have sent it. */
import { statSync } from 'node:fs'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { assertNotTooNew, migrate, readVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { applicationId } from './pragmas.ts'
import { toStoreError, translating } from './store-error.ts'

/** Above this, the tables of payload text are left out of the check at opening; the doctor looks at all of them. */
const fullCheckBytes = 256 * 1024 * 1024
const bulkTables = new Set(['span_payloads', 'spans', 'search_index_data', 'logs'])

/**
 * Reads the header alone. Errors: NOT_FOUND, UNSUPPORTED_FORMAT (not SQLite), STORE_FOREIGN (another program's
 * database), STORE_TOO_NEW.
 *
 * Through SQLite, never with a file handle of our own: closing one would let go of the POSIX locks that other
 * connections of this process hold on the file.
 */
export function assertWorkspaceHeader(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new AppError('NOT_FOUND', 'There is no workspace file at this path.')
  if (!stats.isFile()) throw new AppError('UNSUPPORTED_FORMAT', 'A workspace is a file; this path is something else.')
  translating(() => {
    const db = new SqliteDatabase(path, { readonly: true, fileMustExist: true })
    try {
      db.pragma('trusted_schema = OFF')
      if (db.pragma('application_id', { simple: true }) !== applicationId) {
        if (stats.size === 0) throw new AppError('UNSUPPORTED_FORMAT', 'The file is empty.')
        throw new AppError(
          'STORE_FOREIGN',
          'The file is an SQLite database of another program, not an Assay workspace.',
        )
      }
      assertNotTooNew(readVersion(db))
    } finally {
      db.close()
    }
  })
}

/** Throws STORE_CORRUPT unless `PRAGMA quick_check` is content. */
export function assertSound(db: Database, path: string): void {
  const problems = findDamage(db, statSync(path).size > fullCheckBytes)
  if (problems.length === 0) return
  throw new AppError(
    'STORE_CORRUPT',
    'The workspace file is damaged. Restore a backup, or export what can still be read.',
    {
      details: { problems: problems.length, first: problems[0] ?? '' },
    },
  )
}

/** What `PRAGMA quick_check` says; `skipBulk` leaves out the tables that hold nearly all of a large file. */
export function findDamage(db: Database, skipBulk: boolean): string[] {
  try {
    if (!skipBulk) return quickCheck(db, '')
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
      .pluck()
      .all() as string[]
    return tables
      .filter((name) => !bulkTables.has(name))
      .flatMap((name) => quickCheck(db, `('${name.replaceAll("'", "''")}')`))
  } catch (error) {
    const translated = toStoreError(error)
    if (
      translated instanceof AppError &&
      (translated.code === 'STORE_CORRUPT' || translated.code === 'UNSUPPORTED_FORMAT')
    ) {
      return [translated.message]
    }
    throw translated
  }
}

function quickCheck(db: Database, argument: string): string[] {
  const lines = db.pragma(`quick_check${argument}`) as { quick_check: string }[]
  return lines.map((line) => line.quick_check).filter((line) => line !== 'ok')
}

interface SchemaRow {
  type: string
  name: string
  sql: string | null
}

/** Throws STORE_FOREIGN, naming what differs, unless the schema is exactly the one of its version. */
export function assertOwnSchema(db: Database): void {
  const differences = translating(() => compareSchema(db))
  if (differences.length === 0) return
  const listed = differences.slice(0, 5).join(', ')
  const more = differences.length > 5 ? ` and ${differences.length - 5} more` : ''
  throw new AppError('STORE_FOREIGN', `The file is not a plain Assay workspace: ${listed}${more}. It was not opened.`, {
    details: { differences: differences.length },
  })
}

/** Differences from the expected schema, such as `unexpected trigger "x"`. */
export function compareSchema(db: Database): string[] {
  const actual = readSchema(db)
  const expected = expectedSchema(readVersion(db))
  const differences: string[] = []
  for (const [key, row] of actual) {
    const wanted = expected.get(key)
    if (wanted === undefined) differences.push(`unexpected ${row.type} "${row.name}"`)
    else if (wanted.sql !== row.sql) differences.push(`changed ${row.type} "${row.name}"`)
  }
  for (const [key, row] of expected) {
    if (!actual.has(key)) differences.push(`missing ${row.type} "${row.name}"`)
  }
  return differences
}

function readSchema(db: Database): Map<string, SchemaRow> {
  const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema').all() as SchemaRow[]
  // Statistics of ANALYZE hold no code and appear when someone looked at the file with another tool.
  const own = rows.filter((row) => !/^sqlite_stat[14]$/.test(row.name))
  return new Map(own.map((row) => [`${row.type} ${row.name}`, row]))
}

const schemaByVersion = new Map<number, Map<string, SchemaRow>>()

function expectedSchema(version: number): Map<string, SchemaRow> {
  let schema = schemaByVersion.get(version)
  if (schema === undefined) {
    const db = new SqliteDatabase(':memory:')
    const steps = migrations.filter((step) => step.version <= version)
    if (steps.length > 0) migrate(db, steps)
    schema = readSchema(db)
    db.close()
    schemaByVersion.set(version, schema)
  }
  return schema
}
