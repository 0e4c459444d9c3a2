/** How well a judge tells pass from fail, measured by people's answers. */
import { z95 } from './normal.ts'
import { wilsonInterval } from './wilson.ts'

/** Counts of rows; "positive" is a pass, "true" means that the judge agrees with the people. */
export interface ConfusionCounts {
  truePositive: number
  falsePositive: number
  falseNegative: number
  trueNegative: number
}

export interface Measure {
  /** Undefined when there is nothing to divide by. */
  value: number | undefined
  low?: number
  high?: number
  /** What it is a share of, where it is one. */
  total?: number
}

export interface ConfusionMeasures {
  /** Share of the people's passes that the judge passes: sensitivity, recall. */
  truePositiveRate: Measure
  /** Share of the people's fails that the judge fails: specificity. */
  trueNegativeRate: Measure
  /** Share of the judge's passes that people pass. */
  precision: Measure
  accuracy: Measure
  f1: Measure
  kappa: Measure
}

/**
 * Shares have Wilson intervals. F1 is 2J / (1 + J) of J = TP / (TP + FP + FN), which is a share and rises with it, so that the ends of its
 * Wilson interval are carried over. Kappa: see `kappaOfMatrix`.
 */
export function confusionMeasures(counts: ConfusionCounts, z = z95): ConfusionMeasures {
  const { truePositive, falsePositive, falseNegative, trueNegative } = counts
  const share = (count: number, total: number): Measure => ({
    value: total === 0 ? undefined : count / total,
    ...wilsonInterval(count, total, z),
    total,
  })
  const joint = share(truePositive, truePositive + falsePositive + falseNegative)
  const toF1 = (value: number) => (2 * value) / (1 + value)
  return {
    truePositiveRate: share(truePositive, truePositive + falseNegative),
    trueNegativeRate: share(trueNegative, trueNegative + falsePositive),
    precision: share(truePositive, truePositive + falsePositive),
    accuracy: share(truePositive + trueNegative, truePositive + falsePositive + falseNegative + trueNegative),
    f1: {
      value: joint.value === undefined ? undefined : toF1(joint.value),
      ...(joint.low !== undefined && joint.high !== undefined && { low: toF1(joint.low), high: toF1(joint.high) }),
    },
    kappa: kappaOfMatrix(
      [
        [trueNegative, falsePositive],
        [falseNegative, truePositive],
      ],
      z,
    ),
  }
}

/**
 * Cohen's kappa of a square table of counts with the large-sample interval of Fleiss, Cohen and Everitt (1969), whose standard error
 * holds for any true kappa. It takes the spread from the table itself: a table without any, such as one of a few rows that all agree,
 * would be certain of itself, and has no interval therefore. Read it with care under 20 to 30 rows.
 *
 * @param matrix rows: one rater's category, columns: the other's
 * @returns no value when all answers are of one category, no interval without spread
 */
export function kappaOfMatrix(matrix: readonly (readonly number[])[], z = z95): Measure {
  const size = matrix.length
  const total = matrix.reduce((sum, row) => sum + row.reduce((inner, count) => inner + count, 0), 0)
  if (total === 0) return { value: undefined }
  const share = (i: number, j: number) => (matrix[i]?.[j] as number) / total
  const indexes = Array.from({ length: size }, (_, index) => index)
  const sumOf = (term: (index: number) => number) => indexes.reduce((sum, index) => sum + term(index), 0)
  const rows = indexes.map((i) => sumOf((j) => share(i, j)))
  const columns = indexes.map((j) => sumOf((i) => share(i, j)))
  const observed = sumOf((i) => share(i, i))
  const expected = sumOf((i) => (rows[i] as number) * (columns[i] as number))
  if (1 - expected < 1e-12) return { value: undefined }
  const kappa = (observed - expected) / (1 - expected)
  const agreeing = sumOf((i) => share(i, i) * (1 - ((rows[i] as number) + (columns[i] as number)) * (1 - kappa)) ** 2)
  const apart = sumOf((i) =>
    sumOf((j) => (i === j ? 0 : share(i, j) * ((columns[i] as number) + (rows[j] as number)) ** 2)),
  )
  const variance =
    (agreeing + (1 - kappa) ** 2 * apart - (kappa - expected * (1 - kappa)) ** 2) / (total * (1 - expected) ** 2)
  if (variance < 1e-12) return { value: kappa, total }
  const half = z * Math.sqrt(variance)
  return { value: kappa, low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half), total }
}
