/** Agreement where answers are alike to a degree: highlights that overlap, orders that differ in places. */
import { type Coefficient, sum } from './ratings.ts'

/**
 * Mean likeness of the pairs of answers to the same unit, every unit weighing the same, as in `percentAgreement`.
 *
 * @param likeness the same from either side; 1 for equal answers
 */
export function meanPairwise<T>(
  table: readonly (readonly (T | null)[])[],
  likeness: (a: T, b: T) => number,
): Coefficient {
  const units = table.map((row) => row.filter((answer) => answer !== null)).filter((row) => row.length >= 2)
  const counts = { unitCount: units.length, ratingCount: units.reduce((total, unit) => total + unit.length, 0) }
  if (units.length === 0) return { value: undefined, ...counts, reason: 'noPairs' }
  const means = units.map((unit) => {
    const pairs = unit.flatMap((a, at) => unit.slice(at + 1).map((b) => likeness(a, b)))
    return sum(pairs) / pairs.length
  })
  return { value: sum(means) / means.length, ...counts }
}
