/**
 * Wilson's score interval for a share of `total`, without continuity correction (Wilson 1927; method 3 of Newcombe 1998).
 * Undefined without any observation. `z` defaults to 95 %.
 */
export function wilsonInterval(
  count: number,
  total: number,
  z = 1.959963984540054,
): { low: number; high: number } | undefined {
  if (total <= 0) return undefined
  const share = count / total
  const middle = share + (z * z) / (2 * total)
  const half = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))
  const scale = 1 + (z * z) / total
  // At the ends the interval ends exactly there; rounding must not say otherwise.
  return {
    low: count === 0 ? 0 : Math.max(0, (middle - half) / scale),
    high: count === total ? 1 : Math.min(1, (middle + half) / scale),
  }
}
