/** Which items of a session are like a given one, so that they can be answered together. By words alone, the same every time. */
import type { Database } from 'better-sqlite3'
import { getSessionPk } from '../store/labeling-sessions.ts'
import { prepared } from '../store/statements.ts'

/** At least this share of the words of two inputs is common to both (Jaccard), where the traces have one name. */
const nearShare = 0.8

interface Row {
  trace_id: string
  name: string
  input_preview: string | null
}

/**
 * Items whose input is the same but for case, width, punctuation and spaces; and, of traces with the same name, those whose inputs share
 * at least 80 % of their different words (pairs of characters in scripts without spaces). In the order of the items, the given one first.
 * Inputs are compared by their previews, which hold the first 500 characters. Throws NOT_FOUND (session).
 */
export function findSimilarItems(db: Database, input: { sessionId: string; traceId: string }): { traceIds: string[] } {
  const rows = prepared(
    db,
    `SELECT t.trace_id, t.name, x.input_preview FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
      LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk WHERE i.run_pk = ? ORDER BY i.added_at_ms, i.trace_pk`,
  ).all(getSessionPk(db, input.sessionId)) as Row[]
  const given = rows.find((row) => row.trace_id === input.traceId)
  if (given === undefined) return { traceIds: [] }
  const words = wordsOf(given.input_preview ?? '')
  const text = [...words].join(' ')
  const similar = rows.filter((row) => {
    if (row === given || row.input_preview === null) return false
    const others = wordsOf(row.input_preview)
    if ([...others].join(' ') === text && words.size > 0) return true
    return row.name === given.name && shareOf(words, others) >= nearShare
  })
  return { traceIds: [input.traceId, ...similar.map((row) => row.trace_id)] }
}

/** The different words of a text in the order of their first use; of Chinese and Japanese the pairs of characters. */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>()
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const [part] of word.matchAll(
      /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]+|[^\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]+/gu,
    )) {
      if (!/^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]/u.test(part) || part.length < 2) words.add(part)
      else for (let at = 0; at + 1 < part.length; at++) words.add(part.slice(at, at + 2))
    }
  }
  return words
}

/** Common words by all words of both; 0 where there are none. */
export function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length
  const all = a.size + b.size - common
  return all === 0 ? 0 : common / all
}
