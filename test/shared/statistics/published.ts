/** Worked examples from the literature that statistics are held to. */
import type { Rating } from '../../../src/shared/statistics/ratings.ts'

const gap = null

/**
 * Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units, gaps. Gwet's
 * "Handbook of Inter-Rater Reliability" (4th edition, 2014, table 2.10) uses the same answers.
 */
export const krippendorffTable: (Rating | null)[][] = [
  [1, 1, gap, 1],
  [2, 2, 3, 2],
  [3, 3, 3, 3],
  [3, 3, 3, 3],
  [2, 2, 2, 2],
  [1, 2, 3, 4],
  [4, 4, 4, 4],
  [1, 1, 2, 1],
  [2, 2, 2, 2],
  [gap, 5, 5, 5],
  [gap, gap, 1, 1],
  [gap, 3, gap, gap],
]
