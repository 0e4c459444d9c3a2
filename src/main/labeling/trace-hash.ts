/** Whether a trace is still what it was. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { preparedPluck } from '../store/statements.ts'
import { iterateSpans, readTraceLogs } from '../store/stored-span.ts'
import type { LabelsItem } from './labels-file.ts'

/** Of all spans and log records as they were received, in whatever order they came. Throws NOT_FOUND. */
export function hashTrace(db: Database, traceId: string): string {
  const hashes: string[] = []
  for (const { span, logs } of iterateSpans(db, traceId)) hashes.push(hashOf([span, logs]))
  for (const log of readTraceLogs(db, traceId)) hashes.push(hashOf(log))
  return hashOf(hashes.sort())
}

function hashOf(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner))
  return createHash('sha256').update(text).digest('hex')
}

/** Traces of returned items that have changed at home since they left. */
export function findChangedTraces(db: Database, items: readonly LabelsItem[], signal: AbortSignal): Set<string> {
  const changed = new Set<string>()
  const seen = new Set<string>()
  for (const { traceId, contentHash } of items) {
    if (contentHash === undefined || seen.has(traceId)) continue
    signal.throwIfAborted()
    seen.add(traceId)
    const isHere = preparedPluck(db, 'SELECT 1 FROM traces WHERE trace_id = ?').get(traceId) !== undefined
    if (isHere && hashTrace(db, traceId) !== contentHash) changed.add(traceId)
  }
  return changed
}
