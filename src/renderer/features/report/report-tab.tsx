/** A run as figures: what each scorer found with its interval, what the rows took, and how parts of them differ. */
import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RunReport } from '../../../shared/model/report.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { measureText } from './figure-text.ts'
import css from './report.module.css'
import type { RowsWanted } from './rows-wanted.ts'
import { ScorerSection } from './scorer-section.tsx'
import { SlicesPanel } from './slices-panel.tsx'

export function ReportBody({ runId, onRows }: { runId: string; onRows: (wanted: RowsWanted) => void }) {
  const t = useT()
  const query = useQuery(orpc.reports.summary.queryOptions({ input: { runId } }))
  if (query.data === undefined) {
    return query.isError ? (
      <EmptyState
        title={t('report.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    ) : (
      <div className={css.busy} role="status">
        <Loader size="sm" />
        {t('report.loading')}
      </div>
    )
  }
  const report = query.data
  if (report.run.rowCount === 0 || (report.scorers.length === 0 && report.measures.length === 0)) {
    return <EmptyState title={t('report.empty.title')}>{t('report.empty.body')}</EmptyState>
  }
  return (
    <div className={css.body}>
      <RowCounts report={report} />
      <div className={css.sections}>
        {report.scorers.map((scorer) => (
          <ScorerSection key={scorer.name} scorer={scorer} onRows={onRows} />
        ))}
      </div>
      {report.measures.length > 0 && <Measures report={report} />}
      <SlicesPanel report={report} onRows={onRows} />
    </div>
  )
}

/** What all figures rest on. */
function RowCounts({ report: { run } }: { report: RunReport }) {
  const t = useT()
  const format = useFormat()
  const counted = (key: 'rows' | 'failedRows' | 'waitingRows', count: number) =>
    t(`report.${key}`, { count, formatted: format.number(count) })
  return (
    <p className={css.hint}>
      {[
        counted('rows', run.rowCount),
        ...(run.failedCount > 0 ? [counted('failedRows', run.failedCount)] : []),
        ...(run.waitingCount > 0 ? [counted('waitingRows', run.waitingCount)] : []),
      ].join(' · ')}
      {'. '}
      {t('report.intervals')}
    </p>
  )
}

function Measures({ report: { measures } }: { report: RunReport }) {
  const t = useT()
  const format = useFormat()
  return (
    <section className={css.block} aria-label={t('report.measures.title')}>
      <h3 className={css.blockTitle}>{t('report.measures.title')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scroll} role="region" aria-label={t('report.measures.table')} tabIndex={0}>
        <table className={css.table} aria-label={t('report.measures.title')}>
          <thead>
            <tr>
              <th scope="col">{t('report.measures.what')}</th>
              {(['sum', 'mean', 'p50', 'p90', 'p99', 'max'] as const).map((each) => (
                <th key={each} scope="col" data-number>
                  {t(`report.measures.${each}`)}
                </th>
              ))}
              <th scope="col" data-number>
                {t('report.column.rows')}
              </th>
            </tr>
          </thead>
          <tbody>
            {measures.map((measure) => (
              <tr key={measure.name}>
                <th scope="row">{t(`report.measure.${measure.name}`)}</th>
                {(['sum', 'mean', 'p50', 'p90', 'p99', 'max'] as const).map((each) => (
                  <td key={each} data-number>
                    {measureText(measure.name, measure[each], format)}
                  </td>
                ))}
                <td data-number>{format.number(measure.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
