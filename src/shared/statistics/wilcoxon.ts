/** Do two runs score the same rows differently? */
import { normalUpperTail } from './normal.ts'

export interface WilcoxonResult {
  /** Sum of the ranks of the rows where the second is larger. */
  positiveRanks: number
  negativeRanks: number
  /** Rows with a difference; the others say nothing and are left out, as Wilcoxon did. */
  count: number
  /** Two-sided. */
  pValue: number
  /** `exact` up to 50 differing rows, the normal approximation with tie correction above. */
  method: 'exact' | 'normal'
  /** Matched-pairs rank-biserial correlation (Kerby 2014): 1 when every difference is upward, -1 when every one is downward. */
  rankBiserial: number
}

const exactUpTo = 50

/**
 * Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945). Equal sizes share the mean of their ranks; sizes that only the
 * rounding of a subtraction tells apart (0.3 - 0.2 and 0.2 - 0.1) are equal. The exact p-value counts all assignments of signs to the
 * ranks as they are, ties included.
 *
 * @param differences second minus first, one for each row
 * @returns undefined when no row differs
 */
export function wilcoxonSignedRank(differences: readonly number[]): WilcoxonResult | undefined {
  const moved = withoutRounding(differences).filter((difference) => difference !== 0)
  if (moved.length === 0) return undefined
  const { ranks, tieTerm } = rankSizes(moved)
  let positive = 0
  moved.forEach((difference, index) => {
    if (difference > 0) positive += ranks[index] as number
  })
  const count = moved.length
  const all = (count * (count + 1)) / 2
  const negative = all - positive
  const isExact = count <= exactUpTo
  return {
    positiveRanks: positive,
    negativeRanks: negative,
    count,
    pValue: isExact ? exactP(ranks, Math.min(positive, negative)) : normalP(count, tieTerm, positive),
    method: isExact ? 'exact' : 'normal',
    rankBiserial: (positive - negative) / all,
  }
}

/** In whole steps of a billionth of a thousandth of the largest one. */
function withoutRounding(differences: readonly number[]): number[] {
  const largest = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0)
  return largest === 0 ? [] : differences.map((difference) => Math.round((difference / largest) * 1e12))
}

/** Ranks of the sizes from 1, in the order given; `tieTerm` is the sum of t^3 - t over groups of t equal sizes. */
function rankSizes(values: readonly number[]): { ranks: number[]; tieTerm: number } {
  const order = values.map((value, index) => ({ size: Math.abs(value), index })).sort((a, b) => a.size - b.size)
  const ranks = new Array<number>(values.length)
  let tieTerm = 0
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && order[to]?.size === order[from]?.size) to++
    const mean = (from + 1 + to) / 2
    for (const { index } of order.slice(from, to)) ranks[index] = mean
    const tied = to - from
    tieTerm += tied ** 3 - tied
    from = to
  }
  return { ranks, tieTerm }
}

/** Twice the share of sign assignments whose sum is at most the smaller one seen. Doubled ranks are whole numbers. */
function exactP(ranks: readonly number[], smaller: number): number {
  const doubled = ranks.map((rank) => Math.round(rank * 2))
  const most = doubled.reduce((sum, rank) => sum + rank, 0)
  const shares = new Float64Array(most + 1)
  shares[0] = 1
  let reached = 0
  for (const rank of doubled) {
    for (let sum = reached; sum >= 0; sum--) {
      const half = (shares[sum] as number) / 2
      shares[sum] = half
      shares[sum + rank] = (shares[sum + rank] as number) + half
    }
    reached += rank
  }
  let tail = 0
  for (let sum = 0; sum <= Math.round(smaller * 2); sum++) tail += shares[sum] as number
  return Math.min(1, 2 * tail)
}

function normalP(count: number, tieTerm: number, positive: number): number {
  const mean = (count * (count + 1)) / 4
  const variance = (count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48
  return Math.min(1, 2 * normalUpperTail(Math.abs(positive - mean) / Math.sqrt(variance)))
}
