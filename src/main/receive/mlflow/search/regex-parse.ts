/**
 * Regular expressions of RLIKE. MLflow's SQLite store runs them with Python's `re.search`; here they run in time
 * linear in the text, whatever the pattern. So what needs trying out is refused: back references, look-around, atomic
 * groups and possessive quantifiers.
 */
import { invalid } from './invalid.ts'
import { anyOf, type CharTest, classOf, foldCase, newline, rangeTest } from './regex-classes.ts'

export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'textEnd' | 'boundary' | 'noBoundary'

export type RegexNode =
  | { kind: 'char'; test: CharTest }
  | { kind: 'assert'; assertion: Assertion }
  | { kind: 'sequence'; parts: RegexNode[] }
  | { kind: 'either'; choices: RegexNode[] }
  | { kind: 'repeat'; part: RegexNode; min: number; max: number }

interface Reader {
  readonly pattern: string[]
  at: number
  depth: number
  ignoreCase: boolean
  dotAll: boolean
  multiline: boolean
}

const maxDepth = 50
const maxRepeat = 1_000
const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 }

/** Throws INVALID_PARAMETER_VALUE for a pattern that is wrong or that could take more than linear time. */
export function parseRegex(pattern: string): RegexNode {
  const reader: Reader = {
    pattern: [...pattern],
    at: 0,
    depth: 0,
    ignoreCase: false,
    dotAll: false,
    multiline: false,
  }
  readFlags(reader)
  const node = readEither(reader)
  if (reader.at < reader.pattern.length) throw wrong('a closing parenthesis has no opening one')
  return node
}

function wrong(what: string): Error {
  return invalid(`The regular expression after RLIKE cannot be used: ${what}.`)
}

/** `(?i)` and the like at the beginning, which hold for all of it. */
function readFlags(reader: Reader): void {
  const flags = /^\(\?([aimsu]+)\)/.exec(reader.pattern.join(''))
  if (flags === null) return
  const [whole, letters = ''] = flags
  reader.at = whole.length
  reader.ignoreCase = letters.includes('i')
  reader.dotAll = letters.includes('s')
  reader.multiline = letters.includes('m')
}

function readEither(reader: Reader): RegexNode {
  reader.depth += 1
  if (reader.depth > maxDepth) throw wrong(`groups are nested more than ${maxDepth} deep`)
  const choices = [readSequence(reader)]
  while (reader.pattern[reader.at] === '|') {
    reader.at += 1
    choices.push(readSequence(reader))
  }
  reader.depth -= 1
  return choices.length === 1 ? (choices[0] as RegexNode) : { kind: 'either', choices }
}

function readSequence(reader: Reader): RegexNode {
  const parts: RegexNode[] = []
  for (;;) {
    const next = reader.pattern[reader.at]
    if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts }
    parts.push(readRepeated(reader))
  }
}

function readRepeated(reader: Reader): RegexNode {
  const part = readAtom(reader)
  const bounds = readQuantifier(reader)
  if (bounds === undefined) return part
  if (part.kind === 'assert') throw wrong('a quantifier has nothing to repeat')
  const following = reader.pattern[reader.at]
  // Laziness decides which match is found, not whether there is one.
  if (following === '?') reader.at += 1
  else if (following === '+') throw wrong('possessive quantifiers such as *+ are not supported')
  if (readQuantifier(reader) !== undefined) throw wrong('two quantifiers follow each other')
  return { kind: 'repeat', part, ...bounds }
}

/** `max` is Infinity without an upper bound. */
function readQuantifier(reader: Reader): { min: number; max: number } | undefined {
  const sign = reader.pattern[reader.at]
  if (sign === '*' || sign === '+' || sign === '?') {
    reader.at += 1
    return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY }
  }
  if (sign !== '{') return undefined
  const found = /^\{(\d*)(,?)(\d*)\}/.exec(reader.pattern.slice(reader.at, reader.at + 16).join(''))
  // A brace that counts nothing stands for itself.
  if (found === null || found[0] === '{}') return undefined
  const [whole, least = '', comma, most = ''] = found
  reader.at += whole.length
  const min = least === '' ? 0 : Number(least)
  const max = comma === '' ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most)
  if (max < min) throw wrong('a quantifier {m,n} has m above n')
  if (min > maxRepeat || (max !== Number.POSITIVE_INFINITY && max > maxRepeat))
    throw wrong(`a quantifier counts beyond ${maxRepeat}`)
  return { min, max }
}

function readAtom(reader: Reader): RegexNode {
  const char = reader.pattern[reader.at] as string
  reader.at += 1
  switch (char) {
    case '(':
      return readGroup(reader)
    case '[':
      return charNode(reader, readClass(reader))
    case '.':
      return { kind: 'char', test: reader.dotAll ? () => true : (code) => code !== newline }
    case '^':
      return { kind: 'assert', assertion: reader.multiline ? 'lineStart' : 'start' }
    case '$':
      return { kind: 'assert', assertion: reader.multiline ? 'lineEnd' : 'end' }
    case '*':
    case '+':
    case '?':
      throw wrong(`the quantifier ${char} has nothing to repeat`)
    case '\\':
      return readEscape(reader)
    default:
      return literal(reader, char.codePointAt(0) as number)
  }
}

function literal(reader: Reader, code: number): RegexNode {
  return charNode(reader, rangeTest(code, code))
}

function charNode(reader: Reader, test: CharTest): RegexNode {
  return { kind: 'char', test: reader.ignoreCase ? foldCase(test) : test }
}

function readGroup(reader: Reader): RegexNode {
  if (reader.pattern[reader.at] === '?') {
    const rest = reader.pattern.slice(reader.at, reader.at + 100).join('')
    const opening = /^\?(?::|P<[A-Za-z_]\w*>)/.exec(rest)
    if (opening === null) {
      throw wrong('look-around, conditional and atomic groups, and flags after the beginning are not supported')
    }
    reader.at += opening[0].length
  }
  const node = readEither(reader)
  if (reader.pattern[reader.at] !== ')') throw wrong('a parenthesis is not closed')
  reader.at += 1
  return node
}

function readEscape(reader: Reader): RegexNode {
  const letter = reader.pattern[reader.at]
  if (letter === undefined) throw wrong('it ends with a backslash')
  const assertions: Readonly<Record<string, Assertion>> = {
    b: 'boundary',
    B: 'noBoundary',
    A: 'start',
    Z: 'textEnd',
  }
  const assertion = Object.hasOwn(assertions, letter) ? assertions[letter] : undefined
  if (assertion !== undefined) {
    reader.at += 1
    return { kind: 'assert', assertion }
  }
  if (/[1-9]/.test(letter)) throw wrong('back references are not supported')
  const test = classOf(letter)
  if (test !== undefined) {
    reader.at += 1
    return { kind: 'char', test }
  }
  return literal(reader, readEscapedCode(reader))
}

/** The character that an escape stands for; the reader is behind the backslash. */
function readEscapedCode(reader: Reader): number {
  const letter = reader.pattern[reader.at] as string
  reader.at += 1
  const control = Object.hasOwn(controls, letter) ? controls[letter] : undefined
  if (control !== undefined) return control
  if (letter === '0') return 0
  const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0
  if (digits > 0) {
    const hex = reader.pattern.slice(reader.at, reader.at + digits).join('')
    const code = Number.parseInt(hex, 16)
    if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length !== digits || code > 0x10ffff)
      throw wrong(`\\${letter} needs ${digits} hexadecimal digits`)
    reader.at += digits
    return code
  }
  if (/[A-Za-z]/.test(letter)) throw wrong(`\\${letter} has no meaning`)
  return letter.codePointAt(0) as number
}

function readClass(reader: Reader): CharTest {
  const isNegated = reader.pattern[reader.at] === '^'
  if (isNegated) reader.at += 1
  const tests: CharTest[] = []
  for (let isFirst = true; ; isFirst = false) {
    const char = reader.pattern[reader.at]
    if (char === undefined) throw wrong('a bracket is not closed')
    if (char === ']' && !isFirst) {
      reader.at += 1
      return anyOf(tests, isNegated)
    }
    const first = readClassMember(reader)
    const isRange = reader.pattern[reader.at] === '-' && ![']', undefined].includes(reader.pattern[reader.at + 1])
    if (!isRange) {
      tests.push(typeof first === 'number' ? rangeTest(first, first) : first)
      continue
    }
    reader.at += 1
    const last = readClassMember(reader)
    if (typeof first !== 'number' || typeof last !== 'number' || last < first)
      throw wrong('a range in brackets is not in order')
    tests.push(rangeTest(first, last))
  }
}

function readClassMember(reader: Reader): number | CharTest {
  const char = reader.pattern[reader.at] as string
  reader.at += 1
  if (char !== '\\') return char.codePointAt(0) as number
  const letter = reader.pattern[reader.at]
  if (letter === undefined) throw wrong('it ends with a backslash')
  const test = classOf(letter)
  if (test === undefined) {
    if (letter === 'b') {
      reader.at += 1
      return 8
    }
    return readEscapedCode(reader)
  }
  reader.at += 1
  return test
}
