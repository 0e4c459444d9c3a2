/** How many pass in truth, when a judge that errs has answered for all and people for some. */
import { z95 } from './normal.ts'

export interface CorrectedRate {
  /** Between 0 and 1. */
  rate: number
  low: number
  high: number
}

export interface Share {
  count: number
  total: number
}

/**
 * The pass rate that a judge's passes suggest once its errors are taken out (Rogan and Gladen 1978), with the interval of Lang and
 * Reiczigel (2014), which takes in that sensitivity and specificity are estimates too.
 *
 * @param passed the judge's passes of all that it judged
 * @param sensitivity its passes of those that people passed
 * @param specificity its fails of those that people failed
 * @returns undefined when one of them has no rows, or the judge is no better than chance: then its passes say nothing
 */
export function roganGladen(passed: Share, sensitivity: Share, specificity: Share, z = z95): CorrectedRate | undefined {
  if (passed.total === 0 || sensitivity.total === 0 || specificity.total === 0) return undefined
  const youden = share(sensitivity) + share(specificity) - 1
  if (youden <= 0) return undefined
  const rate = clamp((share(passed) + share(specificity) - 1) / youden)
  // Pseudo-counts: z² on the rate, two on each of the others.
  const p = { count: passed.count + (z * z) / 2, total: passed.total + z * z }
  const se = { count: sensitivity.count + 1, total: sensitivity.total + 2 }
  const sp = { count: specificity.count + 1, total: specificity.total + 2 }
  const shrunkYouden = share(se) + share(sp) - 1
  if (shrunkYouden <= 0) return { rate, low: 0, high: 1 }
  const shrunk = (share(p) + share(sp) - 1) / shrunkYouden
  const errorOf = (part: Share) => (share(part) * (1 - share(part))) / part.total
  const shift = 2 * z * z * (shrunk * errorOf(se) - (1 - shrunk) * errorOf(sp))
  const spread = Math.sqrt(errorOf(p) + shrunk ** 2 * errorOf(se) + (1 - shrunk) ** 2 * errorOf(sp)) / shrunkYouden
  return { rate, low: clamp(shrunk + shift - z * spread), high: clamp(shrunk + shift + z * spread) }
}

export interface PredictionPoweredRate {
  /** Between 0 and 1. */
  rate: number
  /** Absent where labels do not differ from what the judge makes of them: nothing tells how far they could. */
  low?: number
  high?: number
  /** How much of the judge goes in: 0, only people's answers; 1, all that the judge says. */
  weight: number
  /** Half the width of the interval that people's answers alone would give (normal approximation). */
  peopleAloneHalfWidth: number
}

/**
 * Mean of people's answers, made sharper by a judge's answers to rows that no person answered: prediction-powered inference
 * (Angelopoulos et al. 2023, Science 382) with the weight that makes the interval narrowest (Angelopoulos, Duchi and Zrnic 2023,
 * "PPI++", example of the mean). Right whatever the judge is worth; a good judge narrows it.
 *
 * @param labelled for rows with both: the person's value and the judge's, 0 to 1 (pass is 1)
 * @param judgedOnly the judge's value of the rows without a person's
 * @returns undefined with fewer than two labelled rows
 */
export function predictionPoweredRate(
  labelled: readonly (readonly [person: number, judge: number])[],
  judgedOnly: readonly number[],
  z = z95,
): PredictionPoweredRate | undefined {
  const n = labelled.length
  if (n < 2) return undefined
  const people = labelled.map(([person]) => person)
  const judge = labelled.map(([, value]) => value)
  const alone = z * Math.sqrt(variance(people) / n)
  const weight = narrowestWeight(people, judge, judgedOnly)
  const residuals = labelled.map(([person, value]) => person - weight * value)
  const rate = mean(residuals) + (weight === 0 ? 0 : weight * mean(judgedOnly))
  const ofJudged = weight === 0 ? 0 : (weight ** 2 * variance(judgedOnly)) / judgedOnly.length
  const spread = variance(residuals)
  const half = z * Math.sqrt(spread / n + ofJudged)
  return {
    rate: clamp(rate),
    ...(spread < 1e-12 ? {} : { low: clamp(rate - half), high: clamp(rate + half) }),
    weight,
    peopleAloneHalfWidth: alone,
  }
}

/** Covariance over (1 + n/N) times the judge's sample variance, kept between 0 and 1; 0 where the judge never varies. */
function narrowestWeight(people: readonly number[], judge: readonly number[], judgedOnly: readonly number[]): number {
  if (judgedOnly.length < 2) return 0
  const answers = judge.length + judgedOnly.length
  const everything = (variance([...judge, ...judgedOnly]) * answers) / (answers - 1)
  if (everything === 0) return 0
  const [ofPeople, ofJudge] = [mean(people), mean(judge)]
  const together = people.map((value, index) => (value - ofPeople) * ((judge[index] as number) - ofJudge))
  return clamp(mean(together) / ((1 + people.length / judgedOnly.length) * everything))
}

function share({ count, total }: Share): number {
  return count / total
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}

function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Divided by the number of values, as the authors' software does for the interval. */
function variance(values: readonly number[]): number {
  const middle = mean(values)
  return mean(values.map((value) => (value - middle) ** 2))
}
