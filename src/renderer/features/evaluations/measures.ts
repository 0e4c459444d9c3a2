/** What the evaluations can be compared by: their metrics, and the verdicts of their scorers. Pure. */
import type { EvaluationSummary, Metric, ScorerSummary } from '../../../shared/model/run.ts'

/** MLflow's name for the mean of a scorer's values; yes counts 1, no 0. */
export function meanKey(scorerName: string): string {
  return `${scorerName}/mean`
}

/** Share of a scorer's verdicts that pass, from 0 to 1; undefined for one that gives none. */
export function passRate(scorer: ScorerSummary): number | undefined {
  const verdicts = scorer.passCount + scorer.failCount
  return verdicts === 0 ? undefined : scorer.passCount / verdicts
}

export interface Measure {
  metric: Metric | undefined
  /** The scorer whose mean it is. */
  scorer: ScorerSummary | undefined
}

/** One evaluation's value under a key of `measureKeys`. */
export function findMeasure(evaluation: EvaluationSummary, key: string): Measure | undefined {
  const metric = evaluation.metrics.find((each) => each.key === key)
  const scorer = evaluation.scorers.find((each) => meanKey(each.name) === key)
  return metric === undefined && scorer === undefined ? undefined : { metric, scorer }
}

/** Keys of everything measured in any of them, the most frequent first; a scorer stands under its mean's key. */
export function measureKeys(evaluations: readonly EvaluationSummary[]): string[] {
  const counts = new Map<string, number>()
  for (const { metrics, scorers } of evaluations) {
    const keys = new Set([...metrics.map((metric) => metric.key), ...scorers.map((scorer) => meanKey(scorer.name))])
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([key]) => key)
}

/** A number to sort by; undefined where there is none, such as for not a number. */
export function measureNumber(measure: Measure | undefined): number | undefined {
  if (measure === undefined) return undefined
  const { metric, scorer } = measure
  if (metric?.value === 'Infinity') return Number.POSITIVE_INFINITY
  if (metric?.value === '-Infinity') return Number.NEGATIVE_INFINITY
  if (typeof metric?.value === 'number') return metric.value
  return scorer === undefined ? undefined : passRate(scorer)
}

/** Metrics that belong to no scorer, by key. */
export function otherMetrics(evaluation: EvaluationSummary): Metric[] {
  const isOfScorer = (key: string) => evaluation.scorers.some((scorer) => key.startsWith(`${scorer.name}/`))
  return evaluation.metrics.filter((metric) => !isOfScorer(metric.key))
}

/** A scorer's metrics with the aggregation that each is: `mean`, `p90`. */
export function metricsOf(
  evaluation: EvaluationSummary,
  scorerName: string,
): { aggregation: string; metric: Metric }[] {
  const prefix = `${scorerName}/`
  return evaluation.metrics
    .filter((metric) => metric.key.startsWith(prefix))
    .map((metric) => ({ aggregation: metric.key.slice(prefix.length), metric }))
}
