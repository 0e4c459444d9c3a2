/** How often each answer was given, made ready for drawing. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import type { QuestionAgreement } from '../../../shared/model/label-quality.ts'

/** Patterns that can be told apart without colour; the rest share one. */
export const mostPatterns = 6
/** Ranges that many different numbers are put into. */
const ranges = 5

export type BarAnswer =
  | { kind: 'answer'; value: Json }
  | { kind: 'range'; from: number; to: number }
  | { kind: 'other' }

export interface Bar {
  answer: BarAnswer
  /** By reviewer, in the order asked for. */
  counts: number[]
}

type Entry = QuestionAgreement['distribution'][number]

/**
 * The answers as columns: numbers ascending and, where there are many, in ranges of equal width; other answers most frequent first,
 * the rare ones together; where the question has an order of its own and there is room, in that order.
 *
 * @param places which reviewers, as places in the report's arrays
 * @param options the answers that the question offers, in its order
 */
export function toBars(
  distribution: readonly Entry[],
  places: readonly number[],
  options: readonly Json[] = [],
): Bar[] {
  const entries = distribution.map(({ answer, counts }) => ({ answer, counts: places.map((at) => counts[at] ?? 0) }))
  if (entries.length > 0 && entries.every(({ answer }) => typeof answer === 'number')) {
    return numberBars(entries as { answer: number; counts: number[] }[])
  }
  const placeOf = ({ answer }: Entry) => options.indexOf(answer)
  const hasOwnOrder = entries.length <= mostPatterns && entries.every((entry) => placeOf(entry) >= 0)
  const ordered = entries.toSorted((a, b) =>
    hasOwnOrder ? placeOf(a) - placeOf(b) : total(b.counts) - total(a.counts),
  )
  const isTooMany = ordered.length > mostPatterns
  const shown = isTooMany ? ordered.slice(0, mostPatterns - 1) : ordered
  const bars: Bar[] = shown.map(({ answer, counts }) => ({ answer: { kind: 'answer', value: answer }, counts }))
  if (isTooMany) bars.push({ answer: { kind: 'other' }, counts: addUp(ordered.slice(mostPatterns - 1), places.length) })
  return bars
}

function numberBars(entries: { answer: number; counts: number[] }[]): Bar[] {
  const ordered = entries.toSorted((a, b) => a.answer - b.answer)
  if (ordered.length <= mostPatterns) {
    return ordered.map(({ answer, counts }) => ({ answer: { kind: 'answer', value: answer }, counts }))
  }
  const low = ordered[0]?.answer ?? 0
  const width = ((ordered.at(-1)?.answer ?? 0) - low) / ranges
  const places = ordered[0]?.counts.length ?? 0
  return Array.from({ length: ranges }, (_, at) => {
    const from = low + at * width
    const to = from + width
    // The last range has its upper end.
    const inside = ordered.filter(({ answer }) => Math.min(ranges - 1, Math.floor((answer - low) / width)) === at)
    return { answer: { kind: 'range', from, to }, counts: addUp(inside, places) }
  })
}

function addUp(entries: readonly { counts: number[] }[], length: number): number[] {
  return Array.from({ length }, (_, at) => total(entries.map(({ counts }) => counts[at] ?? 0)))
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
