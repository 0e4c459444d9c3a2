import type { Figure, PassRates } from '../../../shared/model/validation.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { IntervalPlot } from '../../ui/interval-plot.tsx'
import { makeScale } from '../../ui/plot-scale.ts'
import { isEverything, toShown } from './compared.ts'
import { toPlotted } from './figure-table.tsx'
import css from './validation.module.css'

/** The pass rate as judged, beside those that take the judge's errors into account. */
export function RatesPanel({ rates }: { rates: PassRates }) {
  const t = useT()
  const format = useFormat()
  const scale = makeScale([])
  const { raw, corrected, powered, people, judgedOnly } = rates
  const shown = powered === undefined ? undefined : toShown('powered', { ...powered, total: people.total })
  const number = (value: number | undefined) => format.number(value ?? 0)
  const lines: { name: 'raw' | 'corrected' | 'powered' | 'people'; figure: Figure | undefined; says: string }[] = [
    { name: 'raw', figure: raw, says: t('validation.rates.rawSays', { total: number(raw.total) }) },
    {
      name: 'corrected',
      figure: corrected,
      says: t(
        corrected === undefined
          ? 'validation.rates.correctedNone'
          : isEverything(corrected)
            ? 'validation.rates.correctedFew'
            : 'validation.rates.correctedSays',
      ),
    },
    {
      name: 'powered',
      figure: shown,
      says:
        shown === undefined
          ? t('validation.rates.poweredNone')
          : t(shown.low === undefined ? 'validation.rates.poweredFew' : 'validation.rates.poweredSays', {
              labelled: number(people.total),
              judgedOnly: number(judgedOnly),
            }),
    },
    { name: 'people', figure: people, says: t('validation.rates.peopleSays', { total: number(people.total) }) },
  ]
  return (
    <section className={css.block} aria-labelledby="validation-rates">
      <h2 id="validation-rates" className={css.blockTitle}>
        {t('validation.rates.title')}
      </h2>
      <table className={css.figureTable} aria-labelledby="validation-rates">
        {lines.map(({ name, figure, says }) => (
          <tbody key={name} data-rate={name}>
            <tr>
              <th scope="row">{t(`validation.rates.${name}`)}</th>
              <td data-number className={css.value}>
                {figure?.value === undefined ? t('validation.figures.noValue') : format.percent(figure.value)}
              </td>
              <td className={css.plotCell}>
                <IntervalPlot scale={scale} {...toPlotted(figure ?? {})} />
              </td>
              <td className={css.range}>
                {figure?.low === undefined || figure.high === undefined
                  ? t('validation.figures.noInterval')
                  : t('validation.figures.range', {
                      low: format.percent(figure.low),
                      high: format.percent(figure.high),
                    })}
              </td>
            </tr>
            <tr>
              <td colSpan={4} className={css.says}>
                {says}
              </td>
            </tr>
          </tbody>
        ))}
      </table>
      <p className={css.hint}>{t('validation.rates.random')}</p>
    </section>
  )
}
