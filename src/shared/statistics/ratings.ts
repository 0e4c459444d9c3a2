/**
 * Answers of several raters to one question, as every coefficient of agreement takes them.
 */

/** An answer that can be compared: a category, or a number on a scale. */
export type Rating = string | number | boolean

/** One row a unit (item), one column a rater; null where the rater gave none. Rows have one length. */
export type RatingTable = readonly (readonly (Rating | null)[])[]

/**
 * How answers relate: `nominal` categories, `ordinal` ranks in the order of the categories, `interval` numbers whose
 * differences mean something.
 */
export type Scale = 'nominal' | 'ordinal' | 'interval'

/** A coefficient with the numbers it rests on. */
export interface Coefficient {
  /** Undefined where the data cannot tell: see `reason`. */
  value: number | undefined
  /** Units that at least two raters answered. */
  unitCount: number
  /** Answers on those units. */
  ratingCount: number
  reason?: NoValueReason
}

/**
 * Why there is no value: no unit with two answers; only one category was ever used, so that agreement cannot be told
 * from chance; a coefficient that needs equally many raters a unit got others.
 */
export type NoValueReason = 'noPairs' | 'oneCategory' | 'unequalRaters'

/** Units with at least two answers, gaps left out. */
export function pairableUnits(table: RatingTable): Rating[][] {
  return table.map((row) => row.filter((rating) => rating !== null)).filter((row) => row.length >= 2)
}

/** Every category used, in a fixed order: numbers ascending, then false before true, then texts by code unit. */
export function categoriesOf(table: RatingTable): Rating[] {
  const seen = new Set<Rating>()
  for (const row of table) for (const rating of row) if (rating !== null) seen.add(rating)
  return [...seen].sort(compareRatings)
}

function compareRatings(a: Rating, b: Rating): number {
  if (typeof a !== typeof b) return rankOfType(a) - rankOfType(b)
  return a < b ? -1 : a > b ? 1 : 0
}

function rankOfType(rating: Rating): number {
  return typeof rating === 'number' ? 0 : typeof rating === 'boolean' ? 1 : 2
}

/** Units × categories: how many raters put the unit there. */
export function countCategories(units: readonly (readonly Rating[])[], categories: readonly Rating[]): number[][] {
  const indexes = new Map(categories.map((category, index) => [category, index]))
  return units.map((unit) => {
    const counts = new Array<number>(categories.length).fill(0)
    for (const rating of unit) {
      const index = indexes.get(rating)
      if (index === undefined) throw new RangeError('A rating is none of the categories.')
      counts[index] = (counts[index] as number) + 1
    }
    return counts
  })
}

/** Sum that keeps what adding small to large numbers would lose (Neumaier). */
export function sum(values: Iterable<number>): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}
