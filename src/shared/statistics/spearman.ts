/** How far two lists of numbers go up and down together, by their ranks. */
import { z95 } from './normal.ts'

/**
 * Spearman's rho: Pearson's correlation of the ranks, equal values sharing the mean of theirs (Spearman 1904; Kendall and Gibbons 1990,
 * chapter 3, for ties).
 *
 * @returns undefined when one list never varies, or there are fewer than two
 */
export function spearmanRho(first: readonly number[], second: readonly number[]): number | undefined {
  const [a, b] = [midRanks(first), midRanks(second)]
  const middle = (first.length + 1) / 2
  let [together, ofA, ofB] = [0, 0, 0]
  a.forEach((rank, index) => {
    const [x, y] = [rank - middle, (b[index] as number) - middle]
    together += x * y
    ofA += x * x
    ofB += y * y
  })
  return ofA === 0 || ofB === 0 ? undefined : together / Math.sqrt(ofA * ofB)
}

/** Ranks from 1 in the order given; equal values have the mean of theirs. */
function midRanks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value)
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && order[to]?.value === order[from]?.value) to++
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

/**
 * Interval of a rank correlation by Fisher's transform, with the variance of Bonett and Wright (2000): (1 + r²/2)/(n - 3) for Spearman's,
 * 0.437/(n - 4) for Kendall's.
 *
 * @returns undefined with too few pairs, or at ±1, where the transform has no value
 */
export function rankCorrelationInterval(
  kind: 'spearman' | 'kendall',
  value: number,
  count: number,
  z = z95,
): { low: number; high: number } | undefined {
  const variance = kind === 'spearman' ? (1 + value ** 2 / 2) / (count - 3) : 0.437 / (count - 4)
  if (!(variance > 0) || !Number.isFinite(variance) || Math.abs(value) >= 1) return undefined
  const middle = Math.atanh(value)
  const half = z * Math.sqrt(variance)
  return { low: Math.tanh(middle - half), high: Math.tanh(middle + half) }
}
