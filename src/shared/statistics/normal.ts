/** The standard normal distribution. */

/** The quantile of the two-sided 95 % interval. */
export const z95 = 1.959963984540054

/**
 * Chance of a value beyond `z` on the upper side, to about 14 digits: the power series of the distribution function near zero, the
 * continued fraction of Mills' ratio in the tail (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 3) {
    let term = z
    let sum = z
    for (let odd = 3; Math.abs(term) > 1e-18; odd += 2) {
      term *= (z * z) / odd
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = 0
  for (let step = 200; step >= 1; step--) fraction = step / (z + fraction)
  return density / (z + fraction)
}
