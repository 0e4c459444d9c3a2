import type { SessionQuality } from '../../../shared/model/label-quality.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { IntervalPlot, PlotAxis } from '../../ui/interval-plot.tsx'
import { makeScale } from '../../ui/plot-scale.ts'
import { questionTitle } from './answer-mark.tsx'
import { groupByStanding, isShare, mainFigure, type Standing } from './figure-reading.ts'
import { figureText } from './figure-text.ts'
import css from './figures.module.css'

/** The whole session: what holds of which questions, and their figures on one axis. */
export function Overview({
  session,
  quality,
  itemCount,
  onQuestion,
}: {
  session: LabelingSession
  quality: SessionQuality
  itemCount: number | undefined
  onQuestion: (schemaId: string) => void
}) {
  const t = useT()
  const format = useFormat()
  const { questions } = quality
  const reviewerCount = quality.reviewers.filter(({ labelled }) => labelled > 0).length
  const titleOf = (schemaId: string, name: string) => {
    const schema = session.schemas.find((each) => each.schemaId === schemaId)
    return schema === undefined ? name : questionTitle(schema)
  }
  const counted = (count: number) => ({ count, formatted: format.number(count) })
  const mains = questions.map((question) => mainFigure(question))
  const scale = makeScale(mains.flatMap((figure) => (figure === undefined || isShare(figure.kind) ? [] : [figure])))
  return (
    <section className={css.block} aria-labelledby="quality-overview">
      <h2 id="quality-overview" className={css.blockTitle}>
        {t('quality.overview.title')}
      </h2>
      <p className={css.facts}>
        <span>{t('quality.overview.reviewers', counted(reviewerCount))}</span>
        {itemCount !== undefined && <span>{t('quality.overview.items', counted(itemCount))}</span>}
      </p>
      <ul className={css.standings}>
        {groupByStanding(questions).map(({ standing, questions: these }) => (
          <li key={standing} data-standing={standing}>
            <StandingMark standing={standing} />
            <span>
              {t(`quality.overview.standing.${standing}`, {
                names: format.list(these.map(({ schemaId, name }) => titleOf(schemaId, name))),
              })}
            </span>
          </li>
        ))}
      </ul>
      <p className={css.hint}>{t('quality.overview.caution')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scroll} role="region" aria-label={t('quality.overview.list')} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('quality.overview.question')}</th>
              <th scope="col" data-number>
                {t('quality.overview.equal')}
              </th>
              <th scope="col" data-number>
                {t('quality.overview.main')}
              </th>
              <th scope="col" className={css.plotCell}>
                <span className={css.plotHead}>{t('quality.figure.interval')}</span>
                <PlotAxis scale={scale} />
              </th>
              <th scope="col" data-number>
                {t('quality.overview.items')}
              </th>
              <th scope="col" data-number>
                {t('quality.overview.disagreements')}
              </th>
            </tr>
          </thead>
          <tbody>
            {questions.map((question, at) => {
              const title = titleOf(question.schemaId, question.name)
              const percent = question.figures.find(({ kind }) => kind === 'percent')
              const main = mains[at]
              const coefficient = main === undefined || isShare(main.kind) ? undefined : main
              return (
                <tr key={question.schemaId}>
                  <th scope="row">
                    <button
                      type="button"
                      className={css.link}
                      aria-label={t('quality.overview.goTo', { name: title })}
                      onClick={() => onQuestion(question.schemaId)}
                    >
                      {title}
                    </button>
                  </th>
                  <td data-number>
                    {percent?.value === undefined ? <None /> : figureText('percent', percent.value, format)}
                  </td>
                  <td data-number>
                    {coefficient?.value === undefined ? (
                      <None />
                    ) : (
                      `${coefficient.kind === 'kendall' ? 'τ ' : ''}${figureText(coefficient.kind, coefficient.value, format)}`
                    )}
                  </td>
                  <td className={css.plotCell}>
                    <IntervalPlot
                      scale={scale}
                      value={coefficient?.value}
                      low={coefficient?.low}
                      high={coefficient?.high}
                    />
                    {coefficient?.low !== undefined && coefficient.high !== undefined && (
                      <span className={css.unseen}>
                        {t('quality.figure.range', {
                          low: figureText(coefficient.kind, coefficient.low, format),
                          high: figureText(coefficient.kind, coefficient.high, format),
                        })}
                      </span>
                    )}
                  </td>
                  <td data-number>{format.number(percent?.unitCount ?? 0)}</td>
                  <td data-number>{format.number(question.disagreementCount)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function None() {
  const t = useT()
  return <span className={css.faint}>{t('quality.figure.noValue')}</span>
}

const shapes: Record<Standing, string> = { above: '▲', unclear: '◆', below: '▼', prevalent: '■', unknown: '○' }

function StandingMark({ standing }: { standing: Standing }) {
  return (
    <span className={css.standingMark} aria-hidden>
      {shapes[standing]}
    </span>
  )
}
