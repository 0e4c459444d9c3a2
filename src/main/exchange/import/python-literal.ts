/**
 * Values as Python's `repr` writes them (`['a', {'score': None}]`): CSV exports of dataframes hold them. A small
 * parser for literals only; nothing is ever evaluated.
 */
import type { Json } from '../../../shared/model/json.ts'
import { setOwn } from '../../formats/any-value.ts'

const maxDepth = 50

/** Undefined when the text is not one complete Python literal. Tuples and sets become arrays. */
export function parsePythonLiteral(text: string): Json | undefined {
  const parser = new LiteralParser(text)
  try {
    return parser.parseAll()
  } catch (error) {
    if (error instanceof NotALiteral) return undefined
    throw error
  }
}

class NotALiteral extends Error {}

const simpleEscapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '0': '\0',
  '\n': '',
}

class LiteralParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parseAll(): Json {
    const value = this.#value(0)
    this.#skipSpace()
    if (this.#at < this.#text.length) throw new NotALiteral()
    return value
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }

  #take(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #value(depth: number): Json {
    if (depth > maxDepth) throw new NotALiteral()
    this.#skipSpace()
    const character = this.#text[this.#at]
    if (character === undefined) throw new NotALiteral()
    if (this.#take('[')) return this.#items(']', depth)
    if (this.#take('(')) return this.#items(')', depth)
    if (this.#take('{')) return this.#braces(depth)
    if (/^[uUbBrR]{0,2}['"]/.test(this.#text.slice(this.#at, this.#at + 3))) return this.#string()
    return this.#word()
  }

  #items(end: string, depth: number): Json[] {
    const items: Json[] = []
    while (!this.#take(end)) {
      items.push(this.#value(depth + 1))
      if (this.#take(',')) continue
      if (this.#take(end)) break
      throw new NotALiteral()
    }
    return items
  }

  #braces(depth: number): Json {
    const record: { [key: string]: Json } = {}
    if (this.#take('}')) return record
    const first = this.#value(depth + 1)
    if (!this.#take(':')) {
      if (this.#take('}')) return [first]
      if (!this.#take(',')) throw new NotALiteral()
      return [first, ...this.#items('}', depth)]
    }
    setOwn(record, toKey(first), this.#value(depth + 1))
    while (!this.#take('}')) {
      if (!this.#take(',')) throw new NotALiteral()
      if (this.#take('}')) break
      const key = toKey(this.#value(depth + 1))
      if (!this.#take(':')) throw new NotALiteral()
      setOwn(record, key, this.#value(depth + 1))
    }
    return record
  }

  #string(): string {
    let isRaw = false
    while (!/['"]/.test(this.#text[this.#at] ?? "'")) {
      if (/[rR]/.test(this.#text[this.#at] ?? '')) isRaw = true
      this.#at += 1
    }
    const quote = this.#text[this.#at] ?? ''
    const closing = this.#text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote
    this.#at += closing.length
    let result = ''
    while (!this.#text.startsWith(closing, this.#at)) {
      const character = this.#text[this.#at]
      if (character === undefined) throw new NotALiteral()
      this.#at += 1
      result += character === '\\' && !isRaw ? this.#escape() : character
    }
    this.#at += closing.length
    return result
  }

  #escape(): string {
    const character = this.#text[this.#at] ?? ''
    this.#at += 1
    const digits = character === 'x' ? 2 : character === 'u' ? 4 : character === 'U' ? 8 : 0
    if (digits > 0) {
      const hex = this.#text.slice(this.#at, this.#at + digits)
      const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN
      if (!(code <= 0x10ffff)) throw new NotALiteral()
      this.#at += digits
      return String.fromCodePoint(code)
    }
    return simpleEscapes[character] ?? (/['"\\]/.test(character) ? character : `\\${character}`)
  }

  #word(): Json {
    const match = /^[-+]?[A-Za-z0-9_.]+(?:[eE][-+]?\d+)?/.exec(this.#text.slice(this.#at, this.#at + 400))
    if (!match) throw new NotALiteral()
    const [word] = match
    this.#at += word.length
    if (word === 'None' || word === 'null' || word === 'nan' || word === 'NaN') return null
    if (word === 'True' || word === 'true') return true
    if (word === 'False' || word === 'false') return false
    const number = Number(word.replaceAll('_', ''))
    if (word.length > 0 && /^[-+]?[\d.]/.test(word) && Number.isFinite(number)) return number
    throw new NotALiteral()
  }
}

function toKey(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
