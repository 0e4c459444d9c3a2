import { Button } from '@mantine/core'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import css from './evaluations.module.css'

/** What the table says without rows, and the next step. */
export function NoRows({
  evaluation,
  error,
  isLoading,
  isFiltered,
  onRetry,
  onShowAll,
}: {
  evaluation: EvaluationSummary
  error: unknown
  isLoading: boolean
  isFiltered: boolean
  onRetry: () => void
  onShowAll: () => void
}) {
  const t = useT()
  if (isLoading) return <div className={css.screen} aria-busy />
  if (error !== null) {
    return (
      <EmptyState
        title={t('evaluations.one.rowsFailed')}
        actions={<Button onClick={onRetry}>{t('common.retry')}</Button>}
      >
        {failureText(error)}
      </EmptyState>
    )
  }
  if (isFiltered) {
    return (
      <EmptyState
        title={t('evaluations.one.noMatch')}
        actions={<Button onClick={onShowAll}>{t('evaluations.one.showAll')}</Button>}
      />
    )
  }
  return (
    <EmptyState title={t('evaluations.one.noRows')}>
      {t(evaluation.status === 'RUNNING' ? 'evaluations.one.noRowsRunning' : 'evaluations.one.noRowsDone')}
    </EmptyState>
  )
}
