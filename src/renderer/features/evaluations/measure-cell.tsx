import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './evaluations.module.css'
import { type Measure, passRate } from './measures.ts'
import { metricText } from './value-text.ts'

/** One figure of an evaluation in the list: what passed in words, or the number of a metric. */
export function MeasureCell({ measure }: { measure: Measure | undefined }) {
  const t = useT()
  const format = useFormat()
  if (measure === undefined) return null
  const { metric, scorer } = measure
  const rate = scorer === undefined ? undefined : passRate(scorer)
  if (scorer !== undefined && rate !== undefined) {
    const counts = {
      passed: format.number(scorer.passCount),
      total: format.number(scorer.passCount + scorer.failCount),
    }
    return (
      <span title={t('evaluations.passedOf', counts)}>
        {t('evaluations.passed', { percent: format.percent(rate) })}
      </span>
    )
  }
  if (metric !== undefined) {
    const text = metricText(metric, format)
    if (text !== undefined) return <span title={String(metric.value)}>{text}</span>
    return (
      <span className={css.faint} title={t('evaluations.notANumber')}>
        {t('common.notAvailable')}
      </span>
    )
  }
  if (scorer === undefined || scorer.errorCount < scorer.count || scorer.count === 0) return null
  return (
    <span title={t('evaluations.noVerdict')}>
      <ToneBadge tone="error">{t('evaluations.scorerFailed')}</ToneBadge>
    </span>
  )
}
