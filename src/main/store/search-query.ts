/** Full-text search as a condition of the trace list. */
import type { Database } from 'better-sqlite3'
import { makeMatcher, parseQuery, toFtsQuery } from './search-text.ts'
import { type SqlValue, sql } from './sql.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import type { Condition } from './trace-filter.ts'
import { toTraceId } from './trace-filter.ts'

/** Time for looking through traces that are not indexed yet; the newest come first. */
const scanBudgetMs = 60

export interface SearchCondition {
  condition: Condition
  /** False while some traces are not indexed: those were looked through as far as time allowed. */
  isIndexComplete: boolean
}

/** A query without any word selects everything. */
export function searchCondition(db: Database, query: string): SearchCondition {
  const phrases = parseQuery(query)
  const pending = scanPending(db, query, phrases.length === 0 ? undefined : makeMatcher(phrases))
  if (phrases.length === 0) return { condition: { test: sql('1') }, isIndexComplete: pending.isEmpty }
  const selects = ['SELECT rowid AS trace_pk FROM search_index WHERE search_index MATCH ?']
  const params: SqlValue[] = [toFtsQuery(phrases)]
  if (pending.scanned.length > 0) {
    // What the index says of these is of before.
    selects[0] += ' AND rowid NOT IN (SELECT value FROM json_each(?))'
    params.push(JSON.stringify(pending.scanned))
  }
  if (pending.matching.length > 0) {
    selects.push('SELECT value FROM json_each(?)')
    params.push(JSON.stringify(pending.matching))
  }
  const idRange = traceIdRange(query)
  if (idRange !== undefined) {
    selects.push('SELECT trace_pk FROM traces WHERE trace_id >= ? AND trace_id < ?')
    params.push(...idRange)
  }
  const keys = sql(selects.join(idRange === undefined ? ' UNION ALL ' : ' UNION '), ...params)
  return {
    condition: {
      test: sql(`t.trace_pk IN (${keys.text})`, ...params),
      driver: { probe: keys, from: sql(`(${keys.text}) d CROSS JOIN traces t ON t.trace_pk = d.trace_pk`, ...params) },
      isDriverExact: true,
    },
    isIndexComplete: pending.isEmpty,
  }
}

/** A pasted trace id, or enough of its beginning, finds its trace. */
function traceIdRange(query: string): [string, string] | undefined {
  const id = toTraceId(query.trim())
  return /^[0-9a-f]{8,32}$/.test(id) ? [id, `${id}g`] : undefined
}

interface PendingScan {
  isEmpty: boolean
  scanned: number[]
  matching: number[]
}

function scanPending(db: Database, query: string, matches: ((text: string) => boolean) | undefined): PendingScan {
  const scan: PendingScan = { isEmpty: true, scanned: [], matching: [] }
  const deadline = performance.now() + scanBudgetMs
  const pending = preparedPluck(db, 'SELECT trace_pk FROM search_pending ORDER BY trace_pk DESC')
  for (const tracePk of pending.iterate() as Iterable<number>) {
    scan.isEmpty = false
    if (matches === undefined || query === '' || performance.now() > deadline) break
    scan.scanned.push(tracePk)
    if (matches(readRawText(db, tracePk))) scan.matching.push(tracePk)
  }
  return scan
}

/** Longest text of one trace that is looked through. */
const maxScanLength = 2_000_000

const rawTextSql = `SELECT p.attributes, p.events FROM spans s JOIN span_payloads p ON p.payload_pk = s.payload_pk WHERE s.trace_pk = ?`

/** The stored JSON of a trace as text, with its escapes opened: nearly what the index would be given. */
function readRawText(db: Database, tracePk: number): string {
  const parts = readOwnTexts(db, tracePk)
  let length = 0
  for (const row of preparedRaw(db, rawTextSql).iterate(tracePk) as Iterable<(string | null)[]>) {
    for (const text of row) {
      if (text === null) continue
      parts.push(text)
      length += text.length
    }
    if (length > maxScanLength) break
  }
  const logs = preparedRaw(
    db,
    `SELECT l.body, l.attributes FROM traces t CROSS JOIN logs l ON l.trace_id = t.trace_id WHERE t.trace_pk = ?`,
  ).all(tracePk) as (string | null)[][]
  for (const row of logs) for (const text of row) if (text !== null) parts.push(text)
  // Values are often JSON inside JSON, with as many backslashes as levels.
  return parts.join('\n').replace(/\\+(?:u[0-9a-f]{4}|[nrtbf"/])|\\+/gi, ' ')
}

/**
 * What a trace says of itself beside its spans: name, previews, ids, tags, and the texts of its assessments. Part
 * of the indexed document too.
 */
export function readOwnTexts(db: Database, tracePk: number): string[] {
  const texts: string[] = []
  const add = (rows: unknown): void => {
    for (const row of rows as (string | null)[][])
      for (const text of row) if (text !== null && text !== '') texts.push(text)
  }
  add(
    preparedRaw(
      db,
      `SELECT t.name, x.input_preview, x.output_preview, t.session_id, t.user_id, t.client_request_id FROM traces t
        LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk WHERE t.trace_pk = ?`,
    ).all(tracePk),
  )
  add(preparedRaw(db, 'SELECT key, value FROM trace_tags WHERE trace_pk = ?').all(tracePk))
  add(
    preparedRaw(
      db,
      `SELECT value, rationale FROM assessments WHERE trace_pk = ? AND valid = 1 AND deleted_at_ms IS NULL
        AND (rationale IS NOT NULL OR value >= '"')`,
    ).all(tracePk),
  )
  return texts
}
