import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { AdjudicationForm } from './adjudication-form.tsx'
import { JudgedTrace } from './judged-trace.tsx'
import css from './quality.module.css'
import { useNames } from './use-quality.ts'

interface Item {
  sessionId: string
  traceId: string
  schemaId: string
}

/** Decides one item where it came up elsewhere: what was judged, the answers, the one that counts. */
export function SettleItem({ onClose, ...props }: Item & { onClose: () => void; onSettled: () => void }) {
  const t = useT()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId: props.sessionId } }))
  return (
    <Dialog title={t('quality.settleDialog.title')} size="xl" onClose={onClose}>
      {session.data !== undefined ? (
        <Loaded session={session.data} {...props} />
      ) : session.isError ? (
        <EmptyState
          title={t('labeling.page.failed')}
          actions={<Button onClick={() => void session.refetch()}>{t('common.retry')}</Button>}
        >
          {failureText(session.error)}
        </EmptyState>
      ) : (
        <Loader size="sm" role="status" aria-label={t('quality.loadingSession')} />
      )}
    </Dialog>
  )
}

function Loaded({
  session,
  sessionId,
  traceId,
  schemaId,
  onSettled,
}: Item & { session: LabelingSession; onSettled: () => void }) {
  const t = useT()
  const names = useNames(session)
  const query = useQuery(
    orpc.labelQuality.disagreements.queryOptions({
      input: { sessionId, traceId, schemaId, withSettled: true, limit: 1 },
    }),
  )
  const item = query.data?.items[0]
  if (item === undefined) {
    return query.isPending ? (
      <Loader size="sm" role="status" aria-label={t('quality.list.loading')} />
    ) : (
      <EmptyState title={t('quality.settleDialog.gone')}>
        {query.isError ? failureText(query.error) : t('quality.settleDialog.goneBody')}
      </EmptyState>
    )
  }
  return (
    <div className={css.stacked}>
      <AdjudicationForm item={item} session={session} names={names} onSettled={onSettled} />
      <JudgedTrace traceId={traceId} />
    </div>
  )
}
