/** A caret in a text that cannot be edited, with the selection that reaches from it. Pure. */

/** `focus` moves, `anchor` stays while a selection grows. UTF-16 units. */
export interface TextRange {
  anchor: number
  focus: number
}

export type Step = 'character' | 'word' | 'sentence'
type Unit = { start: number; end: number }

const granularity = { character: 'grapheme', word: 'word', sentence: 'sentence' } as const
let last: { text: string; step: Step; units: readonly Unit[] } | undefined

/** Words without what is between them, sentences without the space at their end. */
function unitsOf(text: string, step: Step): readonly Unit[] {
  if (last?.text === text && last.step === step) return last.units
  const units: Unit[] = []
  for (const { segment, index, isWordLike } of new Intl.Segmenter(undefined, {
    granularity: granularity[step],
  }).segment(text)) {
    const trimmed = step === 'sentence' ? segment.trimEnd() : segment
    if (trimmed === '' || (step === 'word' && isWordLike !== true)) continue
    const lead = step === 'sentence' ? trimmed.length - trimmed.trimStart().length : 0
    units.push({ start: index + lead, end: index + trimmed.length })
  }
  last = { text, step, units }
  return units
}

/**
 * The caret after an arrow key. Without `isExtending` it goes to where units begin; a selection grows and shrinks by whole units, so that
 * from the start of a word it covers words.
 */
export function moveCursor(
  text: string,
  { anchor, focus }: TextRange,
  step: Step,
  direction: 1 | -1,
  isExtending: boolean,
): TextRange {
  const units = unitsOf(text, step)
  const nextStart = (from: number) => units.find(({ start }) => start > from)?.start ?? text.length
  const nextEnd = (from: number) => units.find(({ end }) => end > from)?.end ?? text.length
  const lastStart = (from: number) => units.findLast(({ start }) => start < from)?.start ?? 0
  const lastEnd = (from: number) => units.findLast(({ end }) => end < from)?.end ?? 0
  if (!isExtending) {
    const at = direction === 1 ? nextStart(Math.max(anchor, focus)) : lastStart(Math.min(anchor, focus))
    // From a selection the arrow leads to its edge first, as in every editor.
    return anchor === focus ? { anchor: at, focus: at } : collapse({ anchor, focus }, direction)
  }
  if (direction === 1) {
    return { anchor, focus: focus < anchor ? Math.min(anchor, nextStart(focus)) : nextEnd(focus) }
  }
  return { anchor, focus: focus > anchor ? Math.max(anchor, lastEnd(focus)) : lastStart(focus) }
}

function collapse({ anchor, focus }: TextRange, direction: 1 | -1): TextRange {
  const at = direction === 1 ? Math.max(anchor, focus) : Math.min(anchor, focus)
  return { anchor: at, focus: at }
}

/** The selected range without space at its ends; undefined when nothing is left. */
export function selectedRange(text: string, { anchor, focus }: TextRange): { start: number; end: number } | undefined {
  const from = Math.min(anchor, focus)
  const part = text.slice(from, Math.max(anchor, focus))
  const start = from + part.length - part.trimStart().length
  const end = from + part.trimEnd().length
  return start < end ? { start, end } : undefined
}

/** A text cut where ranges begin and end: each piece with the places of the ranges that cover it. */
export function cutAtRanges(
  length: number,
  ranges: readonly { start: number; end: number }[],
): { start: number; end: number; covering: number[] }[] {
  const edges = new Set([0, length])
  for (const { start, end } of ranges) edges.add(Math.min(start, length)).add(Math.min(end, length))
  const sorted = [...edges].toSorted((a, b) => a - b)
  return sorted.slice(0, -1).map((start, at) => {
    const end = sorted[at + 1] as number
    return {
      start,
      end,
      covering: ranges.flatMap((range, place) => (range.start <= start && range.end >= end ? [place] : [])),
    }
  })
}
