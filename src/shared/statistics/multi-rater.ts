/** Agreement of any number of raters: percent, Fleiss, Gwet. */
import {
  type Coefficient,
  categoriesOf,
  countCategories,
  pairableUnits,
  type Rating,
  type RatingTable,
  sum,
} from './ratings.ts'
import { agreementWeights, type WeightKind } from './weights.ts'

/** Share of pairs of answers to the same unit that are equal, every unit weighing the same (Gwet 2014, eq. 2.8). */
export function percentAgreement(table: RatingTable): Coefficient {
  return observedAgreement(table, 'none')
}

/** As `percentAgreement`, near misses counting in part. */
export function observedAgreement(
  table: RatingTable,
  weightKind: WeightKind,
  categories?: readonly Rating[],
): Coefficient {
  const units = pairableUnits(table)
  const counts = countsOf(units)
  if (units.length === 0) return { value: undefined, ...counts, reason: 'noPairs' }
  const scale = categories ?? categoriesOf(table)
  const value = meanAgreement(countCategories(units, scale), agreementWeights(scale, weightKind))
  return { value, ...counts }
}

/** Fleiss's kappa (1971): chance agreement from the shares of all answers together; as many raters for every unit. */
export function fleissKappa(table: RatingTable): Coefficient {
  const units = pairableUnits(table)
  const counts = countsOf(units)
  if (units.length === 0) return { value: undefined, ...counts, reason: 'noPairs' }
  const perUnit = units[0]?.length
  if (units.some((unit) => unit.length !== perUnit)) return { value: undefined, ...counts, reason: 'unequalRaters' }
  const categories = categoriesOf(units)
  const tallies = countCategories(units, categories)
  const observed = meanAgreement(tallies, agreementWeights(categories, 'none'))
  const expected = sum(
    categories.map((_, k) => (sum(tallies.map((tally) => tally[k] as number)) / counts.ratingCount) ** 2),
  )
  if (1 - expected < 1e-12) return { value: undefined, ...counts, reason: 'oneCategory' }
  return { value: (observed - expected) / (1 - expected), ...counts }
}

/**
 * Gwet's AC1 (no weights) and AC2 (weights) for any number of raters and gaps (Gwet 2008; 2014, chapters 4 and 5): chance agreement
 * from how far raters could have been guessing, so it does not collapse when nearly all answers are one category.
 *
 * @param categories all categories of the scale in its order, also unused ones; those that were used when absent
 */
export function gwetCoefficient(
  table: RatingTable,
  weightKind: WeightKind,
  categories?: readonly Rating[],
): Coefficient {
  const units = pairableUnits(table)
  const counts = countsOf(units)
  if (units.length === 0) return { value: undefined, ...counts, reason: 'noPairs' }
  const scale = categories ?? categoriesOf(table)
  if (scale.length < 2) return { value: undefined, ...counts, reason: 'oneCategory' }
  const weights = agreementWeights(scale, weightKind)
  const observed = meanAgreement(countCategories(units, scale), weights)
  // Shares are of all units, also those that only one rater answered.
  const answered = table.map((row) => row.filter((rating) => rating !== null)).filter((row) => row.length > 0)
  const tallies = countCategories(answered, scale)
  const shares = scale.map(
    (_, k) => sum(tallies.map((tally, i) => (tally[k] as number) / (answered[i] as Rating[]).length)) / answered.length,
  )
  const weightTotal = sum(weights.flat())
  const expected = (weightTotal / (scale.length * (scale.length - 1))) * sum(shares.map((share) => share * (1 - share)))
  return { value: (observed - expected) / (1 - expected), ...counts }
}

function countsOf(units: readonly (readonly Rating[])[]): { unitCount: number; ratingCount: number } {
  return { unitCount: units.length, ratingCount: sum(units.map((unit) => unit.length)) }
}

/** Mean over units of the (weighted) share of agreeing pairs of raters. */
function meanAgreement(tallies: readonly (readonly number[])[], weights: readonly (readonly number[])[]): number {
  const perUnit = tallies.map((tally) => {
    const raters = sum(tally)
    const agreeing = sum(
      tally.map((count, k) => {
        const near = sum(tally.map((other, l) => other * (weights[k]?.[l] as number)))
        return count * (near - 1)
      }),
    )
    return agreeing / (raters * (raters - 1))
  })
  return sum(perUnit) / tallies.length
}
