/** Intervals by resampling. */
import { createRandom, drawInteger } from './random.ts'

export interface Interval {
  low: number
  high: number
  /** Share of resamples in which the statistic had a value; under 1 the interval is only of those. */
  definedShare: number
}

export interface BootstrapOptions {
  /** The same seed gives the same interval. */
  seed: string | number
  /** Resamples; 2,000 when absent. */
  resamples?: number
  /** Coverage; 0.95 when absent. */
  level?: number
}

/**
 * Percentile bootstrap interval of a statistic over units drawn with replacement (Efron 1979): as many as there are.
 *
 * @param statistic undefined where a resample cannot tell
 * @returns undefined when there are fewer than two units or no resample has a value
 */
export function bootstrapInterval<T>(
  units: readonly T[],
  statistic: (sample: readonly T[]) => number | undefined,
  { seed, resamples = 2_000, level = 0.95 }: BootstrapOptions,
): Interval | undefined {
  if (units.length < 2) return undefined
  const random = createRandom(seed)
  const values: number[] = []
  const sample = new Array<T>(units.length)
  for (let draw = 0; draw < resamples; draw++) {
    for (let i = 0; i < units.length; i++) sample[i] = units[drawInteger(random, units.length)] as T
    const value = statistic(sample)
    if (value !== undefined && !Number.isNaN(value)) values.push(value)
  }
  if (values.length === 0) return undefined
  values.sort((a, b) => a - b)
  const tail = (1 - level) / 2
  return { low: quantile(values, tail), high: quantile(values, 1 - tail), definedShare: values.length / resamples }
}

/** Quantile of ascending values with linear interpolation (type 7 of Hyndman and Fan 1996). */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (place - below)
}
