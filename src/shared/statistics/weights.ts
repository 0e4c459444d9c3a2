/** How near two categories are: 1 the same, 0 as far apart as can be. */
import type { Rating } from './ratings.ts'

/**
 * `none`: only equal counts. `linear` and `quadratic`: by the distance of the categories, by their numbers where all are numbers,
 * else by their rank (Cicchetti and Allison 1971; Fleiss and Cohen 1973). `ordinal`: by how many categories lie between
 * (Gwet 2014, chapter 3).
 */
export type WeightKind = 'none' | 'linear' | 'quadratic' | 'ordinal'

/** Symmetric matrix over the categories, in their order. */
export function agreementWeights(categories: readonly Rating[], kind: WeightKind): number[][] {
  const count = categories.length
  const points = toPoints(categories)
  const extent = count < 2 ? 1 : (points[count - 1] as number) - (points[0] as number)
  const farthest = pairsBetween(count)
  const weigh = (i: number, j: number): number => {
    const distance = Math.abs((points[i] as number) - (points[j] as number)) / extent
    if (i === j) return 1
    if (kind === 'none') return 0
    if (kind === 'linear') return 1 - distance
    if (kind === 'quadratic') return 1 - distance * distance
    return 1 - pairsBetween(Math.abs(i - j) + 1) / farthest
  }
  return categories.map((_a, i) => categories.map((_b, j) => weigh(i, j)))
}

/** Pairs that can be drawn from `count` categories. */
const pairsBetween = (count: number): number => (count * (count - 1)) / 2

/** Numbers stand for themselves, other categories for their place in the order. */
function toPoints(categories: readonly Rating[]): number[] {
  const isNumeric = categories.every((category) => typeof category === 'number')
  return categories.map((category, index) => (isNumeric ? (category as number) : index))
}
