/** Numbers in bins that people can read. Pure. */
import type { Bin } from '../../../shared/model/report.ts'

/** Up to so many different values, each has a bin of its own. */
const mostSingleValues = 11
/** About so many bins of equal width. */
const wantedBins = 10

/** How often values occur: one bin a value where there are few, else bins of equal, round width. */
export function makeBins(sorted: readonly number[]): Bin[] {
  const [low, high] = [sorted[0], sorted.at(-1)]
  if (low === undefined || high === undefined) return []
  const distinct = new Set(sorted)
  if (distinct.size <= mostSingleValues) {
    return [...distinct].map((value) => ({
      from: value,
      to: value,
      count: sorted.filter((each) => each === value).length,
    }))
  }
  const width = roundWidth((high - low) / wantedBins)
  const first = Math.floor(low / width)
  // A highest value on an edge belongs to the last bin.
  const count = Math.max(1, Math.ceil(high / width) - first)
  const bins = Array.from({ length: count }, (_, at) => ({
    from: tidy((first + at) * width),
    to: tidy((first + at + 1) * width),
    count: 0,
  }))
  for (const value of sorted) {
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor(value / width) - first))]
    if (bin !== undefined) bin.count += 1
  }
  return bins
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function roundWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width))
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= width * (1 - 1e-9)) ?? 10
  return step * power
}

/** Without the last digits that floating point leaves. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
