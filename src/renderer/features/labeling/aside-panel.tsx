/** What reviewers skipped or flagged, why, and the way back into their queue. */
import { Button } from '@mantine/core'
import { IconArrowBackUp, IconFlag, IconPlayerTrackNext } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { AsideItem, LabelingSession } from '../../../shared/model/labeling.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { sendBack } from './session-actions.ts'
import css from './setup.module.css'

const mostItems = 500

export function useAsideItems(sessionId: string) {
  return useQuery(orpc.labelingSessions.asideItems.queryOptions({ input: { sessionId, limit: mostItems } }))
}

export function AsidePanel({ session, isReadOnly }: { session: LabelingSession; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const query = useAsideItems(sessionId)
  const state = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } })).data?.state
  if (query.isError) return <p className={css.hint}>{failureText(query.error)}</p>
  if (query.data === undefined) return <div role="status" aria-busy aria-label={t('labeling.page.loading')} />
  const { items, total } = query.data
  return (
    <div className={css.panel}>
      <p className={css.hint}>{t(items.length === 0 ? 'labeling.aside.none' : 'labeling.aside.hint')}</p>
      {state !== undefined && state !== 'open' && items.length > 0 && (
        <p className={css.hint}>{t('labeling.aside.notOpen')}</p>
      )}
      {items.length > 0 && (
        <ul className={css.aside} aria-label={t('labeling.aside.list')}>
          {items.map((item) => (
            <AsideLine
              key={`${item.traceId} ${item.reviewer}`}
              sessionId={sessionId}
              item={item}
              canSendBack={!isReadOnly && state === 'open'}
            />
          ))}
        </ul>
      )}
      {total > items.length && (
        <p className={css.hint}>
          {t('labeling.aside.more', { shown: format.number(items.length), total: format.number(total) })}
        </p>
      )}
    </div>
  )
}

function AsideLine({ sessionId, item, canSendBack }: { sessionId: string; item: AsideItem; canSendBack: boolean }) {
  const t = useT()
  const { traceId, reviewer, reason, note, endedAtMs, isUnsure } = item
  const state = item.state === 'flagged' ? 'flagged' : 'skipped'
  const Icon = state === 'flagged' ? IconFlag : IconPlayerTrackNext
  const name = item.inputPreview ?? (item.name === '' ? t('labeling.items.noName') : item.name)
  return (
    <li className={css.asideLine}>
      <span className={css.asideMark} data-state={state}>
        <Icon size={14} aria-hidden />
        {t(`labeling.workState.${state}`)}
      </span>
      <div className={css.asideText}>
        <Link to={toTraceFrom(traceId, { screen: 'labeling', sessionId })}>{name.slice(0, 200)}</Link>
        <p>{reason ?? <span className={css.hint}>{t('labeling.aside.noReason')}</span>}</p>
        {note !== undefined && <p className={css.hint}>{t('labeling.aside.note', { note })}</p>}
        <p className={css.hint}>
          {reviewer}, <RelativeTime timeMs={endedAtMs} />
          {isUnsure && ` · ${t('labeling.aside.unsure')}`}
        </p>
      </div>
      <Button
        leftSection={<IconArrowBackUp size={14} aria-hidden />}
        disabled={!canSendBack}
        aria-label={t('labeling.aside.sendBackOne', { reviewer, name: name.slice(0, 80) })}
        onClick={() => void sendBack({ sessionId, reviewer, traceId }, state, reason)}
      >
        {t('labeling.aside.sendBack')}
      </Button>
    </li>
  )
}
