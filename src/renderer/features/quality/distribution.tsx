/** Which answers each reviewer gave: a stacked bar a reviewer, its parts told apart by pattern, with the counts beside it. */
import type { Json } from '../../../shared/model/json.ts'
import type { QuestionAgreement } from '../../../shared/model/label-quality.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { listChoices } from '../../../shared/model/pairwise.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useAnswerText } from './answer-mark.tsx'
import charts from './charts.module.css'
import { type Bar, toBars } from './distribution-bars.ts'
import css from './figures.module.css'
import type { Names } from './use-quality.ts'

/** Narrower parts of a bar have no room for their share. */
const labelledFrom = 0.12

export function AnswerDistribution({
  question,
  schema,
  places,
  names,
}: {
  question: QuestionAgreement
  schema: LabelSchema | undefined
  places: readonly { reviewer: string; at: number }[]
  names: Names
}) {
  const t = useT()
  const format = useFormat()
  const textOf = useAnswerText()
  const id = `quality-distribution-${question.schemaId}`
  const bars = toBars(
    question.distribution,
    places.map(({ at }) => at),
    optionsOf(schema),
  )
  const nameOf = ({ answer }: Bar) => {
    if (answer.kind === 'other') return t('quality.distribution.other')
    if (answer.kind === 'answer') return textOf(answer.value, schema)
    return t('quality.distribution.range', {
      from: format.shortNumber(answer.from),
      to: format.shortNumber(answer.to),
    })
  }
  return (
    <section className={css.figure} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} className={css.figureTitle}>
        {t('quality.distribution.title')}
      </h3>
      <p className={css.hint}>
        {question.scale === 'orders'
          ? t('quality.distribution.hintOrders')
          : question.scale === 'spans'
            ? t('quality.distribution.hintSpans')
            : t('quality.distribution.hint')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scroll} role="region" aria-label={t('quality.distribution.label')} tabIndex={0}>
        <table className={css.table} aria-label={t('quality.distribution.label')}>
          <thead>
            <tr>
              <th scope="col">{t('quality.distribution.reviewer')}</th>
              <th scope="col" className={charts.barCell}>
                {t('quality.distribution.shares')}
              </th>
              {bars.map((bar, at) => (
                <th key={keyOf(bar)} scope="col" data-number>
                  <span className={charts.swatch} data-pattern={at} aria-hidden />
                  <span className={charts.answerName} title={nameOf(bar)}>
                    {nameOf(bar)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map(({ reviewer }, row) => {
              const total = bars.reduce((sum, { counts }) => sum + (counts[row] ?? 0), 0)
              const shareOf = ({ counts }: Bar) => (total === 0 ? 0 : (counts[row] ?? 0) / total)
              return (
                <tr key={reviewer}>
                  <th scope="row" title={names.nameOf(reviewer)}>
                    {names.nameOf(reviewer)}
                  </th>
                  <td className={charts.barCell}>
                    <span className={charts.stack} aria-hidden>
                      {bars.map((bar, at) =>
                        shareOf(bar) === 0 ? null : (
                          <span
                            key={keyOf(bar)}
                            className={charts.part}
                            data-pattern={at}
                            style={{ flexGrow: shareOf(bar) }}
                            title={nameOf(bar)}
                          >
                            {shareOf(bar) >= labelledFrom && (
                              <span className={charts.partLabel}>{format.percent(shareOf(bar))}</span>
                            )}
                          </span>
                        ),
                      )}
                    </span>
                  </td>
                  {bars.map((bar) => (
                    <td key={keyOf(bar)} data-number>
                      {t('quality.distribution.cell', {
                        formatted: format.number(bar.counts[row] ?? 0),
                        percent: format.percent(shareOf(bar)),
                      })}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What can be answered, in the order of the question. */
function optionsOf(schema: LabelSchema | undefined): readonly Json[] {
  if (schema?.input.type === 'passFail') return [true, false]
  if (schema?.input.type === 'pairwise') return listChoices(schema.input.hasBothBad, false)
  return schema?.input.type === 'categorical' ? schema.input.options : []
}

const keyOf = ({ answer }: Bar): string => JSON.stringify(answer)
