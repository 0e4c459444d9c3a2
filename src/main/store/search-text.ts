/**
 * How text becomes words, for the index and for a query alike.
 *
 * Scripts that put no spaces between words (Chinese, Japanese, Thai, …; Korean too, whose words carry endings) are
 * cut into overlapping pairs: 東京都 → 東京 京都 都. A query of two or more such characters is then a phrase of
 * pairs, one of a single character a prefix, so any substring is found. The last character stands alone, so that a
 * run can be followed by other text inside a phrase. Everything else is split by the tokenizer (unicode61).
 */

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆〇ゝゞヽヾ]/u
const unspacedRun = new RegExp(`${unspaced.source}+`, 'gu')
/** A cheap test, as most text has none: Thai is the first of these scripts in code point order. */
const mayBeUnspaced = /[\u0e00-\uffff]/

/** Compatibility forms are one: full-width letters, half-width katakana, ligatures. */
export function normalizeText(text: string): string {
  return mayBeUnspaced.test(text) ? text.normalize('NFKC') : text
}

/** Text as it goes into the index. */
export function toIndexText(text: string): string {
  const normal = normalizeText(text)
  return mayBeUnspaced.test(normal) ? normal.replace(unspacedRun, (run) => ` ${toPairs(run, true).join(' ')} `) : normal
}

/** Overlapping pairs of code points; the last one alone too when asked for, or when there is only one. */
function toPairs(run: string, withLast: boolean): string[] {
  const characters = [...run]
  const pairs: string[] = []
  for (let i = 0; i + 1 < characters.length; i++) pairs.push((characters[i] as string) + (characters[i + 1] as string))
  if (withLast || characters.length === 1) pairs.push(characters.at(-1) as string)
  return pairs
}

/** One condition of a query: these must occur one after the other. */
export interface QueryPhrase {
  /** As typed, normalised. */
  text: string
  /** Words typed without quotes also match as the beginning of a longer word. */
  isPrefix: boolean
}

/**
 * Splits a query at spaces; `"quoted words"` stay together. Nothing in it has a special meaning beside the quote.
 * Parts without any letter or digit are dropped, as no text is indexed for them.
 */
export function parseQuery(query: string): QueryPhrase[] {
  const phrases: QueryPhrase[] = []
  // SQLite takes NUL for the end of the query.
  for (const match of normalizeText(query.replaceAll('\0', ' ')).matchAll(/"([^"]*)"?|[^\s"]+/g)) {
    const isQuoted = match[0].startsWith('"')
    const text = (isQuoted ? match[1] : match[0]) as string
    if (/[\p{L}\p{N}\p{Co}]/u.test(text)) phrases.push({ text: text.trim(), isPrefix: !isQuoted })
  }
  return phrases
}

/** The query in FTS5's language: strings only, so that no input is a syntax error. */
export function toFtsQuery(phrases: readonly QueryPhrase[]): string {
  return phrases.map(toFtsPhrase).join(' AND ')
}

function toFtsPhrase(phrase: QueryPhrase): string {
  // A run at the end of the query may go on in the text: its last character is part of a pair there.
  const endsUnspaced = unspaced.test([...phrase.text].at(-1) ?? '')
  let isSingleAtEnd = false
  const words = phrase.text.replace(unspacedRun, (run, offset: number) => {
    const isAtEnd = offset + run.length === phrase.text.length
    if (isAtEnd) isSingleAtEnd = [...run].length === 1
    return ` ${toPairs(run, !isAtEnd).join(' ')} `
  })
  const isPrefix = endsUnspaced ? isSingleAtEnd : phrase.isPrefix
  return `"${words.replaceAll('"', ' ').trim()}"${isPrefix ? ' *' : ''}`
}

/**
 * Tests text without the index, for what has not been indexed yet. Same matches as the index, but that words are
 * told apart by letters and digits, not by the tokenizer's tables.
 */
export function makeMatcher(phrases: readonly QueryPhrase[]): (text: string) => boolean {
  const patterns = phrases.map(toPattern)
  return (text) => {
    const normal = normalizeText(text)
    return patterns.every((pattern) => pattern.test(normal))
  }
}

function toPattern(phrase: QueryPhrase): RegExp {
  const word = '[\\p{L}\\p{N}\\p{Co}\\p{M}]'
  const parts = phrase.text.match(new RegExp(`${unspaced.source}+|(?:(?!${unspaced.source})${word})+`, 'gu')) ?? []
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  const spaced = (edge: string | undefined): boolean => edge !== undefined && !unspaced.test(edge)
  const start = spaced([...first][0]) ? `(?<!(?!${unspaced.source})${word})` : ''
  const end = phrase.isPrefix || !spaced([...last].at(-1)) ? '' : `(?!(?!${unspaced.source})${word})`
  return new RegExp(`${start}${escaped.join(`(?:(?!${word})[^])*`)}${end}`, 'iu')
}
