import type { ImportReport } from '../../../shared/model/job.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useReasonText } from '../../i18n/reasons.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './transfer.module.css'

const counts = ['newTraces', 'newSpans', 'updatedSpans', 'unchangedSpans', 'newLogs', 'newAssessments'] as const

/** What an import brought, and what it left out and why. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const t = useT()
  const format = useFormat()
  const reasonText = useReasonText()
  const facts = counts
    .filter((key) => report[key] > 0)
    .map((key) => t(`transfer.report.${key}`, { count: report[key], formatted: format.number(report[key]) }))
  const isNothingNew =
    report.newTraces + report.newSpans + report.updatedSpans + report.newLogs + report.newAssessments === 0
  const skippedCount = report.skipped.reduce((sum, entry) => sum + entry.count, 0)
  return (
    <div className={css.report}>
      <div className={css.reportLine}>
        <ToneBadge tone={isNothingNew && skippedCount > 0 ? 'warn' : 'ok'}>
          {t('transfer.report.records', { count: report.recordsRead, formatted: format.number(report.recordsRead) })}
        </ToneBadge>
        <span>{facts.join(' · ')}</span>
      </div>
      {isNothingNew && skippedCount === 0 && <span className={css.hint}>{t('transfer.report.nothingNew')}</span>}
      {skippedCount > 0 && (
        <section className={css.skipped}>
          <div className={css.reportLine}>
            <ToneBadge tone="warn">
              {t('transfer.report.skipped', { count: skippedCount, formatted: format.number(skippedCount) })}
            </ToneBadge>
            <CopyButton text={() => JSON.stringify(report, null, 2)} name={t('transfer.report.copy')} />
          </div>
          <ul className={css.reasons}>
            {report.skipped.map((entry) => (
              <li key={`${entry.reason} ${entry.message}`}>
                <span>
                  {format.number(entry.count)} × {reasonText(entry.reason, entry.message)}
                </span>
                {entry.at.length > 0 && (
                  <span className={css.places}>
                    {entry.count > entry.at.length
                      ? t('transfer.report.atMore', { places: entry.at.map(format.number).join(', ') })
                      : t('transfer.report.at', {
                          count: entry.at.length,
                          places: entry.at.map(format.number).join(', '),
                        })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
