/** Krippendorff's alpha. */
import {
  type Coefficient,
  categoriesOf,
  countCategories,
  pairableUnits,
  type Rating,
  type RatingTable,
  type Scale,
  sum,
} from './ratings.ts'

/**
 * Krippendorff's alpha, 1 - observed / expected disagreement, for any number of raters and missing answers ("Computing Krippendorff's
 * Alpha-Reliability", 2011). Units with a single answer do not take part.
 *
 * @param scale `interval` needs numbers
 * @param order the categories in their order for `ordinal`; numbers order themselves when absent
 * @throws RangeError for `interval` with ratings that are no numbers
 */
export function krippendorffAlpha(table: RatingTable, scale: Scale, order?: readonly Rating[]): Coefficient {
  const units = pairableUnits(table)
  const ratingCount = sum(units.map((unit) => unit.length))
  const counts = { unitCount: units.length, ratingCount }
  if (units.length === 0) return { value: undefined, ...counts, reason: 'noPairs' }
  const used = categoriesOf(units)
  const categories = order === undefined ? used : order.filter((category) => used.includes(category))
  if (scale === 'interval' && categories.some((category) => typeof category !== 'number')) {
    throw new RangeError('An interval scale needs numbers.')
  }
  if (categories.length < 2) return { value: undefined, ...counts, reason: 'oneCategory' }
  const tallies = countCategories(units, categories)
  const totals = categories.map((_, k) => sum(tallies.map((tally) => tally[k] as number)))
  const distances = squaredDistances(categories, totals, scale)
  let observed = 0
  for (const tally of tallies) {
    const raters = sum(tally)
    observed += disagreement(tally, distances) / (raters - 1)
  }
  const expected = disagreement(totals, distances) / (ratingCount - 1)
  return { value: 1 - observed / expected, ...counts }
}

/** Sum over ordered pairs of different answers of their squared distance. */
function disagreement(tally: readonly number[], distances: readonly (readonly number[])[]): number {
  let total = 0
  for (let k = 0; k < tally.length; k++) {
    if (tally[k] === 0) continue
    for (let l = 0; l < tally.length; l++) {
      if (l !== k) total += (tally[k] as number) * (tally[l] as number) * (distances[k]?.[l] as number)
    }
  }
  return total
}

function squaredDistances(categories: readonly Rating[], totals: readonly number[], scale: Scale): number[][] {
  return categories.map((a, i) =>
    categories.map((b, j) => {
      if (i === j) return 0
      if (scale === 'nominal') return 1
      if (scale === 'interval') return ((a as number) - (b as number)) ** 2
      // Ranks: the answers between the two categories, their own half counted.
      const [low, high] = i < j ? [i, j] : [j, i]
      const between = sum(totals.slice(low, high + 1)) - ((totals[low] as number) + (totals[high] as number)) / 2
      return between * between
    }),
  )
}
