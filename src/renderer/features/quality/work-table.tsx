import type { SessionQuality } from '../../../shared/model/label-quality.ts'
import type { SessionProgress } from '../../../shared/model/label-work.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import charts from './charts.module.css'
import css from './figures.module.css'
import type { Names } from './use-quality.ts'

/** What each reviewer has done, and how long an item took them. */
export function WorkTable({
  quality,
  progress,
  names,
}: {
  quality: SessionQuality
  progress: SessionProgress | undefined
  names: Names
}) {
  const t = useT()
  const format = useFormat()
  const rows = names.shown.map(({ reviewer }) => ({
    reviewer,
    labelled: quality.reviewers.find((each) => each.reviewer === reviewer)?.labelled ?? 0,
    work: progress?.reviewers.find((each) => each.reviewer === reviewer),
  }))
  const longestMs = Math.max(1, ...rows.map(({ work }) => work?.medianActiveMs ?? 0))
  return (
    <section className={css.block} aria-labelledby="quality-work">
      <h2 id="quality-work" className={css.blockTitle}>
        {t('quality.work.title')}
      </h2>
      <p className={css.hint}>{t('quality.work.hint')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scroll} role="region" aria-label={t('quality.work.title')} tabIndex={0}>
        <table className={css.table} aria-label={t('quality.work.title')}>
          <thead>
            <tr>
              <th scope="col">{t('quality.work.reviewer')}</th>
              <th scope="col" data-number>
                {t('quality.work.labelled')}
              </th>
              <th scope="col" data-number>
                {t('quality.work.skipped')}
              </th>
              <th scope="col" data-number>
                {t('quality.work.flagged')}
              </th>
              <th scope="col" className={charts.timeCell}>
                {t('quality.work.time')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ reviewer, labelled, work }) => (
              <tr key={reviewer}>
                <th scope="row" title={names.nameOf(reviewer)}>
                  {names.nameOf(reviewer)}
                </th>
                <td data-number>{format.number(labelled)}</td>
                <td data-number>{format.number(work?.skipped ?? 0)}</td>
                <td data-number>{format.number(work?.flagged ?? 0)}</td>
                <td className={charts.timeCell}>
                  {work?.medianActiveMs === undefined ? (
                    <span className={css.faint}>{t('quality.work.noTime')}</span>
                  ) : (
                    <span className={charts.time}>
                      <span className={charts.timeText}>{format.duration(work.medianActiveMs * 1000)}</span>
                      <span className={charts.timeTrack} aria-hidden>
                        <span
                          className={charts.timeBar}
                          style={{ width: `${(work.medianActiveMs / longestMs) * 100}%` }}
                        />
                      </span>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
