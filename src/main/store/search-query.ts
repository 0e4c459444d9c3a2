/** Full-text search for the trace list. */
import type { Database } from 'better-sqlite3'
import { makeMatcher, parseQuery, toFtsQuery } from './search-text.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import { toTraceId } from './trace-filter.ts'
import type { Matches } from './trace-plan.ts'

/** Time for looking through traces that are not indexed yet; the newest come first. */
const scanBudgetMs = 60

export interface SearchResult {
  /** Undefined when the query has no word: then it selects everything. */
  matches: Matches | undefined
  /** False while some traces are not indexed: those were looked through as far as time allowed. */
  isIndexComplete: boolean
}

/**
 * Runs the search once for the whole request: FTS5 evaluates a query of common words anew for every use in a
 * statement, and a list of keys is cheap even when everything matches.
 */
export function searchTraces(db: Database, query: string): SearchResult {
  const phrases = parseQuery(query)
  const pending = scanPending(db, phrases.length === 0 ? undefined : makeMatcher(phrases))
  if (phrases.length === 0) return { matches: undefined, isIndexComplete: pending.isEmpty }
  const found = preparedPluck(db, 'SELECT rowid FROM search_index WHERE search_index MATCH ?').all(toFtsQuery(phrases))
  let keys = found as number[]
  if (pending.scanned.size > 0) {
    // What the index says of these is of before.
    keys = keys.filter((key) => !pending.scanned.has(key)).concat(pending.matching)
  }
  const idRange = traceIdRange(query)
  if (idRange !== undefined) {
    const byId = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id >= ? AND trace_id < ?').all(...idRange)
    keys = [...new Set([...keys, ...(byId as number[])])]
  }
  return { matches: toMatches(keys), isIndexComplete: pending.isEmpty }
}

/** Tests by bit: a set of 200,000 numbers takes longer to build than the search. */
function toMatches(keys: number[]): Matches {
  let bits: Uint8Array | undefined
  const fill = (): Uint8Array => {
    const filled = new Uint8Array((keys.reduce((a, b) => Math.max(a, b), 0) >> 3) + 1)
    for (const key of keys) filled[key >> 3] = (filled[key >> 3] as number) | (1 << (key & 7))
    return filled
  }
  return {
    keys,
    has(key) {
      bits ??= fill()
      return ((bits[key >> 3] ?? 0) & (1 << (key & 7))) !== 0
    },
  }
}

/** A pasted trace id, or enough of its beginning, finds its trace. */
function traceIdRange(query: string): [string, string] | undefined {
  const id = toTraceId(query.trim())
  return /^[0-9a-f]{8,32}$/.test(id) ? [id, `${id}g`] : undefined
}

interface PendingScan {
  isEmpty: boolean
  scanned: Set<number>
  matching: number[]
}

function scanPending(db: Database, matches: ((text: string) => boolean) | undefined): PendingScan {
  const scan: PendingScan = { isEmpty: true, scanned: new Set(), matching: [] }
  const deadline = performance.now() + scanBudgetMs
  const pending = preparedPluck(db, 'SELECT trace_pk FROM search_pending ORDER BY trace_pk DESC')
  for (const tracePk of pending.iterate() as Iterable<number>) {
    scan.isEmpty = false
    if (matches === undefined || performance.now() > deadline) break
    scan.scanned.add(tracePk)
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
