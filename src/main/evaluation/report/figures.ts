/** Figures of scorers and measures over rows. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import type {
  MeasureName,
  MeasureReport,
  ScorerFigure,
  ScorerKind,
  ScorerReport,
} from '../../../shared/model/report.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'
import { bootstrapInterval, quantile } from '../../../shared/statistics/bootstrap.ts'
import { wilsonInterval } from '../../../shared/statistics/wilson.ts'
import type { ReportRow } from '../../store/report-rows.ts'
import { makeBins } from './bins.ts'

/** Draws of one interval, whatever the number of rows: more rows need fewer resamples to say as much, and less time. */
const mostDraws = 20_000_000
const mostResamples = 2_000
const leastResamples = 200

export function resamplesFor(count: number): number {
  return Math.min(mostResamples, Math.max(leastResamples, Math.floor(mostDraws / Math.max(1, count))))
}

/** Names of all scorers that said something in any of the rows, in the order given first, then by name. */
export function scorerNames(rowSets: readonly (readonly ReportRow[])[], first: readonly string[] = []): string[] {
  const found = new Set(rowSets.flatMap((rows) => rows.flatMap((row) => [...row.results.keys()])))
  const rest = [...found].filter((name) => !first.includes(name)).sort()
  return [...first, ...rest]
}

/** What a scorer gives, from all its values: a single other one makes it a category. */
export function kindOf(name: string, rows: readonly ReportRow[]): ScorerKind {
  let [hasVerdict, hasNumber] = [false, false]
  for (const row of rows) {
    const value = row.results.get(name)?.value
    if (value === undefined) continue
    if (typeof value === 'number') hasNumber = true
    else if (findVerdict(value) !== undefined) hasVerdict = true
    else return 'category'
  }
  if (hasVerdict && hasNumber) return 'category'
  return hasNumber ? 'number' : hasVerdict ? 'verdict' : 'category'
}

/** A verdict as 1 or 0, a number as itself; undefined for what is neither. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value
  const verdict = findVerdict(value)
  return verdict === undefined ? undefined : verdict === 'pass' ? 1 : 0
}

/** A value as text, as people read it in a list. */
export function textOfValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : quantile(Float64Array.from(values).sort() as unknown as number[], 0.5)
}

/** Figure of one scorer over rows; the same seed gives the same interval. */
export function figureOf(name: string, kind: ScorerKind, rows: readonly ReportRow[], seed: string): ScorerFigure {
  const counts = { count: 0, errorCount: 0, missingCount: 0 }
  const values: number[] = []
  for (const row of rows) {
    const result = row.results.get(name)
    if (result === undefined) counts.missingCount += 1
    else if (result.value === undefined) counts.errorCount += 1
    else {
      counts.count += 1
      const number = numberOf(result.value)
      if (number !== undefined) values.push(number)
    }
  }
  const figure = { name, kind, ...counts }
  if (kind === 'category' || values.length === 0) return figure
  const value = mean(values) as number
  const interval =
    kind === 'verdict'
      ? wilsonInterval(
          values.reduce((sum, each) => sum + each, 0),
          values.length,
        )
      : bootstrapInterval(values, mean, { seed, resamples: resamplesFor(values.length) })
  return { ...figure, value, ...(interval === undefined ? {} : { low: interval.low, high: interval.high }) }
}

/** Categories beyond these are one, which says how many they are. */
const mostCategories = 30

/** All about one scorer. */
export function reportScorer(name: string, kind: ScorerKind, rows: readonly ReportRow[], seed: string): ScorerReport {
  const figure = figureOf(name, kind, rows, `${seed}/${name}`)
  const values = rows.flatMap((row) => {
    const value = row.results.get(name)?.value
    return value === undefined ? [] : [value]
  })
  if (kind === 'category') return { ...figure, categories: countCategories(values) }
  const numbers = values.flatMap((value) => numberOf(value) ?? [])
  if (numbers.length === 0) return figure
  if (kind === 'verdict') {
    const passCount = numbers.filter((each) => each === 1).length
    return { ...figure, passCount, failCount: numbers.length - passCount }
  }
  const sorted = numbers.toSorted((a, b) => a - b)
  const interval = bootstrapInterval(numbers, median, {
    seed: `${seed}/${name}/median`,
    // Sorting each resample is the dearer part.
    resamples: Math.max(leastResamples, Math.floor(resamplesFor(numbers.length * 10))),
  })
  return {
    ...figure,
    median: {
      value: quantile(sorted, 0.5),
      ...(interval === undefined ? {} : { low: interval.low, high: interval.high }),
    },
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
    bins: makeBins(sorted),
  }
}

function countCategories(values: readonly Json[]): NonNullable<ScorerReport['categories']> {
  const counts = new Map<string, number>()
  for (const value of values) {
    const text = textOfValue(value)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return ordered.slice(0, mostCategories).map(([value, count]) => {
    const interval = wilsonInterval(count, values.length) as { low: number; high: number }
    return { value, count, share: count / values.length, ...interval }
  })
}

export const measureNames: readonly MeasureName[] = ['durationMs', 'inputTokens', 'outputTokens', 'costUsd']

/** What rows took; measures that no row has are left out. */
export function reportMeasures(rows: readonly ReportRow[]): MeasureReport[] {
  return measureNames.flatMap((name) => {
    const sorted = rows.flatMap((row) => row[name] ?? []).sort((a, b) => a - b)
    if (sorted.length === 0) return []
    const sum = sorted.reduce((total, each) => total + each, 0)
    return {
      name,
      count: sorted.length,
      sum,
      mean: sum / sorted.length,
      p50: quantile(sorted, 0.5),
      p90: quantile(sorted, 0.9),
      p99: quantile(sorted, 0.99),
      max: sorted.at(-1) as number,
    }
  })
}
