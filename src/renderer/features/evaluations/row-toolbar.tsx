import { Select } from '@mantine/core'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { type Format, useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { focusGrid } from '../../ui/data-grid.tsx'
import css from './evaluations.module.css'
import type { RowFilter } from './row-filter.ts'

const allValue = 'all'
const anyValue = 'any'
const scorerPrefix = 'scorer:'
const errorPrefix = 'error:'
/** Rows that the report asked for, which no other entry of the list stands for. */
const ownValue = 'own'

function describe(filter: RowFilter, t: ReturnType<typeof useT>, format: Format): string | undefined {
  switch (filter.kind) {
    case 'all':
    case 'failed':
      return undefined
    case 'slice':
      return filter.label
    case 'error':
      return t('evaluations.one.errorOf', { name: filter.scorerName })
    case 'missing':
      return t('evaluations.one.nothingFrom', { name: filter.scorerName })
    case 'verdict':
      return t(filter.verdict === 'pass' ? 'evaluations.one.passedBy' : 'evaluations.one.failedBy', {
        name: filter.scorerName,
      })
    case 'value':
      return `${filter.scorerName}: ${filter.value}`
    case 'range':
      return filter.from === filter.to
        ? `${filter.scorerName}: ${format.shortNumber(filter.from, 4)}`
        : `${filter.scorerName}: ${format.shortNumber(filter.from, 4)} – ${format.shortNumber(filter.to, 4)}`
  }
}

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
  const format = useFormat()
  const own = describe(filter, t, format)
  const value =
    own !== undefined
      ? ownValue
      : filter.kind === 'failed' && filter.scorerName !== undefined
        ? `${scorerPrefix}${filter.scorerName}`
        : filter.kind === 'failed'
          ? anyValue
          : allValue
  const data = [
    { value: allValue, label: t('evaluations.one.all') },
    { value: anyValue, label: t('evaluations.one.anyFailed') },
    ...evaluation.scorers.map(({ name }) => ({
      value: `${scorerPrefix}${name}`,
      label: t('evaluations.one.failedBy', { name }),
    })),
    ...evaluation.scorers
      .filter(({ errorCount }) => errorCount > 0)
      .map(({ name }) => ({ value: `${errorPrefix}${name}`, label: t('evaluations.one.errorOf', { name }) })),
    ...(own === undefined ? [] : [{ value: ownValue, label: own }]),
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
        else if (next.startsWith(errorPrefix)) onFilter({ kind: 'error', scorerName: next.slice(errorPrefix.length) })
        else if (next !== ownValue) onFilter({ kind: 'failed', scorerName: next.slice(scorerPrefix.length) })
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
