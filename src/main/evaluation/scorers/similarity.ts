/** How alike two texts are, from 0 to 1. */

/** Steps of a table that is still filled in some tens of milliseconds. */
export const mostSteps = 25_000_000

/**
 * 1 minus the edit distance over the length of the longer text, in characters (code points). Distance: insertions,
 * deletions and replacements (Levenshtein 1966), by Wagner and Fischer's table (1974), two rows of it at a time.
 *
 * @throws RangeError when the texts are too long to compare in a moment
 */
export function levenshteinSimilarity(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  const longest = Math.max(a.length, b.length)
  if (longest === 0 || left === right) return 1
  checkSteps(a.length * b.length)
  let row = Uint32Array.from({ length: b.length + 1 }, (_, index) => index)
  let next = new Uint32Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    next[0] = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1)
    }
    ;[row, next] = [next, row]
  }
  return 1 - (row[b.length] as number) / longest
}

/**
 * F1 of the words that both texts have, each as often as it occurs in both: the measure of the SQuAD evaluation
 * script (Rajpurkar et al. 2016), which leaves case, punctuation and the articles a, an, the out of account. Chinese
 * and Japanese characters count as words of their own, as in MLQA's script.
 */
export function tokenF1(answer: string, reference: string): number {
  const given = toWords(answer).filter((word) => !articles.has(word))
  const wanted = toWords(reference).filter((word) => !articles.has(word))
  // As the script for SQuAD 2.0: two empty answers agree, one empty one does not.
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0
  const counts = new Map<string, number>()
  for (const word of wanted) counts.set(word, (counts.get(word) ?? 0) + 1)
  let same = 0
  for (const word of given) {
    const left = counts.get(word) ?? 0
    if (left === 0) continue
    same++
    counts.set(word, left - 1)
  }
  return fMeasure(same, given.length, wanted.length)
}

/**
 * ROUGE-L of one text: F measure (precision and recall weighing the same) of the longest common subsequence of words
 * (Lin 2004, equations 2 to 4).
 *
 * @throws RangeError when the texts are too long to compare in a moment
 */
export function rougeL(answer: string, reference: string): number {
  const given = toWords(answer)
  const wanted = toWords(reference)
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0
  checkSteps(given.length * wanted.length)
  let row = new Uint32Array(wanted.length + 1)
  let next = new Uint32Array(wanted.length + 1)
  for (const word of given) {
    for (let j = 1; j <= wanted.length; j++) {
      next[j] = word === wanted[j - 1] ? (row[j - 1] as number) + 1 : Math.max(row[j] as number, next[j - 1] as number)
    }
    ;[row, next] = [next, row]
  }
  return fMeasure(row[wanted.length] as number, given.length, wanted.length)
}

const articles = new Set(['a', 'an', 'the'])
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu

function toWords(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[!-/:-@[-`{-~]|\p{P}/gu, '')
      .match(word) ?? []
  )
}

function fMeasure(same: number, given: number, wanted: number): number {
  return same === 0 ? 0 : (2 * same) / (given + wanted)
}

function checkSteps(steps: number): void {
  if (steps > mostSteps)
    throw new RangeError('The texts are too long for this measure; compare them by words (token F1).')
}
