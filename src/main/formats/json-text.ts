/** Parsing single records: exact big integers, the odd tokens that Python writes, and a limit on depth. */
import type { Json } from '../../shared/model/json.ts'

/**
 * Nanosecond times that some writers give as bare numbers, which `JSON.parse` would round. A key's closing quote
 * is never escaped, so inside a string this cannot match.
 */
const bareNanos =
  /("(?:start_time|end_time|start_time_unix_nano|end_time_unix_nano|time_unix_nano|startTimeUnixNano|endTimeUnixNano|timeUnixNano|observedTimeUnixNano|observed_time_unix_nano|timestamp|intValue|int_value)"\s*:\s*)(-?\d{16,20})(?=\s*[,}\]])/g

const maxDepth = 100

export type ParsedRecord = { ok: true; value: Json } | { ok: false; problem: 'invalidJson' | 'tooDeep' }

/** Long integers of known keys come back as decimal strings. */
export function parseRecord(bytes: Buffer): ParsedRecord {
  const text = quoteBareNanos(bytes.toString('utf8'))
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    const relaxed = replaceNonFinite(text)
    if (relaxed === undefined) return { ok: false, problem: 'invalidJson' }
    try {
      value = JSON.parse(relaxed) as Json
    } catch {
      return { ok: false, problem: 'invalidJson' }
    }
  }
  return isDeeperThan(value, maxDepth) ? { ok: false, problem: 'tooDeep' } : { ok: true, value }
}

/** The text with bare nanosecond integers in quotes. */
export function quoteBareNanos(text: string): string {
  return text.replace(bareNanos, '$1"$2"')
}

/** Python's `json` writes NaN and Infinity; they become null. Undefined when there is none outside strings. */
function replaceNonFinite(text: string): string | undefined {
  if (!/NaN|Infinity/.test(text)) return undefined
  const replaced = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (match) =>
    match.startsWith('"') ? match : 'null',
  )
  return replaced === text ? undefined : replaced
}

/** Without recursion, so that the check itself survives what it looks for. */
export function isDeeperThan(value: Json, limit: number): boolean {
  let level: Json[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    const next: Json[] = []
    for (const item of level) {
      if (item === null || typeof item !== 'object') continue
      for (const child of Array.isArray(item) ? item : Object.values(item)) {
        if (child !== null && typeof child === 'object') next.push(child)
      }
    }
    level = next
  }
  return false
}

export function isJsonObject(value: unknown): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** JSON inside a string, when the string is the text of an object or array; else undefined. */
export function parseEmbeddedJson(text: string): Json | undefined {
  const first = text.trimStart()[0]
  if (first !== '{' && first !== '[') return undefined
  try {
    const value = JSON.parse(text) as Json
    return isDeeperThan(value, maxDepth) ? undefined : value
  } catch {
    return undefined
  }
}
