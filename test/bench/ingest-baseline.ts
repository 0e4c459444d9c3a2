/**
 * What SQLite itself costs: the rows that an ingest left behind, inserted again by bare better-sqlite3 into a new
 * workspace file, so with the same tables, indexes and settings, in transactions of 512 spans.
 */
import type { Database } from 'better-sqlite3'
import { openReader, openWorkspace } from '../../src/main/store/open-store.ts'

type Row = unknown[]

interface Table {
  name: string
  columns: string[]
  rows: Row[]
}

/** Tables whose rows belong to traces, by the column that says which; written when their trace first appears. */
const perTrace = ['traces', 'trace_tags', 'trace_metadata']

/** Spans a second, the first `warmUpSpans` not counted. */
export function insertBare(source: string, target: string, batchSpans: number, warmUpSpans: number): number {
  const reader = openReader(source)
  const spans = readTable(reader, 'spans', 'payload_pk')
  const payloads = readTable(reader, 'span_payloads', 'payload_pk')
  const traceTables = perTrace.map((name) => readTable(reader, name, 'trace_pk'))
  const shared = ['resources', 'scopes'].map((name) => readTable(reader, name, 'rowid'))
  reader.close()

  const workspace = openWorkspace(target, { mode: 'create' })
  const { db } = workspace
  try {
    const insertSpan = prepareInsert(db, spans)
    const insertPayload = prepareInsert(db, payloads)
    const ofTrace = traceTables.map((table) => ({ insert: prepareInsert(db, table), rows: groupByTrace(table) }))
    for (const table of shared) {
      const insert = prepareInsert(db, table)
      for (const row of table.rows) {
        insert.run(row)
      }
    }
    const written = new Set<unknown>()
    const tracePkAt = spans.columns.indexOf('trace_pk')
    let startedMs = performance.now()
    for (let from = 0; from < spans.rows.length; from += batchSpans) {
      if (from === warmUpSpans) {
        startedMs = performance.now()
      }
      db.exec('BEGIN IMMEDIATE')
      for (let i = from; i < Math.min(from + batchSpans, spans.rows.length); i++) {
        const span = spans.rows[i] as Row
        const tracePk = span[tracePkAt]
        if (!written.has(tracePk)) {
          written.add(tracePk)
          for (const { insert, rows } of ofTrace) {
            for (const row of rows.get(tracePk) ?? []) {
              insert.run(row)
            }
          }
        }
        insertSpan.run(span)
        insertPayload.run(payloads.rows[i] as Row)
      }
      db.exec('COMMIT')
    }
    return (spans.rows.length - warmUpSpans) / ((performance.now() - startedMs) / 1000)
  } finally {
    workspace.close()
  }
}

function readTable(db: Database, name: string, order: string): Table {
  const columns = db.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(name) as string[]
  const rows = db
    .prepare(`SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${order}`)
    .safeIntegers()
    .raw()
    .all()
  return { name, columns, rows: rows as Row[] }
}

function prepareInsert(db: Database, { name, columns }: Table) {
  return db.prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
}

function groupByTrace({ columns, rows }: Table): Map<unknown, Row[]> {
  const at = columns.indexOf('trace_pk')
  return Map.groupBy(rows, (row) => row[at])
}
