/** Where one reviewer answered differently at two places: all answers are kept, one of them counts. */
import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerConflict } from '../../../shared/model/handover.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { useAnswerText } from './answer-text.ts'
import css from './handover.module.css'

export function ConflictsDialog({ sessionId }: { sessionId: string }) {
  const t = useT()
  const format = useFormat()
  const ownName = useReviewerName()
  const [decidedBy, setDecidedBy] = useState(ownName)
  const query = useInfiniteQuery(
    orpc.handover.conflicts.infiniteOptions({
      input: (cursor: string | undefined) => ({ sessionId, limit: 50, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor,
    }),
  )
  const conflicts = query.data?.pages.flatMap(({ items }) => items) ?? []
  const total = query.data?.pages[0]?.total ?? 0
  return (
    <Dialog title={t('handover.conflicts.title')} size="xl" onClose={closeDialog}>
      <div className={css.dialog}>
        {query.isError && <p className={css.error}>{failureText(query.error)}</p>}
        {query.data !== undefined && total === 0 && <p className={css.text}>{t('handover.conflicts.none')}</p>}
        {total > 0 && (
          <>
            <p className={css.text}>
              {t('handover.conflicts.about', { count: total, formatted: format.number(total) })}
            </p>
            <TextInput
              label={t('handover.conflicts.decidedBy')}
              value={decidedBy}
              maxLength={250}
              onChange={(event) => setDecidedBy(event.currentTarget.value)}
            />
          </>
        )}
        <ul className={css.conflicts}>
          {conflicts.map((conflict) => (
            <Conflict
              key={JSON.stringify([conflict.traceId, conflict.schemaId, conflict.reviewer])}
              sessionId={sessionId}
              conflict={conflict}
              decidedBy={decidedBy.trim()}
            />
          ))}
        </ul>
        {query.hasNextPage && (
          <div>
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('handover.conflicts.more')}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  )
}

function Conflict({
  sessionId,
  conflict,
  decidedBy,
}: {
  sessionId: string
  conflict: AnswerConflict
  decidedBy: string
}) {
  const t = useT()
  const text = useAnswerText()
  const schemas = useQuery(orpc.labelSchemas.list.queryOptions({ input: {} })).data ?? []
  const { traceId, schemaId, reviewer, answers, inputPreview } = conflict
  const choose = async (origin: string) => {
    try {
      await client.handover.resolve({ sessionId, traceId, schemaId, reviewer, origin, decidedBy })
      notifyDone(t('handover.conflicts.done'))
      await queryClient.invalidateQueries({ queryKey: orpc.handover.key() })
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <li className={css.conflict}>
      <h3 className={css.title}>{inputPreview ?? `tr-${traceId}`}</h3>
      <span className={css.faint}>
        {reviewer} · {schemas.find((schema) => schema.schemaId === schemaId)?.name ?? schemaId}
      </span>
      <ul className={css.answers}>
        {answers.map(({ origin, value, rationale, savedAtMs, isEffective }) => (
          <li key={origin} className={css.answer}>
            <span className={css.value}>
              {text(schemaId, value)}
              {rationale !== undefined && <span className={css.faint}> – {rationale}</span>}
            </span>
            <span className={css.faint}>
              {origin === ''
                ? t('handover.conflicts.here')
                : t('handover.conflicts.package', { id: origin.slice(0, 8) })}
              {' · '}
              <RelativeTime timeMs={savedAtMs} />
            </span>
            {isEffective && <ToneBadge tone="ok">{t('handover.conflicts.counts')}</ToneBadge>}
            <Button disabled={decidedBy === ''} onClick={() => void choose(origin)}>
              {t(isEffective ? 'handover.conflicts.keep' : 'handover.conflicts.choose')}
            </Button>
          </li>
        ))}
      </ul>
    </li>
  )
}
