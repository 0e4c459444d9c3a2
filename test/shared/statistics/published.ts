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

/** Fleiss, "Measuring nominal scale agreement among many raters" (1971), table 1: thirty patients, six psychiatrists, five diagnoses. */
export const fleissTable: Rating[][] = [
  '444444',
  '222555',
  '233335',
  '555555',
  '222444',
  '113333',
  '333355',
  '113334',
  '114444',
  '555555',
  '144444',
  '124444',
  '222333',
  '144444',
  '224445',
  '333335',
  '111455',
  '111112',
  '224444',
  '133555',
  '555555',
  '244444',
  '224555',
  '114444',
  '144445',
  '222224',
  '111155',
  '224444',
  '133333',
  '555555',
].map((row) => [...row].map(Number))

/** Cohen, "Weighted kappa" (1968), table 1: 200 patients, three diagnoses; his weights are of disagreement. */
export const cohenCounts = [
  [88, 10, 2],
  [14, 40, 6],
  [18, 10, 12],
]
export const cohenDisagreement = [
  [0, 1, 3],
  [1, 0, 6],
  [3, 6, 0],
]
