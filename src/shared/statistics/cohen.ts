/** Agreement of two raters. */
import { type Coefficient, categoriesOf, type Rating, type RatingTable } from './ratings.ts'
import { agreementWeights, type WeightKind } from './weights.ts'

/**
 * Cohen's kappa of two raters over the units that both answered: (observed - expected) / (1 - expected) agreement, the expected one from
 * each rater's own shares (Cohen 1960); with weights, near misses count in part (Cohen 1968).
 *
 * @param weighting a kind, or agreement weights of one's own: a matrix over the categories, 1 on its diagonal
 * @param categories all categories of the scale in its order; those that were used when absent
 */
export function cohenKappa(
  table: RatingTable,
  raters: readonly [number, number],
  weighting: WeightKind | readonly (readonly number[])[],
  categories?: readonly Rating[],
): Coefficient {
  const pairs: [Rating, Rating][] = []
  for (const row of table) {
    const [a, b] = [row[raters[0]], row[raters[1]]]
    if (a !== null && a !== undefined && b !== null && b !== undefined) pairs.push([a, b])
  }
  const counts = { unitCount: pairs.length, ratingCount: 2 * pairs.length }
  if (pairs.length === 0) return { value: undefined, ...counts, reason: 'noPairs' }
  const scale = categories ?? categoriesOf(pairs)
  const indexes = new Map(scale.map((category, index) => [category, index]))
  const weights = typeof weighting === 'string' ? agreementWeights(scale, weighting) : weighting
  const first = new Array<number>(scale.length).fill(0)
  const second = new Array<number>(scale.length).fill(0)
  let observed = 0
  for (const [a, b] of pairs) {
    const i = indexOf(indexes, a)
    const j = indexOf(indexes, b)
    first[i] = (first[i] as number) + 1
    second[j] = (second[j] as number) + 1
    observed += weights[i]?.[j] as number
  }
  let expected = 0
  for (let i = 0; i < scale.length; i++) {
    for (let j = 0; j < scale.length; j++) {
      expected += (weights[i]?.[j] as number) * (first[i] as number) * (second[j] as number)
    }
  }
  const observedShare = observed / pairs.length
  const expectedShare = expected / (pairs.length * pairs.length)
  if (1 - expectedShare < 1e-12) return { value: undefined, ...counts, reason: 'oneCategory' }
  return { value: (observedShare - expectedShare) / (1 - expectedShare), ...counts }
}

function indexOf(indexes: ReadonlyMap<Rating, number>, rating: Rating): number {
  const index = indexes.get(rating)
  if (index === undefined) throw new RangeError('A rating is none of the categories.')
  return index
}
