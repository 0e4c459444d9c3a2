/** Do two runs pass different shares of the same rows? */

/**
 * McNemar's test in its exact form: under the null hypothesis each discordant row is as likely to be won by either side, so that the
 * smaller count is binomial with one half (McNemar 1947; Fay 2010, the two-sided p as twice the smaller tail).
 *
 * @param onlyFirst rows that only the first run passed
 * @param onlySecond rows that only the second run passed
 * @returns the two-sided p-value; 1 without discordant rows
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const total = onlyFirst + onlySecond
  const smaller = Math.min(onlyFirst, onlySecond)
  if (onlyFirst === onlySecond) return 1
  // Relative to the likeliest count, so that no power of two under- or overflows.
  const middle = Math.floor(total / 2)
  let term = 1
  let below = 0
  let upToMiddle = 0
  for (let count = middle; count >= 0 && term > 0; count--) {
    upToMiddle += term
    if (count <= smaller) below += term
    term *= count / (total - count + 1)
  }
  // The upper half mirrors the lower one; an even total has its middle once.
  const all = total % 2 === 0 ? 2 * upToMiddle - 1 : 2 * upToMiddle
  return Math.min(1, (2 * below) / all)
}
