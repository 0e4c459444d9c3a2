import { Select } from '@mantine/core'
import type { ValidationSubject, VerdictMeasures } from '../../../shared/model/validation.ts'
import { moreLabelsForRates, rowsForHalfWidth } from '../../../shared/statistics/sample-size.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './validation.module.css'
import { changeView, useValidationView } from './validation-view.ts'

/** Percentage points. */
const offered = [3, 5, 10, 15]

/** How many more labels the wanted sharpness takes. */
export function SampleHelper({ subject, measures }: { subject: ValidationSubject; measures: VerdictMeasures }) {
  const t = useT()
  const format = useFormat()
  const { points } = useValidationView(subject)
  const halfWidth = points / 100
  const { truePositiveRate: tpr, trueNegativeRate: tnr, rates } = measures
  const more = moreLabelsForRates(
    { total: tpr.total ?? 0, rate: tpr.value ?? 0 },
    { total: tnr.total ?? 0, rate: tnr.value ?? 0 },
    halfWidth,
  )
  const labelled = rates.people.total ?? 0
  const wanted = rowsForHalfWidth(rates.people.value ?? 0.5, halfWidth)
  const missing = Math.max(0, wanted - labelled)
  const formatted = more === undefined ? '' : format.number(more)
  return (
    <section className={css.block} aria-labelledby="validation-sample">
      <h2 id="validation-sample" className={css.blockTitle}>
        {t('validation.sample.title')}
      </h2>
      <Select
        className={css.narrow}
        label={t('validation.sample.wanted')}
        allowDeselect={false}
        data={offered.map((each) => ({ value: String(each), label: t('validation.sample.points', { points: each }) }))}
        value={String(points)}
        onChange={(value) => changeView(subject, { points: Number(value) })}
      />
      <ul className={css.sentences} aria-live="polite">
        <li>
          {more === undefined
            ? t('validation.sample.ratesUnknown')
            : t(more === 0 ? 'validation.sample.ratesDone' : 'validation.sample.rates', { points, formatted })}
        </li>
        <li>
          {t(missing === 0 ? 'validation.sample.rateDone' : 'validation.sample.rate', {
            formatted: format.number(wanted),
            more: format.number(missing),
          })}
        </li>
      </ul>
    </section>
  )
}
