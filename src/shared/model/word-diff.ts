/** What two texts have of their own, by words. Pure. */

export interface DiffPart {
  text: string
  /** Only this text has it. */
  isOwn: boolean
}

/** Longer texts would take too long to compare: so many words and spaces of both together, multiplied. */
const mostCells = 9_000_000

/** Each text in parts; undefined when they are too long. Longest common subsequence of words, after what they begin and end with alike. */
export function diffWords(a: string, b: string): { a: DiffPart[]; b: DiffPart[] } | undefined {
  const [wordsA, wordsB] = [splitWords(a), splitWords(b)]
  let start = 0
  while (start < wordsA.length && start < wordsB.length && wordsA[start] === wordsB[start]) start++
  let end = 0
  const most = Math.min(wordsA.length, wordsB.length) - start
  while (end < most && wordsA.at(-1 - end) === wordsB.at(-1 - end)) end++
  const middleA = wordsA.slice(start, wordsA.length - end)
  const middleB = wordsB.slice(start, wordsB.length - end)
  if ((middleA.length + 1) * (middleB.length + 1) > mostCells) return undefined
  const [keptA, keptB] = commonWords(middleA, middleB)
  const isKept = (words: readonly string[], kept: ReadonlySet<number>) =>
    words.map((text, at) => ({ text, isOwn: at >= start && at < words.length - end && !kept.has(at - start) }))
  return { a: joinParts(isKept(wordsA, keptA)), b: joinParts(isKept(wordsB, keptB)) }
}

/** Words, what is between them, and single characters of scripts without spaces between words. */
function splitWords(text: string): string[] {
  return (
    text.match(/\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
  )
}

/** Places of the words that both have, in one order. */
function commonWords(a: readonly string[], b: readonly string[]): [Set<number>, Set<number>] {
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] as number
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const [keptA, keptB] = [new Set<number>(), new Set<number>()]
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      keptA.add(i++)
      keptB.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return [keptA, keptB]
}

function joinParts(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last?.isOwn === part.isOwn) last.text += part.text
    else joined.push({ ...part })
  }
  return joined
}
