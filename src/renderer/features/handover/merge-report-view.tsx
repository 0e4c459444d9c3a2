import { useQuery } from '@tanstack/react-query'
import { AnswerOutcome, type MergeExample, MergeNotice, type MergeReport } from '../../../shared/model/handover.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useAnswerText } from './answer-text.ts'
import css from './handover.module.css'

/** What a merge would do, or did: how many answers of each kind, what is left out, and the first of each. */
export function MergeReportView({ report, isDone }: { report: MergeReport; isDone: boolean }) {
  const t = useT()
  const format = useFormat()
  const notices = MergeNotice.options.filter((notice) => (report.notices[notice] ?? 0) > 0)
  const examplesOf = (what: MergeExample['what']) => report.examples.filter((example) => example.what === what)
  return (
    <>
      <p className={css.text}>
        {t('handover.merge.from', {
          reviewers: report.reviewers.join(', ') || t('handover.merge.nobody'),
          session: report.sessionName ?? report.sessionId,
          count: report.itemCount,
          formatted: format.number(report.itemCount),
        })}
        {report.match === 'otherWorkspace' && ` ${t('handover.merge.otherWorkspace')}`}
      </p>
      <table className={css.table}>
        <caption className={css.caption}>{t(isDone ? 'handover.merge.did' : 'handover.merge.would')}</caption>
        <tbody>
          {AnswerOutcome.options.map((outcome) => (
            <tr key={outcome}>
              <th scope="row">
                {t(`handover.outcome.${outcome}`)}
                <Examples examples={examplesOf(outcome)} />
              </th>
              <td className={css.number}>{format.number(report.answers[outcome] ?? 0)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('handover.merge.states')}</th>
            <td className={css.number}>{format.number(report.stateCount)}</td>
          </tr>
        </tbody>
      </table>
      {notices.length > 0 && (
        <table className={css.table}>
          <caption className={css.caption}>{t('handover.merge.notices')}</caption>
          <tbody>
            {notices.map((notice) => (
              <tr key={notice}>
                <th scope="row">
                  {t(`handover.notice.${notice}`)}
                  <Examples examples={examplesOf(notice)} />
                </th>
                <td className={css.number}>{format.number(report.notices[notice] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Examples({ examples }: { examples: readonly MergeExample[] }) {
  const t = useT()
  const text = useAnswerText()
  const schemas = useQuery(orpc.labelSchemas.list.queryOptions({ input: {} })).data ?? []
  if (examples.length === 0) return null
  return (
    <details>
      <summary>{t('handover.merge.examples')}</summary>
      <ul className={css.examples}>
        {examples.map(({ what, traceId, reviewer, schemaId, value, before }) => (
          <li key={`${what} ${traceId} ${reviewer} ${schemaId}`}>
            {[
              `tr-${traceId.slice(0, 12)}…`,
              reviewer,
              schemas.find((schema) => schema.schemaId === schemaId)?.name,
              before === undefined ? text(schemaId, value) : `${text(schemaId, before)} → ${text(schemaId, value)}`,
            ]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </li>
        ))}
      </ul>
    </details>
  )
}
