import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ItemSource } from '../../../shared/model/session-sample.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { findSampleProblem, type SampleDraft, toSample } from './sample-draft.ts'
import css from './setup.module.css'

/** What a draft would take: how many of how many, and from which groups. */
export function SamplePreviewText({
  draft,
  source,
  sessionId,
}: {
  draft: SampleDraft
  source: ItemSource | undefined
  /** The session they are for, when it is there already: what it has is not drawn again. */
  sessionId?: string | undefined
}) {
  const t = useT()
  const format = useFormat()
  const sample = toSample(draft)
  const isReady = source !== undefined && findSampleProblem(draft) === undefined
  const query = useQuery(
    orpc.labelingSessions.previewSample.queryOptions({
      input: {
        source: source ?? { traceIds: [] },
        ...(sample === undefined ? {} : { sample }),
        ...(sessionId === undefined ? {} : { sessionId }),
      },
      enabled: isReady,
      placeholderData: keepPreviousData,
    }),
  )
  if (!isReady) return null
  if (query.isError) return <p className={css.hint}>{failureText(query.error)}</p>
  const { data } = query
  if (data === undefined) return <p className={css.hint}>{t('labeling.sample.counting')}</p>
  return (
    <div className={css.preview} role="status">
      <p className={css.previewLine}>
        {t('labeling.sample.takes', {
          count: data.count,
          formatted: format.number(data.count),
          total: format.number(data.populationCount),
        })}
      </p>
      {data.groups.length > 0 && (
        <table className={css.groups}>
          <thead>
            <tr>
              <th scope="col">{t('labeling.sample.group')}</th>
              <th scope="col">{t('labeling.sample.groupTaken')}</th>
              <th scope="col">{t('labeling.sample.groupSize')}</th>
            </tr>
          </thead>
          <tbody>
            {data.groups.map(({ value, count, populationCount }) => (
              <tr key={value ?? ''}>
                <th scope="row">{value ?? t('labeling.sample.without')}</th>
                <td>{format.number(count)}</td>
                <td>{format.number(populationCount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
