/** What is typed as a tag, and how earlier tags come back. */
import type { TraceRow } from '../../../shared/model/trace.ts'

export interface TagText {
  key: string
  value: string
}

/**
 * `review: mine` and `review=mine` are a key and a value, split at the first of the two signs; a bare word is a key
 * with an empty value. With a value in its own field the key is taken as written, so that any key can be set.
 */
export function parseTag(keyText: string, valueText: string): TagText {
  const key = keyText.trim()
  const value = valueText.trim()
  if (value !== '') return { key, value }
  const at = key.search(/[:=]/)
  if (at <= 0) return { key, value }
  return { key: key.slice(0, at).trim(), value: key.slice(at + 1).trim() }
}

/** Trace ids by the value the tag had (null: none), one call each to set it again. */
export function groupByTagValue(
  rows: readonly Pick<TraceRow, 'traceId' | 'tags'>[],
  key: string,
): Map<string | null, string[]> {
  const groups = new Map<string | null, string[]>()
  for (const { traceId, tags } of rows) {
    const value = Object.hasOwn(tags, key) ? (tags[key] ?? null) : null
    const group = groups.get(value)
    if (group === undefined) groups.set(value, [traceId])
    else group.push(traceId)
  }
  return groups
}
