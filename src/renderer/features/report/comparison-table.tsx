/** One run against the baseline, scorer by scorer. */
import { Checkbox } from '@mantine/core'
import type { CandidateComparison, MeasureName, ReportedRun, ScorerComparison } from '../../../shared/model/report.ts'
import { fewRows, MeasureName as Measures } from '../../../shared/model/report.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { differenceText, measureText, pValueText, valueText } from './figure-text.ts'
import { IntervalMark } from './interval-mark.tsx'
import css from './report.module.css'

export function ComparisonTable({
  baseline,
  candidate,
  onLower,
}: {
  baseline: ReportedRun
  candidate: CandidateComparison
  onLower: (name: string, isLower: boolean) => void
}) {
  const t = useT()
  const format = useFormat()
  const { run, pairCount, byRecordCount, onlyBaselineCount, onlyCandidateCount, outcomes, scorers } = candidate
  const nameOf = ({ name }: ReportedRun) => (name === '' ? t('evaluations.noName') : name)
  const title = t('report.compare.title', { candidate: nameOf(run), baseline: nameOf(baseline) })
  return (
    <section className={css.block} aria-label={title}>
      <h3 className={css.blockTitle}>{title}</h3>
      <p className={css.hint}>
        {t('report.compare.pairs', {
          count: pairCount,
          formatted: format.number(pairCount),
          byRecord: format.number(byRecordCount),
          byInputs: format.number(pairCount - byRecordCount),
        })}
        {onlyBaselineCount + onlyCandidateCount > 0 && (
          <>
            {' '}
            {t('report.compare.unpaired', {
              baseline: format.number(onlyBaselineCount),
              candidate: format.number(onlyCandidateCount),
            })}
          </>
        )}
      </p>
      {pairCount === 0 ? (
        <p className={css.notice}>{t('report.compare.noPairs')}</p>
      ) : (
        <>
          <p className={css.outcomes}>
            {(['worse', 'unclear', 'better', 'same'] as const).map((each) => (
              <span key={each} data-outcome={outcomes[each] > 0 ? each : undefined}>
                {t(`report.outcome.counted.${each}`, {
                  count: outcomes[each],
                  formatted: format.number(outcomes[each]),
                })}
              </span>
            ))}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <div className={css.scroll} role="region" aria-label={t('report.compare.table')} tabIndex={0}>
            <table className={css.table} aria-label={title}>
              <thead>
                <tr>
                  <th scope="col">{t('report.compare.what')}</th>
                  <th scope="col" data-number title={nameOf(baseline)}>
                    {t('report.compare.baseline')}
                  </th>
                  <th scope="col" data-number title={nameOf(run)}>
                    {t('report.compare.candidate')}
                  </th>
                  <th scope="col" colSpan={2}>
                    {t('report.compare.difference')}
                  </th>
                  <th scope="col">{t('report.compare.rows')}</th>
                  <th scope="col">{t('report.compare.test')}</th>
                </tr>
              </thead>
              <tbody>
                {scorers.map((scorer) => (
                  <Line key={scorer.name} scorer={scorer} onLower={onLower} />
                ))}
              </tbody>
            </table>
          </div>
          {scorers.some((each) => each.pairCount < fewRows) && (
            <p className={css.hint}>
              <span aria-hidden>⚠ </span>
              {t('report.compare.few', { count: fewRows })}
            </p>
          )}
          <p className={css.hint}>{t('report.compare.reading')}</p>
        </>
      )}
    </section>
  )
}

function findMeasure({ name, isMeasure }: ScorerComparison): MeasureName | undefined {
  return isMeasure ? Measures.options.find((each) => each === name) : undefined
}

function Line({ scorer, onLower }: { scorer: ScorerComparison; onLower: (name: string, isLower: boolean) => void }) {
  const t = useT()
  const format = useFormat()
  const { name, kind, isMeasure, isLowerBetter, pairCount, incompleteCount, wins, losses, ties, test } = scorer
  const { value, low, high } = scorer.difference ?? {}
  const measure = findMeasure(scorer)
  const textOf = (number: number | undefined) =>
    number === undefined
      ? '–'
      : measure === undefined
        ? valueText(kind, number, format)
        : measureText(measure, number, format)
  const reach = Math.max(Math.abs(low ?? value ?? 0), Math.abs(high ?? value ?? 0)) || 1
  const unit = kind === 'verdict' ? t('report.compare.points') : ''
  const signed = (number: number) =>
    measure === undefined ? differenceText(kind, number, format) : `${signOf(number)}${textOf(Math.abs(number))}`
  return (
    <tr>
      <th scope="row">
        <div>{measure === undefined ? name : t(`report.measure.${measure}`)}</div>
        {kind === 'number' && !isMeasure && (
          <Checkbox
            size="xs"
            label={t('report.compare.lower')}
            aria-label={t('report.compare.lowerOf', { name })}
            checked={isLowerBetter}
            onChange={(event) => onLower(name, event.currentTarget.checked)}
          />
        )}
        {isMeasure && <div className={css.small}>{t('report.compare.lower')}</div>}
      </th>
      <td data-number>{textOf(scorer.baseline)}</td>
      <td data-number>{textOf(scorer.candidate)}</td>
      <td className={css.plotCell}>
        {value !== undefined && ties < pairCount && (
          <IntervalMark min={-reach} max={reach} reference={0} value={value} low={low} high={high} />
        )}
      </td>
      <td>
        {value === undefined ? (
          '–'
        ) : ties === pairCount ? (
          t('report.compare.noDifference')
        ) : (
          <>
            {signed(value)}
            {unit}
            {low !== undefined && high !== undefined && (
              <div className={css.small}>
                {signed(low)} … {signed(high)}
                {unit}
              </div>
            )}
          </>
        )}
      </td>
      <td>
        {pairCount < fewRows && (
          <span className={css.warn} title={t('report.compare.few', { count: fewRows })}>
            ⚠{' '}
          </span>
        )}
        {kind === 'category'
          ? t('report.compare.changed', {
              changed: format.number(pairCount - ties),
              same: format.number(ties),
            })
          : t('report.compare.winsLosses', {
              wins: format.number(wins),
              losses: format.number(losses),
              ties: format.number(ties),
            })}
        {incompleteCount > 0 && (
          <div className={css.small}>
            {t('report.compare.incomplete', { count: incompleteCount, formatted: format.number(incompleteCount) })}
          </div>
        )}
      </td>
      <td>
        {test === undefined ? (
          '–'
        ) : (
          <>
            p {pValueText(test.pValue, format)}
            <div className={css.small}>
              {t(`report.test.${test.method}`)}
              {!test.isExact && ` ${t('report.test.approximate')}`}
            </div>
          </>
        )}
      </td>
    </tr>
  )
}

const signOf = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '')
