import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backupTo } from '../../../src/main/store/backup.ts'
import { examineWorkspace } from '../../../src/main/store/doctor.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { countAllTraces, readMeta, writeMeta } from '../../../src/main/store/meta.ts'
import { backupBeforeMigration, currentVersion, migrate, readVersion } from '../../../src/main/store/migrate.ts'
import { migrations } from '../../../src/main/store/migrations/index.ts'
import { openReader, openWorkspace } from '../../../src/main/store/open-store.ts'
import { getTrace } from '../../../src/main/store/trace-read.ts'
import { makeFolder, makeIngest, makeSpan, makeWorkspace, traceId } from './make.ts'

const withCode = (code: string, text = '') => expect.objectContaining({ code, message: expect.stringContaining(text) })

/** A closed workspace with one trace. */
function makeClosed(): string {
  const path = join(makeFolder(), 'closed.assay')
  const workspace = openWorkspace(path, { mode: 'create' })
  ingestBatch(workspace.db, { spans: [makeIngest(makeSpan(1, 1))] }, 1)
  workspace.close()
  return path
}

function change(path: string, sql: string): void {
  const db = new SqliteDatabase(path)
  db.exec(sql)
  db.close()
}

const open = (path: string) => () => openWorkspace(path, { mode: 'open' }).close()

describe('a workspace file', () => {
  test('is made, closed and opened again, and leaves nothing beside it', () => {
    const path = makeClosed()
    expect(readdirSync(join(path, '..'))).toEqual(['closed.assay'])
    const workspace = openWorkspace(path, { mode: 'open' })
    expect(getTrace(workspace.db, traceId(1)).spanCount).toBe(1)
    expect(countAllTraces(workspace.db)).toBe(1)
    expect(readMeta(workspace.db)).toMatchObject({
      workspaceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      isSample: false,
    })
    writeMeta(workspace.db, 'isSample', 'true')
    expect(readMeta(workspace.db).isSample).toBe(true)
    workspace.close()
  })

  test('is not made over another file', () => {
    const path = makeClosed()
    const before = readFileSync(path)
    expect(() => openWorkspace(path, { mode: 'create' })).toThrowError(withCode('CONFLICT'))
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('has the settings that the design asks for', () => {
    const { db } = makeWorkspace()
    const read = (name: string): unknown => db.pragma(name, { simple: true })
    expect([
      read('page_size'),
      read('journal_mode'),
      read('synchronous'),
      read('foreign_keys'),
      read('trusted_schema'),
    ]).toEqual([16_384, 'wal', 1, 1, 0])
    expect(() => db.exec("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'meta'")).toThrow()
  })

  test('can be read beside its writer but not written', () => {
    const { db, path } = makeWorkspace()
    const reader = openReader(path)
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))] }, 1)
    expect(getTrace(reader, traceId(1)).spanCount).toBe(1)
    expect(() => ingestBatch(reader, { spans: [makeIngest(makeSpan(2, 1))] }, 1)).toThrowError(
      withCode('STORE_READ_ONLY'),
    )
    reader.close()
  })
})

describe('opening refuses', () => {
  test('a path without a file, a folder, and files of other kinds', () => {
    const folder = makeFolder()
    expect(open(join(folder, 'none.assay'))).toThrowError(withCode('NOT_FOUND'))
    expect(open(folder)).toThrowError(withCode('UNSUPPORTED_FORMAT'))
    writeFileSync(join(folder, 'text.assay'), 'hello '.repeat(1000))
    expect(open(join(folder, 'text.assay'))).toThrowError(withCode('UNSUPPORTED_FORMAT'))
    writeFileSync(join(folder, 'empty.assay'), '')
    expect(open(join(folder, 'empty.assay'))).toThrowError(withCode('UNSUPPORTED_FORMAT'))
    change(join(folder, 'other.assay'), 'CREATE TABLE t (a)')
    expect(open(join(folder, 'other.assay'))).toThrowError(withCode('STORE_FOREIGN', 'another program'))
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  const foreign: [what: string, sql: string, named: string][] = [
    [
      'a trigger',
      'CREATE TRIGGER evil AFTER INSERT ON spans BEGIN DELETE FROM traces; END',
      'unexpected trigger "evil"',
    ],
    ['a view', 'CREATE VIEW v AS SELECT 1', 'unexpected view "v"'],
    ['another table', 'CREATE TABLE more (a)', 'unexpected table "more"'],
    ['another index', 'CREATE INDEX i ON traces (name)', 'unexpected index "i"'],
    ['a virtual table', 'CREATE VIRTUAL TABLE f USING fts5(a)', 'unexpected table "f"'],
    ['a changed table', 'ALTER TABLE saved_views ADD COLUMN extra TEXT', 'changed table "saved_views"'],
    ['a missing index', 'DROP INDEX traces_by_name', 'missing index "traces_by_name"'],
    ['a missing table', 'DROP TABLE saved_views', 'missing table "saved_views"'],
  ]
  for (const [what, sql, named] of foreign) {
    test(`a workspace with ${what}, and names it`, () => {
      const path = makeClosed()
      change(path, sql)
      expect(open(path)).toThrowError(withCode('STORE_FOREIGN', named))
      expect(() => openWorkspace(path, { mode: 'open', readOnly: true })).toThrowError(withCode('STORE_FOREIGN', named))
      expect(examineWorkspace(path)).toMatchObject({ isHealthy: false, findings: [{ code: 'STORE_FOREIGN' }] })
    })
  }

  test('nothing because of statistics that another tool has gathered', () => {
    const path = makeClosed()
    change(path, 'ANALYZE')
    expect(open(path)).not.toThrow()
  })

  test('a file of a newer version, and leaves it untouched', () => {
    const path = makeClosed()
    change(path, `PRAGMA user_version = ${currentVersion() + 1}`)
    const before = readFileSync(path)
    expect(open(path)).toThrowError(withCode('STORE_TOO_NEW'))
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('backup'))).toEqual([])
  })

  test('a file that is cut off or overwritten', () => {
    const path = makeClosed()
    const whole = readFileSync(path)
    truncateSync(path, Math.floor(whole.length / 2 / 16_384) * 16_384)
    expect(open(path)).toThrowError(withCode('STORE_CORRUPT'))
    const spoilt = Buffer.from(whole)
    spoilt.fill(0x5a, 16_384 * 3, 16_384 * 9)
    writeFileSync(path, spoilt)
    expect(open(path)).toThrowError(withCode('STORE_CORRUPT'))
    expect(examineWorkspace(path)).toMatchObject({ isHealthy: false, findings: [{ code: 'STORE_CORRUPT' }] })
  })
})

describe('the lock', () => {
  test('keeps a second engine out, says who holds it, and lets readers in', () => {
    const { path } = makeWorkspace()
    expect(open(path)).toThrowError(
      expect.objectContaining({ code: 'STORE_LOCKED', details: expect.objectContaining({ pid: process.pid }) }),
    )
    const reader = openWorkspace(path, { mode: 'open', readOnly: true })
    expect(reader.lock).toBeUndefined()
    reader.close()
    expect(open(path)).toThrowError(withCode('STORE_LOCKED', String(process.pid)))
  })

  test('of a killed process is gone with it, and what it had stored is there', async () => {
    const folder = makeFolder()
    const path = join(folder, 'killed.assay')
    const child = startHolder(path)
    await lineOf(child)
    expect(open(path)).toThrowError(withCode('STORE_LOCKED', String(child.pid)))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    expect(existsSync(`${path}.lock`)).toBe(true)
    const workspace = openWorkspace(path, { mode: 'open' })
    expect(getTrace(workspace.db, traceId(1)).spanCount).toBe(1)
    workspace.close()
    expect(readdirSync(folder)).toEqual(['killed.assay'])
    expect(examineWorkspace(path)).toMatchObject({ isHealthy: true })
  })
})

/** A process that opens a new workspace, stores a trace, says so and stays. */
function startHolder(path: string): ChildProcess {
  const url = (file: string): string => new URL(file, import.meta.url).href
  const script = `
    import { openWorkspace } from '${url('../../../src/main/store/open-store.ts')}'
    import { ingestBatch } from '${url('../../../src/main/store/ingest.ts')}'
    const span = JSON.parse(process.argv[2], (key, value) => key.endsWith('Nano') ? BigInt(value) : value)
    ingestBatch(openWorkspace(process.argv[1], { mode: 'create' }).db, { spans: [span] }, 1)
    console.log('stored')
    setInterval(() => {}, 1000)`
  const span = JSON.stringify(makeIngest(makeSpan(1, 1)), (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path, span], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function lineOf(child: ChildProcess): Promise<string> {
  for await (const chunk of child.stdout ?? []) return String(chunk)
  throw new Error('The process ended without a word')
}

describe('migrations', () => {
  const added = [
    ...migrations,
    {
      version: currentVersion() + 1,
      name: 'more',
      up: (db: Database) => void db.exec('CREATE TABLE more (a) STRICT, WITHOUT ROWID'),
    },
  ]

  test('run once, in order, from any version to the newest', () => {
    const db = new SqliteDatabase(':memory:')
    expect(migrate(db)).toBe(migrations.length)
    expect(migrate(db)).toBe(0)
    expect(readVersion(db)).toBe(currentVersion())
    expect(() => migrate(db, added.toReversed())).toThrow(/out of order/)
  })

  test('that fail leave the store as it was', () => {
    const { db } = makeWorkspace()
    // A table without a type and key is refused in a STRICT table: the step fails half way.
    expect(() => migrate(db, added)).toThrow()
    const broken = {
      version: 9,
      name: 'broken',
      up: (target: Database) => {
        target.exec('CREATE TABLE half (a INTEGER PRIMARY KEY) STRICT')
        target.exec("INSERT INTO trace_tags (trace_pk, key, value) VALUES (999, 'k', 'v')")
      },
    }
    expect(() => migrate(db, [...migrations, broken])).toThrowError(withCode('STORE_CORRUPT'))
    expect(readVersion(db)).toBe(currentVersion())
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('half', 'more')").pluck().get()).toBe(0)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
  })

  test('keep copies of what was before, at most three', () => {
    const { db, path } = makeWorkspace()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))] }, 1)
    const copies = [1, 2, 3, 4].map((day) => backupBeforeMigration(db, path, Date.UTC(2026, 0, day)))
    expect(copies.map((copy) => existsSync(copy))).toEqual([false, true, true, true])
    const renamed = `${path}-restored.assay`
    copyFileSync(copies[3] as string, renamed)
    const restored = openWorkspace(renamed, { mode: 'open' })
    expect(getTrace(restored.db, traceId(1)).spanCount).toBe(1)
    restored.close()
  })
})

describe('a backup', () => {
  test('of a workspace in use is a workspace', async () => {
    const { db, path } = makeWorkspace()
    ingestBatch(db, { spans: Array.from({ length: 2_000 }, (_, index) => makeIngest(makeSpan(index + 1, 1))) }, 1)
    const copy = `${path}-copy.assay`
    const seen: number[] = []
    expect(await backupTo(db, copy, ({ donePages }) => seen.push(donePages))).toMatchObject({ path: copy })
    expect(seen.length).toBeGreaterThan(0)
    expect(examineWorkspace(copy)).toMatchObject({ isHealthy: true, counts: { traces: 2_000, spans: 2_000 } })
    await expect(backupTo(db, copy)).rejects.toThrowError(withCode('CONFLICT'))
  })
})

describe('the doctor', () => {
  test('finds a healthy file healthy, open or closed', () => {
    const { db, path } = makeWorkspace()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1)), makeIngest(makeSpan(1, 2, 1))] }, 1)
    expect(examineWorkspace(path)).toEqual({
      path,
      isHealthy: true,
      schemaVersion: currentVersion(),
      counts: expect.objectContaining({ traces: 1, spans: 2, span_payloads: 2, searchPending: 1 }),
      findings: [expect.objectContaining({ severity: 'info', code: 'searchPending' })],
    })
  })

  const damages: [code: string, sql: string][] = [
    ['summaryDiffers', "UPDATE traces SET name = 'other'"],
    ['summaryDiffers', 'UPDATE traces SET span_count = 7'],
    ['spansWithoutTrace', 'PRAGMA foreign_keys = OFF; DELETE FROM traces'],
    ['spansWithoutPayload', 'DELETE FROM span_payloads'],
    ['spansWithoutOrigin', 'DELETE FROM scopes'],
    ['unusedPayloads', "INSERT INTO span_payloads (payload_pk, attributes) VALUES (99, '[]')"],
    [
      'brokenReferences',
      "PRAGMA foreign_keys = OFF; INSERT INTO trace_tags (trace_pk, key, value) VALUES (99, 'a', 'b')",
    ],
    ['searchMissing', 'DELETE FROM search_pending'],
  ]
  for (const [code, sql] of damages) {
    test(`reports ${code} after ${sql.slice(0, 60)}`, () => {
      const path = makeClosed()
      change(path, sql)
      const report = examineWorkspace(path)
      expect(report.findings.map((finding) => finding.code)).toContain(code)
      expect(report.isHealthy).toBe(code === 'unusedPayloads')
    })
  }
})
