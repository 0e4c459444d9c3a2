/** Each figure with its interval and one sentence for people who are no statisticians. */
import type { ClassMeasures, Figure, ValidationMeasures } from '../../../shared/model/validation.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { IntervalPlot, PlotAxis } from '../../ui/interval-plot.tsx'
import { makeScale } from '../../ui/plot-scale.ts'
import { figureText, readKappa, toShown } from './compared.ts'
import css from './validation.module.css'
import { useValueName } from './value-name.ts'

const verdictFigures = ['truePositiveRate', 'trueNegativeRate', 'precision', 'accuracy', 'f1', 'kappa'] as const
const classFigures = ['accuracy', 'kappa'] as const
const numberFigures = ['spearman', 'kendall', 'meanAbsoluteDifference', 'meanDifference'] as const
type FigureName = (typeof verdictFigures)[number] | (typeof numberFigures)[number]

const shares: ReadonlySet<FigureName> = new Set(['truePositiveRate', 'trueNegativeRate', 'precision', 'accuracy'])
/** On a scale of their own, which no axis from 0 to 1 shows. */
const unbounded: ReadonlySet<FigureName> = new Set(['meanAbsoluteDifference', 'meanDifference'])

function listFigures(measures: ValidationMeasures): { name: FigureName; figure: Figure }[] {
  if (measures.kind === 'verdict')
    return verdictFigures.map((name) => ({ name, figure: toShown(name, measures[name]) }))
  if (measures.kind === 'classes') return classFigures.map((name) => ({ name, figure: toShown(name, measures[name]) }))
  return numberFigures.map((name) => ({ name, figure: toShown(name, measures[name]) }))
}

export function FigureTable({ measures }: { measures: ValidationMeasures }) {
  const t = useT()
  const format = useFormat()
  const sentenceOf = useSentence()
  const figures = listFigures(measures)
  const scale = makeScale(figures.filter(({ name }) => !unbounded.has(name)).map(({ figure }) => toPlotted(figure)))
  return (
    <section className={css.block} aria-labelledby="validation-figures">
      <h2 id="validation-figures" className={css.blockTitle}>
        {t('validation.figures.title')}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scroll} role="region" aria-labelledby="validation-figures" tabIndex={0}>
        <table className={css.figureTable} aria-labelledby="validation-figures">
          <thead>
            <tr>
              <th scope="col">{t('validation.figures.figure')}</th>
              <th scope="col" data-number>
                {t('validation.figures.value')}
              </th>
              <th scope="col" className={css.plotCell}>
                <PlotAxis scale={scale} />
              </th>
              <th scope="col">{t('validation.figures.interval')}</th>
            </tr>
          </thead>
          {figures.map(({ name, figure }) => {
            const text = (value: number) => figureText(value, shares.has(name), format)
            return (
              <tbody key={name} data-figure={name}>
                <tr>
                  <th scope="row">{t(`validation.figures.names.${name}`)}</th>
                  <td data-number className={css.value}>
                    {figure.value === undefined ? t('validation.figures.noValue') : text(figure.value)}
                  </td>
                  <td className={css.plotCell}>
                    {!unbounded.has(name) && <IntervalPlot scale={scale} {...toPlotted(figure)} />}
                  </td>
                  <td className={css.range}>
                    {figure.low === undefined || figure.high === undefined
                      ? t('validation.figures.noInterval')
                      : t('validation.figures.range', { low: text(figure.low), high: text(figure.high) })}
                  </td>
                </tr>
                <tr>
                  <td colSpan={4} className={css.says}>
                    {sentenceOf(name, figure)}
                  </td>
                </tr>
              </tbody>
            )
          })}
        </table>
      </div>
    </section>
  )
}

export function toPlotted({ value, low, high }: Figure) {
  return { value, low, high }
}

function useSentence(): (name: FigureName, figure: Figure) => string {
  const t = useT()
  const format = useFormat()
  return (name, figure) => {
    if (figure.value === undefined) return t('validation.figures.says.nothing')
    if (name === 'kappa') return t(`validation.figures.says.kappa.${readKappa(figure)}`)
    return t(`validation.figures.says.${name}`, { of100: format.number(Math.round(figure.value * 100)) })
  }
}

/** One line for each category: how often it is found, and how often it is right when it is said. */
export function ClassTable({ measures }: { measures: ClassMeasures }) {
  const t = useT()
  const format = useFormat()
  const nameOf = useValueName(false)
  const textOf = ({ value, low, high }: Figure) => {
    if (value === undefined) return t('validation.figures.noValue')
    const range =
      low === undefined || high === undefined
        ? ''
        : ` (${t('validation.figures.range', { low: format.percent(low), high: format.percent(high) })})`
    return `${format.percent(value)}${range}`
  }
  return (
    <section className={css.block} aria-labelledby="validation-classes">
      <h2 id="validation-classes" className={css.blockTitle}>
        {t('validation.figures.perClass')}
      </h2>
      <table className={css.figureTable} aria-labelledby="validation-classes">
        <thead>
          <tr>
            <th scope="col">{t('validation.figures.class')}</th>
            <th scope="col" data-number>
              {t('validation.figures.recall')}
            </th>
            <th scope="col" data-number>
              {t('validation.figures.precision')}
            </th>
            <th scope="col" data-number>
              {t('validation.figures.names.f1')}
            </th>
          </tr>
        </thead>
        <tbody>
          {measures.perClass.map(({ value, recall, precision, f1 }) => (
            <tr key={`${typeof value} ${value}`}>
              <th scope="row">{nameOf(value)}</th>
              <td data-number>{textOf(recall)}</td>
              <td data-number>{textOf(precision)}</td>
              <td data-number>
                {f1.value === undefined ? t('validation.figures.noValue') : figureText(f1.value, false, format)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
