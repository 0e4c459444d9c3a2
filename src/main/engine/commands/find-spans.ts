import type { Database } from 'better-sqlite3'
import type { AnyValue, KeyValue, OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import { searchTexts } from '../../normalize/search-text.ts'
import { iterateSpans } from '../../store/stored-span.ts'
import { readTree } from '../../store/trace-read.ts'

/** Longest look through one trace; 100,000 spans take about a second. */
const budgetMs = 5_000

/**
 * Spans of a trace whose name, attributes or texts contain `text`, case-insensitively, in tree order.
 * `isComplete` is false when there are more than `limit` or the look took too long.
 */
export function findSpans(
  db: Database,
  { traceId, text, limit }: { traceId: string; text: string; limit: number },
): { spanIds: string[]; isComplete: boolean } {
  const needle = text.toLowerCase()
  const found = new Set<string>()
  const endMs = performance.now() + budgetMs
  let isComplete = true
  for (const { span, logs } of iterateSpans(db, traceId)) {
    if (matches(span, logs, needle)) found.add(span.spanId)
    if (performance.now() > endMs) {
      isComplete = false
      break
    }
  }
  const inOrder = readTree(db, traceId).spanIds.filter((spanId) => found.has(spanId))
  return { spanIds: inOrder.slice(0, limit), isComplete: isComplete && inOrder.length <= limit }
}

function matches(span: OtlpSpan, logs: OtlpLogRecord[], needle: string): boolean {
  const has = (text: string) => text.toLowerCase().includes(needle)
  const hasValue = (value: AnyValue): boolean => {
    if ('stringValue' in value) return has(value.stringValue)
    if ('arrayValue' in value) return value.arrayValue.values.some(hasValue)
    if ('kvlistValue' in value) return hasInside(value.kvlistValue.values)
    return Object.values(value).some((leaf) => has(String(leaf)))
  }
  const hasInside = (attributes: KeyValue[]): boolean =>
    attributes.some(({ key, value }) => has(key) || hasValue(value))
  return (
    has(span.name) ||
    has(span.spanId) ||
    has(span.statusMessage) ||
    hasInside(span.attributes) ||
    span.events.some((event) => has(event.name) || hasInside(event.attributes)) ||
    logs.some((log) => has(log.eventName) || hasInside(log.attributes) || (log.body && hasValue(log.body))) ||
    // Attributes that hold JSON may write their texts with escapes; the view has them as people read them.
    searchTexts(span, logs).some(has)
  )
}
