import { Select } from '@mantine/core'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { focusGrid } from '../../ui/data-grid.tsx'
import css from './evaluations.module.css'
import type { RowFilter } from './row-filter.ts'

const allValue = 'all'
const anyValue = 'any'
const scorerPrefix = 'scorer:'

/** Which rows are shown: all, or those that a scorer failed. */
export function FilterSelect({
  evaluation,
  filter,
  onFilter,
}: {
  evaluation: EvaluationSummary
  filter: RowFilter
  onFilter: (filter: RowFilter) => void
}) {
  const t = useT()
  const value =
    filter.kind === 'all'
      ? allValue
      : filter.scorerName === undefined
        ? anyValue
        : `${scorerPrefix}${filter.scorerName}`
  const data = [
    { value: allValue, label: t('evaluations.one.all') },
    { value: anyValue, label: t('evaluations.one.anyFailed') },
    ...evaluation.scorers.map(({ name }) => ({
      value: `${scorerPrefix}${name}`,
      label: t('evaluations.one.failedBy', { name }),
    })),
  ]
  return (
    <Select
      className={css.filter ?? ''}
      aria-label={t('evaluations.one.show')}
      data={data}
      value={value}
      allowDeselect={false}
      onChange={(next) => {
        // What was asked for is read by key next; the field would take the letters.
        setTimeout(focusGrid)
        if (next === null || next === allValue) onFilter({ kind: 'all' })
        else if (next === anyValue) onFilter({ kind: 'failed' })
        else onFilter({ kind: 'failed', scorerName: next.slice(scorerPrefix.length) })
      }}
    />
  )
}

/** How many rows there are, or fit; or how far the search for them is. */
export function RowCount({
  shown,
  loaded,
  total,
  isFiltered,
  isReading,
}: {
  shown: number
  loaded: number
  total: number
  isFiltered: boolean
  isReading: boolean
}) {
  const t = useT()
  const format = useFormat()
  const whole = format.number(total)
  return (
    <span className={css.count} role="status">
      {isReading
        ? t('evaluations.one.reading', { loaded: format.number(loaded), total: whole })
        : isFiltered
          ? t('evaluations.one.shown', { shown: format.number(shown), total: whole })
          : t('evaluations.one.rows', { count: total, formatted: whole })}
    </span>
  )
}
