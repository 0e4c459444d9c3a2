import type { EvaluationSummary, ScorerSummary } from '../../../shared/model/run.ts'
import { Link } from '../../app/link.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './evaluations.module.css'
import { metricsOf, otherMetrics, passRate } from './measures.ts'
import { metricText } from './value-text.ts'

/** What came out: one tile for each scorer, and one for each metric that is no scorer's. */
export function MetricTiles({ evaluation }: { evaluation: EvaluationSummary }) {
  const t = useT()
  const format = useFormat()
  const others = otherMetrics(evaluation)
  if (evaluation.scorers.length === 0 && others.length === 0) return null
  return (
    <dl className={css.tiles} aria-label={t('evaluations.one.metrics')}>
      {evaluation.scorers.map((scorer) => (
        <ScorerTile key={scorer.name} evaluation={evaluation} scorer={scorer} />
      ))}
      {others.map((metric) => (
        <div key={metric.key} className={css.tile}>
          <dt title={metric.key}>{metric.key}</dt>
          <dd className={css.figure} title={String(metric.value)}>
            {metricText(metric, format) ?? t('evaluations.notANumber')}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function ScorerTile({ evaluation, scorer }: { evaluation: EvaluationSummary; scorer: ScorerSummary }) {
  const t = useT()
  const format = useFormat()
  const rate = passRate(scorer)
  const metrics = metricsOf(evaluation, scorer.name).map(({ aggregation, metric }) => ({
    aggregation,
    text: metricText(metric, format) ?? t('evaluations.notANumber'),
  }))
  const [mainMetric, ...moreMetrics] = metrics
  const counted = t('evaluations.judged', { count: scorer.count, formatted: format.number(scorer.count) })
  const small = rate === undefined ? moreMetrics : metrics
  const figure =
    rate !== undefined
      ? t('evaluations.passed', { percent: format.percent(rate) })
      : mainMetric !== undefined
        ? `${mainMetric.text} ${mainMetric.aggregation}`
        : scorer.count > 0 && scorer.errorCount === scorer.count
          ? t('evaluations.scorerFailed')
          : counted
  return (
    <div className={css.tile}>
      <dt title={scorer.name}>{scorer.name}</dt>
      <dd className={css.figure}>{figure}</dd>
      <dd className={css.tileNote}>
        {rate === undefined
          ? figure === counted
            ? ''
            : counted
          : t('evaluations.passedOf', {
              passed: format.number(scorer.passCount),
              total: format.number(scorer.passCount + scorer.failCount),
            })}
      </dd>
      {small.length > 0 && (
        <dd className={css.tileNote}>{small.map(({ aggregation, text }) => `${aggregation} ${text}`).join(', ')}</dd>
      )}
      <dd className={css.tileNote}>
        <Link
          to={{ screen: 'validation', runId: evaluation.runId, scorer: scorer.name }}
          title={t('validation.openTitle', { name: scorer.name })}
        >
          {t('validation.open')}
        </Link>
      </dd>
      {scorer.errorCount > 0 && (
        <dd className={css.tileError}>
          {t('evaluations.scorerErrors', { count: scorer.errorCount, formatted: format.number(scorer.errorCount) })}
        </dd>
      )}
    </div>
  )
}
