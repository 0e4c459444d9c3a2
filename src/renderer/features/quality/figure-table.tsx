import type { AgreementFigure, QuestionAgreement } from '../../../shared/model/label-quality.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { IntervalPlot, PlotAxis } from '../../ui/interval-plot.tsx'
import { makeScale } from '../../ui/plot-scale.ts'
import { useFigureName } from './figure-meanings.tsx'
import { findPrevalence, readFigure } from './figure-reading.ts'
import { figureText } from './figure-text.ts'
import css from './figures.module.css'

/** The figures of one question on one axis, each with a sentence on how to read it. */
export function FigureTable({ question, title }: { question: QuestionAgreement; title: string }) {
  const t = useT()
  const format = useFormat()
  const nameOf = useFigureName()
  const { figures, scale: kindOfScale } = question
  const scale = makeScale(figures)
  const isPrevalent = findPrevalence(question) !== undefined
  const label = `${t('quality.figure.list')}: ${title}`
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={css.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('quality.figure.name')}</th>
            <th scope="col" data-number>
              {t('quality.figure.value')}
            </th>
            <th scope="col" className={css.plotCell}>
              <span className={css.plotHead}>
                {t('quality.figure.interval')}
                <span className={css.axisNote}>
                  {t('quality.figure.axisChance')} · {t('quality.figure.axisFull')}
                </span>
              </span>
              <PlotAxis scale={scale} />
            </th>
            <th scope="col" className={css.rangeCell}>
              <span className={css.unseen}>{t('quality.figure.interval')}</span>
            </th>
            <th scope="col" data-number>
              {t('quality.figure.units')}
            </th>
            <th scope="col" data-number>
              {t('quality.figure.ratings')}
            </th>
          </tr>
        </thead>
        {figures.map((figure) => {
          const { kind, value, low, high, unitCount, ratingCount } = figure
          const range = rangeOf(figure, format)
          return (
            <tbody key={kind}>
              <tr>
                <th scope="row">{nameOf(kind, kindOfScale)}</th>
                <td data-number className={css.value}>
                  {value === undefined ? (
                    <span className={css.faint}>{t('quality.figure.noValue')}</span>
                  ) : (
                    figureText(kind, value, format)
                  )}
                </td>
                <td className={css.plotCell}>
                  <IntervalPlot scale={scale} value={value} low={low} high={high} />
                </td>
                <td className={css.rangeCell}>
                  {range === undefined ? (
                    <span className={css.faint}>{t('quality.figure.noRange')}</span>
                  ) : (
                    t('quality.figure.range', range)
                  )}
                </td>
                <td data-number>{format.number(unitCount)}</td>
                <td data-number>{format.number(ratingCount)}</td>
              </tr>
              <tr className={css.reading}>
                <td colSpan={6}>
                  <Reading figure={figure} isPrevalent={isPrevalent} />
                </td>
              </tr>
            </tbody>
          )
        })}
      </table>
    </div>
  )
}

function rangeOf({ kind, low, high }: AgreementFigure, format: ReturnType<typeof useFormat>) {
  if (low === undefined || high === undefined) return undefined
  return { low: figureText(kind, low, format), high: figureText(kind, high, format) }
}

function Reading({ figure, isPrevalent }: { figure: AgreementFigure; isPrevalent: boolean }) {
  const t = useT()
  const format = useFormat()
  const { kind, value } = figure
  const { low = '', high = '' } = rangeOf(figure, format) ?? {}
  return t(`quality.figure.reading.${readFigure(figure, isPrevalent)}`, {
    low,
    high,
    value: value === undefined ? '' : figureText(kind, value, format),
  })
}
