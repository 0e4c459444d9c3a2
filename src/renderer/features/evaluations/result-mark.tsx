import type { Assessment } from '../../../shared/model/assessment.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { ValueMark } from '../assessments/index.tsx'
import css from './evaluations.module.css'

/** What a scorer said on one line, its reason on hover; a scorer that failed says so. */
export function ResultMark({ result }: { result: Assessment }) {
  const t = useT()
  if (result.error !== undefined) {
    const message = result.error.message ?? result.error.code
    return (
      <span className={css.mark} title={t('evaluations.scorerFailedTitle', { message })}>
        <ToneBadge tone="error">{t('evaluations.scorerFailed')}</ToneBadge>
      </span>
    )
  }
  return (
    <span className={css.mark} {...(result.rationale === undefined ? {} : { title: result.rationale })}>
      <ValueMark value={result.value} />
    </span>
  )
}
