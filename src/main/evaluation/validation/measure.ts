/** What pairs of a scorer's values and people's answers tell about the scorer. */
import type { Database } from 'better-sqlite3'
import type {
  ClassMeasures,
  Figure,
  NumberMeasures,
  PassRates,
  ScalarValue,
  Validation,
  ValidationMeasures,
  ValidationQuery,
  ValueMapping,
  VerdictMeasures,
} from '../../../shared/model/validation.ts'
import { bootstrapInterval } from '../../../shared/statistics/bootstrap.ts'
import { confusionMeasures, kappaOfMatrix, type Measure } from '../../../shared/statistics/confusion.ts'
import { predictionPoweredRate, roganGladen } from '../../../shared/statistics/corrected-rate.ts'
import { kendallTau } from '../../../shared/statistics/kendall.ts'
import { categoriesOf } from '../../../shared/statistics/ratings.ts'
import { rankCorrelationInterval, spearmanRho } from '../../../shared/statistics/spearman.ts'
import { wilsonInterval } from '../../../shared/statistics/wilson.ts'
import { type ComparedRow, readPairs } from './pairs.ts'

/** Values drawn for one interval, which bounds its time. */
const mostDraws = 4_000_000
/** Kendall's tau compares every pair of pairs. */
const mostForKendall = 5_000

/** Throws as `readPairs`. */
export function measureValidation(db: Database, query: ValidationQuery): Validation {
  const { rows, counts } = readPairs(db, query)
  return { counts, measures: measurePairs(rows, query.mapping) }
}

export type Pair = ComparedRow & { scored: ScalarValue; answered: ScalarValue }

export const isPair = (row: ComparedRow): row is Pair => row.leftOut === undefined

export function measurePairs(rows: readonly ComparedRow[], mapping: ValueMapping): ValidationMeasures {
  const pairs = rows.filter(isPair)
  if (mapping.kind === 'verdict') return measureVerdicts(rows, pairs)
  return mapping.kind === 'classes' ? measureClasses(pairs) : measureNumbers(pairs)
}

function measureVerdicts(rows: readonly ComparedRow[], pairs: readonly Pair[]): VerdictMeasures {
  const count = (answered: string, scored: string) =>
    pairs.filter((pair) => pair.answered === answered && pair.scored === scored).length
  const counts = {
    truePositive: count('pass', 'pass'),
    falsePositive: count('fail', 'pass'),
    falseNegative: count('pass', 'fail'),
    trueNegative: count('fail', 'fail'),
  }
  const { truePositiveRate, trueNegativeRate, precision, accuracy, f1, kappa } = confusionMeasures(counts)
  return {
    kind: 'verdict',
    counts,
    truePositiveRate: toFigure(truePositiveRate),
    trueNegativeRate: toFigure(trueNegativeRate),
    precision: toFigure(precision),
    accuracy: toFigure(accuracy),
    f1: toFigure(f1),
    kappa: toFigure(kappa),
    rates: measureRates(rows, pairs, counts),
  }
}

function measureRates(
  rows: readonly ComparedRow[],
  pairs: readonly Pair[],
  counts: VerdictMeasures['counts'],
): PassRates {
  const { truePositive, falsePositive, falseNegative, trueNegative } = counts
  const judged = rows.filter(({ scored }) => scored !== undefined)
  const asNumber = (value: ScalarValue | undefined) => (value === 'pass' ? 1 : 0)
  const passed = { count: judged.filter(({ scored }) => scored === 'pass').length, total: judged.length }
  const corrected = roganGladen(
    passed,
    { count: truePositive, total: truePositive + falseNegative },
    { count: trueNegative, total: trueNegative + falsePositive },
  )
  const judgedOnly = judged.filter((row) => !isPair(row)).map(({ scored }) => asNumber(scored))
  const powered = predictionPoweredRate(
    pairs.map(({ answered, scored }) => [asNumber(answered), asNumber(scored)]),
    judgedOnly,
  )
  return {
    raw: shareOf(passed.count, passed.total),
    people: shareOf(truePositive + falseNegative, pairs.length),
    ...(corrected === undefined
      ? {}
      : { corrected: { value: corrected.rate, low: corrected.low, high: corrected.high } }),
    ...(powered === undefined
      ? {}
      : {
          powered: {
            value: powered.rate,
            ...(powered.low === undefined || powered.high === undefined
              ? {}
              : { low: powered.low, high: powered.high }),
            weight: powered.weight,
            peopleAloneHalfWidth: powered.peopleAloneHalfWidth,
          },
        }),
    judgedOnly: judgedOnly.length,
  }
}

function measureClasses(pairs: readonly Pair[]): ClassMeasures {
  const classes = categoriesOf(pairs.map(({ answered, scored }) => [answered, scored]))
  const at = new Map(classes.map((value, index) => [value, index]))
  const matrix = classes.map(() => classes.map(() => 0))
  for (const { answered, scored } of pairs) {
    const row = matrix[at.get(answered) as number] as number[]
    row[at.get(scored) as number] = (row[at.get(scored) as number] as number) + 1
  }
  const agreeing = pairs.filter(({ answered, scored }) => answered === scored).length
  const total = (test: (pair: Pair) => boolean) => pairs.filter(test).length
  return {
    kind: 'classes',
    classes,
    matrix,
    accuracy: shareOf(agreeing, pairs.length),
    kappa: toFigure(kappaOfMatrix(matrix)),
    perClass: classes.map((value) => {
      const truePositive = total(({ answered, scored }) => answered === value && scored === value)
      const falsePositive = total(({ answered, scored }) => answered !== value && scored === value)
      const falseNegative = total(({ answered, scored }) => answered === value && scored !== value)
      const trueNegative = pairs.length - truePositive - falsePositive - falseNegative
      const own = confusionMeasures({ truePositive, falsePositive, falseNegative, trueNegative })
      return {
        value,
        recall: toFigure(own.truePositiveRate),
        precision: toFigure(own.precision),
        f1: toFigure(own.f1),
      }
    }),
  }
}

function measureNumbers(pairs: readonly Pair[]): NumberMeasures {
  const scored = pairs.map((pair) => Number(pair.scored))
  const answered = pairs.map((pair) => Number(pair.answered))
  const differences = scored.map((value, index) => value - (answered[index] as number))
  const spearman = spearmanRho(answered, scored)
  const kendall = spearman === undefined || pairs.length > mostForKendall ? undefined : kendallTau(answered, scored)
  const correlation = (kind: 'spearman' | 'kendall', value: number | undefined): Figure =>
    value === undefined
      ? { total: pairs.length }
      : { value, ...rankCorrelationInterval(kind, value, pairs.length), total: pairs.length }
  return {
    kind: 'numbers',
    spearman: correlation('spearman', spearman),
    kendall: correlation('kendall', kendall),
    meanAbsoluteDifference: meanFigure(differences.map(Math.abs)),
    meanDifference: meanFigure(differences),
  }
}

function meanFigure(values: readonly number[]): Figure {
  if (values.length === 0) return { total: 0 }
  const resamples = Math.max(200, Math.min(2_000, Math.floor(mostDraws / values.length)))
  const interval = bootstrapInterval(values, mean, { seed: 'validation', resamples })
  return {
    value: mean(values),
    // Values that are all alike do not tell how far others could be.
    ...(interval === undefined || interval.low === interval.high ? {} : { low: interval.low, high: interval.high }),
    total: values.length,
  }
}

function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function shareOf(count: number, total: number): Figure {
  return total === 0 ? { total } : { value: count / total, ...wilsonInterval(count, total), total }
}

function toFigure({ value, low, high, total }: Measure): Figure {
  return {
    ...(value === undefined ? {} : { value }),
    ...(low === undefined || high === undefined ? {} : { low, high }),
    ...(total === undefined ? {} : { total }),
  }
}
