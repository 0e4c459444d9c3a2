/** How far each reviewer and each question is. */
import { useQuery } from '@tanstack/react-query'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './setup.module.css'

export function ProgressPanel({ session }: { session: LabelingSession }) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const query = useQuery(orpc.labelWork.progress.queryOptions({ input: { sessionId } }))
  const setup = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } })).data
  const { data } = query
  if (query.isError) return <p className={css.hint}>{failureText(query.error)}</p>
  if (data === undefined) return <div role="status" aria-busy aria-label={t('labeling.page.loading')} />
  const titles = new Map(session.schemas.map((schema) => [schema.schemaId, schema.title || schema.name]))
  const labelCount = data.reviewers.reduce((sum, { complete }) => sum + complete, 0)
  return (
    <div className={css.panel}>
      <section aria-labelledby="progress-overall">
        <h2 id="progress-overall" className={css.panelTitle}>
          {t('labeling.progressPanel.overall')}
        </h2>
        <p className={css.hint}>
          {t('labeling.progressPanel.done', {
            done: format.number(data.doneCount),
            total: format.number(data.itemCount),
          })}{' '}
          {t('labeling.progressPanel.labels', { count: labelCount, formatted: format.number(labelCount) })}
        </p>
      </section>
      <section aria-labelledby="progress-reviewers">
        <h2 id="progress-reviewers" className={css.panelTitle}>
          {t('labeling.progressPanel.reviewers')}
        </h2>
        {data.reviewers.length === 0 ? (
          <p className={css.hint}>{t('labeling.progressPanel.nobody')}</p>
        ) : (
          <table className={css.table} aria-labelledby="progress-reviewers">
            <thead>
              <tr>
                <th scope="col">{t('labeling.progressPanel.reviewer')}</th>
                <th scope="col">
                  {t(
                    setup?.rules.assignment === 'pool'
                      ? 'labeling.progressPanel.offered'
                      : 'labeling.progressPanel.assigned',
                  )}
                </th>
                <th scope="col">{t('labeling.progressPanel.complete')}</th>
                <th scope="col">{t('labeling.progressPanel.skipped')}</th>
                <th scope="col">{t('labeling.progressPanel.flagged')}</th>
                <th scope="col">{t('labeling.progressPanel.median')}</th>
              </tr>
            </thead>
            <tbody>
              {data.reviewers.map(({ reviewer, assigned, complete, skipped, flagged, medianActiveMs }) => (
                <tr key={reviewer}>
                  <th scope="row">{reviewer}</th>
                  <td>{format.number(assigned)}</td>
                  <td>{format.number(complete)}</td>
                  <td>{format.number(skipped)}</td>
                  <td>{format.number(flagged)}</td>
                  <td>
                    {medianActiveMs === undefined
                      ? t('common.notAvailable')
                      : format.duration(Math.round(medianActiveMs) * 1000)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {setup?.rules.assignment === 'pool' && data.reviewers.length > 0 && (
          <p className={css.hint}>{t('labeling.progressPanel.offeredHint')}</p>
        )}
      </section>
      <section aria-labelledby="progress-questions">
        <h2 id="progress-questions" className={css.panelTitle}>
          {t('labeling.progressPanel.questions')}
        </h2>
        {data.questions.length === 0 ? (
          <p className={css.hint}>{t('labeling.noQuestions')}</p>
        ) : (
          <table className={css.table} aria-labelledby="progress-questions">
            <thead>
              <tr>
                <th scope="col">{t('labeling.progressPanel.question')}</th>
                <th scope="col">{t('labeling.progressPanel.answers')}</th>
              </tr>
            </thead>
            <tbody>
              {data.questions.map(({ schemaId, answerCount }) => (
                <tr key={schemaId}>
                  <th scope="row">{titles.get(schemaId)}</th>
                  <td>{format.number(answerCount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  )
}
