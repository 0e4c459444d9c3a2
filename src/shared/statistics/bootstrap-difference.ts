/** How far two runs are apart on the rows that both have. */
import { type BootstrapOptions, bootstrapInterval, type Interval } from './bootstrap.ts'

export interface MeanDifference {
  /** Mean of the second minus mean of the first. */
  difference: number
  count: number
  /** Absent with fewer than two rows, and where all rows differ alike: drawing again from them shows no spread, whatever there is. */
  interval?: Interval
}

/**
 * Mean difference of paired values with a percentile bootstrap interval over rows (Efron 1979): a row is drawn with both of its values,
 * so that what the runs share cancels out.
 *
 * @returns undefined without rows
 */
export function bootstrapMeanDifference(
  pairs: readonly (readonly [first: number, second: number])[],
  options: BootstrapOptions,
): MeanDifference | undefined {
  if (pairs.length === 0) return undefined
  const differences = pairs.map(([first, second]) => second - first)
  const isAlike = differences.every((difference) => difference === differences[0])
  const interval = isAlike ? undefined : bootstrapInterval(differences, mean, options)
  return { difference: mean(differences), count: pairs.length, ...(interval && { interval }) }
}

function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
