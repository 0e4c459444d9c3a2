/** Agreement of two orders. */

/**
 * Kendall's tau-b of two lists of ranks of the same things: 1 for the same order, -1 for the reverse, about 0 for orders that have nothing
 * to do with each other. Equal ranks are ties (Kendall 1945, "The treatment of ties in ranking problems"); without ties it is Kendall's tau of
 * 1938. Who ties everything says nothing about order: 0, or 1 when both do.
 */
export function kendallTau(a: readonly number[], b: readonly number[]): number {
  let score = 0
  let pairsA = 0
  let pairsB = 0
  for (let i = 0; i < a.length; i++) {
    for (let j = i + 1; j < a.length; j++) {
      const signA = Math.sign((a[i] as number) - (a[j] as number))
      const signB = Math.sign((b[i] as number) - (b[j] as number))
      score += signA * signB
      pairsA += Math.abs(signA)
      pairsB += Math.abs(signB)
    }
  }
  if (pairsA === 0 || pairsB === 0) return pairsA === pairsB ? 1 : 0
  return score / Math.sqrt(pairsA * pairsB)
}

/** The ranks of options in an order that may leave some out: those come last, tied. */
export function toRanks(options: readonly string[], order: readonly string[]): number[] {
  return options.map((option) => {
    const at = order.indexOf(option)
    return at < 0 ? order.length : at
  })
}
