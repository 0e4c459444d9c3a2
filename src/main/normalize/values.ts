/** From OTLP values and JSON texts to plain JSON, safely: capped in depth, finite, and never throwing. */
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue } from '../../shared/model/otlp.ts'

/** Deeper values stay text (JSON in strings) or end in `null` (structured values). The receiver's cap is the same. */
export const maxDepth = 100

export type JsonObject = { [key: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets an own property even where the name is `__proto__`, which assignment would take for the prototype. */
export function setOwn(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else target[key] = value
}

/**
 * The plain JSON of an OTLP value. Integers beyond 2^53 stay decimal strings, bytes base64; NaN and the infinities
 * become their names, an empty value `null`.
 */
export function toJson(value: AnyValue, depth = 0): Json {
  if (depth > maxDepth) return null
  if ('stringValue' in value) return value.stringValue
  if ('boolValue' in value) return value.boolValue
  if ('intValue' in value) return integerToJson(value.intValue)
  if ('doubleValue' in value) return finite(value.doubleValue)
  if ('arrayValue' in value) return (value.arrayValue.values ?? []).map((item) => toJson(item, depth + 1))
  if ('kvlistValue' in value) {
    const object: JsonObject = {}
    for (const entry of value.kvlistValue.values ?? []) setOwn(object, entry.key, toJson(entry.value, depth + 1))
    return object
  }
  if ('bytesValue' in value) return value.bytesValue
  return null
}

function integerToJson(text: string): Json {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number + 0 : text
}

function finite(value: number | string): Json {
  if (typeof value !== 'number') return value
  return Number.isFinite(value) ? value + 0 : String(value)
}

/** A scalar as text; text that is a JSON string (`"\"LLM\""`) without its quotes. Undefined when empty or not scalar. */
export function toText(value: AnyValue): string | undefined {
  if ('stringValue' in value) return unquote(value.stringValue).trim() === '' ? undefined : unquote(value.stringValue)
  if ('intValue' in value) return value.intValue
  if ('boolValue' in value) return String(value.boolValue)
  if ('doubleValue' in value) return String(value.doubleValue)
  return undefined
}

function unquote(text: string): string {
  if (text.charCodeAt(0) !== 34 || text.length > 10_000) return text
  const parsed = parseJson(text)
  return typeof parsed === 'string' ? parsed : text
}

/** A finite, non-negative number, also when written as text. */
export function toCount(value: AnyValue): number | undefined {
  if ('intValue' in value) return countOf(value.intValue)
  if ('doubleValue' in value) return countOf(value.doubleValue)
  if ('stringValue' in value) return countOf(value.stringValue)
  return undefined
}

/** The same for a JSON value. */
export function countOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string' && (value.trim() === '' || value.length > 40)) return undefined
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const number = Number(value)
  return Number.isFinite(number) && number >= 0 ? number + 0 : undefined
}

/** Parses one JSON text. Undefined when it is not JSON, or JSON too deep to be handled. */
export function parseJson(text: string): Json | undefined {
  try {
    return tamed(JSON.parse(text) as Json, 0)
  } catch {
    return undefined
  }
}

/** JSON as every later reader can take it: capped in depth (else undefined), numbers finite, no negative zero. */
function tamed(value: Json, depth: number): Json | undefined {
  if (typeof value === 'number') return finite(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= maxDepth) return undefined
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = tamed(value[index] as Json, depth + 1)
      if (item === undefined) return undefined
      if (item !== value[index] || item === 0) value[index] = item
    }
    return value
  }
  for (const key of Object.keys(value)) {
    const item = tamed(value[key] as Json, depth + 1)
    if (item === undefined) return undefined
    if (typeof item === 'number' || item !== value[key]) setOwn(value, key, item)
  }
  return value
}

/**
 * What a text says when it is JSON, or JSON within a JSON string: at most two levels are unpacked, and only where it
 * looks like an object, an array or a string. Anything else is the text itself.
 */
export function parseLayers(text: string): Json {
  let value: Json = text
  for (let level = 0; level < 2 && typeof value === 'string'; level++) {
    if (!looksLikeJson(value)) return value
    const parsed = parseJson(value)
    if (parsed === undefined) return value
    value = parsed
  }
  return value
}

/** Whether a text starts and ends as a JSON object, array or string does. */
export function looksLikeJson(text: string): boolean {
  const end = lastVisible(text)
  switch (firstVisible(text)) {
    case 123:
      return end === 125
    case 91:
      return end === 93
    case 34:
      return end === 34 && text.length > 1
    default:
      return false
  }
}

function firstVisible(text: string): number {
  let index = 0
  while (index < text.length && text.charCodeAt(index) <= 32) index++
  return text.charCodeAt(index)
}

function lastVisible(text: string): number {
  let index = text.length - 1
  while (index >= 0 && text.charCodeAt(index) <= 32) index--
  return text.charCodeAt(index)
}

/** A value with JSON texts unpacked by `parseLayers`; empty text and null are absent. */
export function toContent(value: AnyValue): Json | undefined {
  if ('stringValue' in value) {
    const text = value.stringValue
    return text === 'null' || text.trim() === '' ? undefined : present(parseLayers(text))
  }
  const json = toJson(value)
  // A list of JSON texts (`ai.prompt.tools`, `ai.values`).
  return present(Array.isArray(json) ? json.map((item) => (typeof item === 'string' ? parseLayers(item) : item)) : json)
}

function present(value: Json): Json | undefined {
  return value === null || value === '' ? undefined : value
}

/** A non-empty string, trimmed of nothing. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Ids come as strings or numbers. */
export function idOf(value: Json | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value)
}

/** The first of these keys that holds something other than null, undefined or an empty string. */
export function pick(object: JsonObject, ...keys: string[]): Json | undefined {
  for (const key of keys) {
    if (!Object.hasOwn(object, key)) continue
    const value = object[key]
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}

/** Copies without the undefined entries, as `exactOptionalPropertyTypes` asks of optional fields. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const copy: Record<string, unknown> = {}
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) copy[key] = entry
  return copy as { [K in keyof T]: Exclude<T[K], undefined> }
}
