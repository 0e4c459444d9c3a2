/** Ids that are the same on every import of the same content. */
import { createHash } from 'node:crypto'
import type { Json } from '../../shared/model/json.ts'

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A trace id from hex (with or without `tr-`, `0x`), a UUID or base64 of 16 bytes; undefined when it is none of them. */
export function parseTraceId(text: string): string | undefined {
  return parseIdBytes(text.startsWith('tr-') ? text.slice(3) : text, 16)
}

/** A span id from hex (with or without `0x`) or base64 of 8 bytes. */
export function parseSpanId(text: string): string | undefined {
  return parseIdBytes(text, 8)
}

function parseIdBytes(text: string, length: number): string | undefined {
  const hexLength = length * 2
  const bare = (text.startsWith('0x') ? text.slice(2) : text).replaceAll('-', '').toLowerCase()
  let hex: string | undefined
  if (bare.length === hexLength && /^[0-9a-f]+$/.test(bare)) hex = bare
  else if (text.startsWith('0x') && bare.length > 0 && bare.length < hexLength && /^[0-9a-f]+$/.test(bare))
    hex = bare.padStart(hexLength, '0')
  else if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) {
    const bytes = Buffer.from(text, 'base64')
    const encodedLength = Math.ceil(length / 3) * 4
    if (
      bytes.length === length &&
      (text.length === encodedLength || text.length === encodedLength - (3 - (length % 3)))
    )
      hex = bytes.toString('hex')
  }
  return hex !== undefined && /[^0]/.test(hex) ? hex : undefined
}

/** A trace id for any text. */
export function hashTraceId(text: string): string {
  return nonZero(sha256Hex(`trace\0${text}`).slice(0, 32))
}

/** A span id for any text, such as the trace id and the span's role in it. */
export function hashSpanId(text: string): string {
  return nonZero(sha256Hex(`span\0${text}`).slice(0, 16))
}

/** An assessment id in MLflow's form, for sources that give none. */
export function hashAssessmentId(parts: readonly (string | undefined)[]): string {
  return `a-${sha256Hex(JSON.stringify(parts.map((part) => part ?? null))).slice(0, 32)}`
}

function nonZero(hex: string): string {
  return /[^0]/.test(hex) ? hex : `${hex.slice(0, -1)}1`
}

/** JSON text with sorted keys, so that equal content has equal text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
