/** Sets of characters of regular expressions, as Python's `re` defines them for texts. */

export type CharTest = (codePoint: number) => boolean

const digit = /^\p{Nd}$/u
const wordLetter = /^[\p{L}\p{N}_]$/u
const space = /^[\s\u0085]$/u

export const newline = 10

const isDigit: CharTest = (code) => (code < 128 ? code >= 48 && code <= 57 : digit.test(String.fromCodePoint(code)))
const isSpace: CharTest = (code) =>
  code < 128
    ? code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31)
    : code !== 0xfeff && space.test(String.fromCodePoint(code))
export const isWord: CharTest = (code) =>
  code < 128
    ? (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
    : wordLetter.test(String.fromCodePoint(code))

const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code)

/** The set of `\d`, `\w` and so on; undefined for other letters. */
export function classOf(letter: string): CharTest | undefined {
  switch (letter) {
    case 'd':
      return isDigit
    case 'D':
      return not(isDigit)
    case 'w':
      return isWord
    case 'W':
      return not(isWord)
    case 's':
      return isSpace
    case 'S':
      return not(isSpace)
    default:
      return undefined
  }
}

export function rangeTest(first: number, last: number): CharTest {
  return first === last ? (code) => code === first : (code) => code >= first && code <= last
}

export function anyOf(tests: readonly CharTest[], isNegated: boolean): CharTest {
  const test: CharTest = (code) => tests.some((one) => one(code))
  return isNegated ? not(test) : test
}

/** The set without regard to case. */
export function foldCase(test: CharTest): CharTest {
  return (code) => test(code) || test(simple(code, 'toLowerCase')) || test(simple(code, 'toUpperCase'))
}

/** The other case where it is one character. */
function simple(code: number, change: 'toLowerCase' | 'toUpperCase'): number {
  const changed = String.fromCodePoint(code)[change]()
  const other = changed.codePointAt(0) as number
  return changed.length === (other > 0xffff ? 2 : 1) ? other : code
}
