/** How many labels an answer of a wanted sharpness takes. */
import { z95 } from './normal.ts'
import { wilsonInterval } from './wilson.ts'

const most = 10_000_000

/**
 * The smallest number of rows whose Wilson interval around a share is at most `halfWidth` to either side on average, that is
 * `2 * halfWidth` wide. The interval narrows steadily with the number of rows, so that halving finds it.
 *
 * @param expectedShare the share that is thought likely, 0 to 1; 0.5 is the most careful guess
 * @param halfWidth over 0, for example 0.05 for ± 5 points
 * @throws RangeError when a number is out of its range
 */
export function rowsForHalfWidth(expectedShare: number, halfWidth: number, z = z95): number {
  if (!(expectedShare >= 0 && expectedShare <= 1)) throw new RangeError('A share lies between 0 and 1.')
  if (!(halfWidth > 0)) throw new RangeError('The half width has to be over 0.')
  const isSharp = (total: number): boolean => {
    const interval = wilsonInterval(expectedShare * total, total, z)
    return interval !== undefined && (interval.high - interval.low) / 2 <= halfWidth
  }
  if (!isSharp(most)) return most
  let [tooFew, enough] = [0, most]
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (isSharp(middle)) enough = middle
    else tooFew = middle
  }
  return enough
}

/**
 * How many labels are still missing until both of a judge's rates (of people's passes, and of their fails) are known to `halfWidth`:
 * labels come in the proportion of passes seen so far.
 *
 * @param passes labelled rows that people passed, with the judge's rate among them; `fails` likewise
 * @returns undefined while one of the two has no label, as the proportion is unknown then
 */
export function moreLabelsForRates(
  passes: { total: number; rate: number },
  fails: { total: number; rate: number },
  halfWidth: number,
  z = z95,
): number | undefined {
  const seen = passes.total + fails.total
  if (passes.total === 0 || fails.total === 0) return undefined
  const needed = [passes, fails].map(({ total, rate }) => {
    // A rate of exactly 0 or 1 in few rows is luck; add one of each, as for the interval of Agresti and Coull (1998).
    const careful = (rate * total + 1) / (total + 2)
    return (rowsForHalfWidth(careful, halfWidth, z) / total) * seen
  })
  return Math.max(0, Math.ceil(Math.max(...needed) - seen))
}
