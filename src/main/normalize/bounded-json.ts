/**
 * Reading the beginning of what may be megabytes of JSON, for previews at ingest: long strings are cut, and reading
 * stops when a budget is spent. Skipping a string costs one native search, whatever its length, so a chat request
 * with an image in it is still read to its end.
 */
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue } from '../../shared/model/otlp.ts'
import { type JsonObject, setOwn } from './values.ts'

export interface Budget {
  /** Strings are cut to about this many UTF-16 units. */
  stringLength: number
  /** Values, keys and kilobytes that are read before stopping. */
  steps: number
}

const maxNesting = 60

/**
 * As much of a JSON text as the budget allows; lists and objects end where reading stopped. Malformed text gives what
 * was read before the fault (texts that a sender cut at a length limit are common), undefined when that is nothing.
 */
export function parseBounded(text: string, budget: Budget): Json | undefined {
  return new BoundedReader(text, budget).read(0)
}

class BoundedReader {
  readonly text: string
  readonly stringLength: number
  at = 0
  steps: number

  constructor(text: string, budget: Budget) {
    this.text = text
    this.stringLength = budget.stringLength
    this.steps = budget.steps
  }

  read(depth: number): Json | undefined {
    if (--this.steps < 0 || depth > maxNesting) return this.stop()
    switch (this.skipSpace()) {
      case 123:
        return this.readObject(depth)
      case 91:
        return this.readArray(depth)
      case 34:
        return this.readString()
      default:
        return this.readScalar()
    }
  }

  private readObject(depth: number): Json {
    const object: JsonObject = {}
    this.at++
    if (this.skipSpace() === 125) {
      this.at++
      return object
    }
    for (;;) {
      if (this.skipSpace() !== 34) return this.ended(object)
      const key = this.readString()
      if (key === undefined || this.skipSpace() !== 58) return this.ended(object)
      this.at++
      const value = this.read(depth + 1)
      if (value !== undefined) setOwn(object, key, value)
      const next = this.skipSpace()
      this.at++
      if (next !== 44) return next === 125 ? object : this.ended(object)
    }
  }

  private readArray(depth: number): Json {
    const array: Json[] = []
    this.at++
    if (this.skipSpace() === 93) {
      this.at++
      return array
    }
    for (;;) {
      const value = this.read(depth + 1)
      if (value === undefined) return this.ended(array)
      array.push(value)
      const next = this.skipSpace()
      this.at++
      if (next !== 44) return next === 93 ? array : this.ended(array)
    }
  }

  private readString(): string | undefined {
    const { text } = this
    const start = this.at + 1
    let end = text.indexOf('"', start)
    while (end !== -1 && this.isEscaped(end, start)) {
      if (--this.steps < 0) return this.stop()
      end = text.indexOf('"', end + 1)
    }
    const stop = end === -1 ? text.length : end
    this.steps -= (stop - start) >> 14
    this.at = end === -1 ? text.length : end + 1
    return decodeString(text.slice(start, Math.min(stop, start + this.stringLength)))
  }

  private isEscaped(quote: number, start: number): boolean {
    let index = quote - 1
    while (index >= start && this.text.charCodeAt(index) === 92) index--
    const run = quote - 1 - index
    this.steps -= run >> 6
    return run % 2 === 1
  }

  private readScalar(): Json | undefined {
    const start = this.at
    const { text } = this
    let code = text.charCodeAt(this.at)
    while (code > 32 && code !== 44 && code !== 93 && code !== 125 && this.at - start < 40) {
      code = text.charCodeAt(++this.at)
    }
    const word = text.slice(start, this.at)
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    const number = word === '' ? Number.NaN : Number(word)
    return Number.isFinite(number) ? number : this.stop()
  }

  /** The code of the next visible character, NaN at the end. */
  private skipSpace(): number {
    let code = this.text.charCodeAt(this.at)
    while (code <= 32) code = this.text.charCodeAt(++this.at)
    return code
  }

  /** Nothing more is read after this. */
  private stop(): undefined {
    this.at = this.text.length
    return undefined
  }

  private ended<T extends Json>(value: T): T {
    this.stop()
    return value
  }
}

/** The inside of a JSON string literal, possibly cut within an escape. */
function decodeString(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw
  let end = raw.length
  const slash = raw.lastIndexOf('\\')
  let run = 0
  while (slash - run >= 0 && raw.charCodeAt(slash - run) === 92) run++
  const size = raw.charCodeAt(slash + 1) === 117 ? 6 : 2
  if (run % 2 === 1 && slash + size > end) end = slash
  try {
    return JSON.parse(`"${raw.slice(0, end).replace(controls, ' ')}"`) as string
  } catch {
    return raw
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them raw in strings, some senders write them.
const controls = /[\u0000-\u001f]/g

/** The same for a structured OTLP value. */
export function toJsonBounded(value: AnyValue, budget: Budget): Json {
  let steps = budget.steps
  const read = (item: AnyValue, depth: number): Json => {
    steps--
    if ('stringValue' in item) return item.stringValue.slice(0, budget.stringLength)
    if ('boolValue' in item) return item.boolValue
    if ('intValue' in item) return Number(item.intValue)
    if ('doubleValue' in item) return Number.isFinite(item.doubleValue) ? item.doubleValue : String(item.doubleValue)
    if (depth > maxNesting) return null
    if ('arrayValue' in item) {
      const array: Json[] = []
      for (const entry of item.arrayValue.values ?? []) {
        if (steps <= 0) break
        array.push(read(entry, depth + 1))
      }
      return array
    }
    if ('kvlistValue' in item) {
      const object: JsonObject = {}
      for (const entry of item.kvlistValue.values ?? []) {
        if (steps <= 0) break
        setOwn(object, entry.key, read(entry.value, depth + 1))
      }
      return object
    }
    if ('bytesValue' in item) return item.bytesValue.slice(0, budget.stringLength)
    return null
  }
  return read(value, 0)
}
