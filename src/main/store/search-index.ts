/**
 * Builds the full-text index after commit, in slices: tokenizing text costs more than storing it, so ingest only
 * notes in `search_pending` which traces changed.
 *
 * One document a trace: what it says of itself (see `readOwnTexts`) and the texts of its spans, each text once
 * (agents resend their history at every step), up to `maxDocumentLength` characters.
 */
import type { Database } from 'better-sqlite3'
import { readOwnTexts } from './search-query.ts'
import { toIndexText } from './search-text.ts'
import { prepared, preparedPluck } from './statements.ts'
import { iterateSpans, type StoredSpan } from './stored-span.ts'
import { writeTransaction } from './transaction.ts'

/** About 200 pages of a book; what a trace says beyond is found by the search inside that trace. */
export const maxDocumentLength = 400_000
/** Traces a transaction: long enough to share its cost, short enough that a label never waits for it. */
const tracesPerTransaction = 25

export type TextExtractor = (span: StoredSpan) => string[]

/**
 * Indexes waiting traces, oldest first, until the budget is spent; at least one batch's first.
 * `pending` is how many remain. Merging the index is `mergeIndex`.
 */
export function indexPending(
  db: Database,
  extractText: TextExtractor,
  budgetMs: number,
): { indexed: number; pending: number } {
  const deadline = performance.now() + budgetMs
  let indexed = 0
  do {
    const batch = preparedPluck(db, 'SELECT trace_pk FROM search_pending ORDER BY trace_pk LIMIT ?').all(
      tracesPerTransaction,
    )
    if (batch.length === 0) break
    writeTransaction(db, () => {
      for (const tracePk of batch as number[]) {
        indexTrace(db, tracePk, extractText)
        indexed++
        if (performance.now() >= deadline) break
      }
    })
  } while (performance.now() < deadline)
  return { indexed, pending: countPending(db) }
}

export function countPending(db: Database): number {
  return preparedPluck(db, 'SELECT count(*) FROM search_pending').get() as number
}

function indexTrace(db: Database, tracePk: number, extractText: TextExtractor): void {
  const traceId = preparedPluck(db, 'SELECT trace_id FROM traces WHERE trace_pk = ?').get(tracePk) as string | undefined
  // INSERT OR REPLACE is how a contentless-delete FTS5 table is updated: one row, by rowid.
  if (traceId !== undefined) {
    const body = toDocument(db, tracePk, traceId, extractText)
    prepared(db, 'INSERT OR REPLACE INTO search_index (rowid, body) VALUES (?, ?)').run(tracePk, body)
  }
  prepared(db, 'DELETE FROM search_pending WHERE trace_pk = ?').run(tracePk)
}

function toDocument(db: Database, tracePk: number, traceId: string, extractText: TextExtractor): string {
  const texts = new Set<string>()
  let length = 0
  const add = (text: string): boolean => {
    if (texts.has(text)) return true
    const rest = maxDocumentLength - length
    texts.add(text.length > rest ? text.slice(0, rest) : text)
    length += text.length
    return length < maxDocumentLength
  }
  for (const text of readOwnTexts(db, tracePk)) add(text)
  spans: for (const stored of iterateSpans(db, traceId)) {
    if (!add(stored.span.name)) break
    for (const text of extractText(stored)) if (!add(text)) break spans
  }
  // A line break keeps a phrase from running over from one text into the next only in part, which is harmless.
  return toIndexText([...texts].join('\n'))
}

/** Pages of index merged in one step of `mergeIndex`. */
const mergePages = 64

/**
 * Merges segments of the index until the budget is spent. False when there is nothing left to merge. Searching is
 * faster in a merged index; call when idle.
 */
export function mergeIndex(db: Database, budgetMs: number): boolean {
  const deadline = performance.now() + budgetMs
  do {
    const before = preparedPluck(db, 'SELECT total_changes()').get() as number
    writeTransaction(db, () =>
      prepared(db, "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)").run(mergePages),
    )
    // FTS5's documentation: fewer than two changes means there was no work.
    const after = preparedPluck(db, 'SELECT total_changes()').get() as number
    if (after - before < 2) return false
  } while (performance.now() < deadline)
  return true
}
