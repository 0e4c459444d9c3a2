import { IconAlertTriangle } from '@tabler/icons-react'
import type { PairCounts, RowChoice, Validation } from '../../../shared/model/validation.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { fewRows } from './compared.ts'
import css from './validation.module.css'

const sources = ['settled', 'labels', 'feedback', 'expectation'] as const
const reasons = ['unlabelled', 'otherOutput', 'tied', 'ignored', 'failed', 'example'] as const

/** How many rows were compared and why others were not; a warning where they are few. */
export function PairReport({
  validation: { counts, measures },
  onChoose,
}: {
  validation: Validation
  onChoose: (choice: RowChoice) => void
}) {
  const t = useT()
  const format = useFormat()
  const used = sources.filter((source) => counts.bySource[source] > 0)
  const left = reasons.filter((reason) => counts[reason] > 0)
  const warning = useWarning(counts, measures)
  return (
    <div className={css.report}>
      <p className={css.plain} role="status">
        <strong>
          {t('validation.counts.compared', {
            compared: format.number(counts.compared),
            judged: format.number(counts.judged),
          })}
        </strong>
        {used.length > 0 && (
          <span className={css.dim}>
            {t('validation.counts.bySource', {
              list: format.list(
                used.map((source) =>
                  t(`validation.counts.sources.${source}`, { formatted: format.number(counts.bySource[source]) }),
                ),
              ),
            })}
          </span>
        )}
      </p>
      {left.length + counts.sealed > 0 && (
        <ul className={css.leftOut} aria-label={t('validation.counts.leftOut')}>
          {left.map((reason) => (
            <li key={reason}>
              <button type="button" className={css.link} onClick={() => onChoose({ kind: 'leftOut', reason })}>
                {t(`validation.counts.reasons.${reason}`, { formatted: format.number(counts[reason]) })}
              </button>
            </li>
          ))}
          {counts.sealed > 0 && (
            <li className={css.dim}>{t('validation.counts.sealed', { formatted: format.number(counts.sealed) })}</li>
          )}
        </ul>
      )}
      {counts.otherOutput > 0 && <p className={css.hint}>{t('validation.counts.otherOutputHint')}</p>}
      {warning !== undefined && (
        <p className={css.warning} role="status">
          <IconAlertTriangle size={16} aria-hidden /> {warning}
        </p>
      )}
    </div>
  )
}

function useWarning({ compared }: PairCounts, measures: Validation['measures']): string | undefined {
  const t = useT()
  const format = useFormat()
  if (compared === 0) return undefined
  if (measures.kind !== 'verdict') {
    const few = { count: compared, formatted: format.number(compared) }
    return compared < fewRows ? t('validation.few.littleAll', few) : undefined
  }
  const { truePositive, falseNegative, falsePositive, trueNegative } = measures.counts
  const [pass, fail] = [truePositive + falseNegative, falsePositive + trueNegative]
  if (pass === 0 || fail === 0) {
    return t('validation.few.oneKind', { kind: t(`validation.${pass === 0 ? 'fail' : 'pass'}`) })
  }
  const count = Math.min(pass, fail)
  if (count >= fewRows) return undefined
  const kind = t(`validation.${pass < fail ? 'pass' : 'fail'}`)
  return t('validation.few.little', { kind, count, formatted: format.number(count) })
}
