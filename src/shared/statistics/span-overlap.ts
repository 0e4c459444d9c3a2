/** Agreement of two people's highlights in a text. */

/** A highlighted range of UTF-16 units, `end` not included, with its label. */
export interface LabelledSpan {
  start: number
  end: number
  label: string
}

/**
 * F1 of two sets of highlights by characters: of the marked (character, label) pairs, the harmonic mean of the shares that the other has, too.
 * The same from either side (Hripcsak and Rothschild 2005 show that F1 replaces kappa where negatives cannot be counted).
 * Two empty sets agree: 1.
 */
export function spanOverlapF1(a: readonly LabelledSpan[], b: readonly LabelledSpan[]): number {
  let both = 0
  let total = 0
  for (const label of new Set([...a, ...b].map((span) => span.label))) {
    const first = mergeRanges(a.filter((span) => span.label === label))
    const second = mergeRanges(b.filter((span) => span.label === label))
    both += overlapOf(first, second)
    total += lengthOf(first) + lengthOf(second)
  }
  return total === 0 ? 1 : (2 * both) / total
}

type Range = [start: number, end: number]

/** Ascending ranges without overlaps: marking a place twice is marking it once. */
function mergeRanges(spans: readonly LabelledSpan[]): Range[] {
  const merged: Range[] = []
  for (const { start, end } of spans.filter((span) => span.end > span.start).toSorted((x, y) => x.start - y.start)) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((total, [start, end]) => total + end - start, 0)
}

function overlapOf(a: readonly Range[], b: readonly Range[]): number {
  let total = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const [startA, endA] = a[i] as Range
    const [startB, endB] = b[j] as Range
    total += Math.max(0, Math.min(endA, endB) - Math.max(startA, startB))
    if (endA < endB) i++
    else j++
  }
  return total
}
