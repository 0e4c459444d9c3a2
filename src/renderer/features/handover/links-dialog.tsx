/** Review links of a session: make one for a reviewer, see which are used, revoke them, open them to the network. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { ReviewHostStatus } from '../../../shared/model/review-link.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { client, orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import css from './handover.module.css'
import { LinkList } from './link-list.tsx'
import { NetworkSwitch } from './network-switch.tsx'
import { ReviewerField } from './reviewer-field.tsx'

export function LinksDialog({ sessionId }: { sessionId: string }) {
  const t = useT()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  const status = useQuery(orpc.reviewLinks.status.queryOptions())
  const error = session.error ?? status.error
  return (
    <Dialog title={t('handover.links.title')} size="xl" onClose={closeDialog}>
      <div className={css.dialog}>
        <p className={css.text}>{t('handover.links.about')}</p>
        {error !== null && <p className={css.error}>{failureText(error)}</p>}
        {session.data !== undefined && status.data !== undefined && (
          <Loaded session={session.data} status={status.data} />
        )}
      </div>
    </Dialog>
  )
}

function Loaded({ session, status }: { session: LabelingSession; status: ReviewHostStatus }) {
  const { sessionId } = session
  const [made, setMade] = useState<{ linkId: string; reviewer: string; path: string }>()
  return (
    <>
      <NewLink session={session} onMade={setMade} />
      {made !== undefined && <MadeLink made={made} origins={status.origins} />}
      <LinkList sessionId={sessionId} onRevoked={(linkId) => made?.linkId === linkId && setMade(undefined)} />
      <NetworkSwitch status={status} />
    </>
  )
}

function NewLink({
  session,
  onMade,
}: {
  session: LabelingSession
  onMade: (made: { linkId: string; reviewer: string; path: string }) => void
}) {
  const t = useT()
  const [reviewer, setReviewer] = useState(session.reviewers[0] ?? '')
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const make = async (event: FormEvent) => {
    event.preventDefault()
    setIsBusy(true)
    setError(undefined)
    try {
      const { link, path } = await client.reviewLinks.create({ sessionId: session.sessionId, reviewer })
      onMade({ linkId: link.linkId, reviewer: link.reviewer, path })
      await queryClient.invalidateQueries({ queryKey: orpc.reviewLinks.key() })
    } catch (failure) {
      setError(failure)
    }
    setIsBusy(false)
  }
  return (
    <form className={css.line} onSubmit={(event) => void make(event)}>
      <ReviewerField session={session} value={reviewer} onChange={setReviewer} />
      <Button type="submit" variant="filled" loading={isBusy} disabled={reviewer.trim() === ''}>
        {t('handover.links.make')}
      </Button>
      {error !== undefined && (
        <p role="alert" className={css.error}>
          {toFailure(error).code === 'UNAVAILABLE' ? t('handover.links.unavailable') : failureText(error)}
        </p>
      )}
    </form>
  )
}

function MadeLink({ made, origins }: { made: { reviewer: string; path: string }; origins: readonly string[] }) {
  const t = useT()
  return (
    <section className={css.made} aria-label={t('handover.links.made', { name: made.reviewer })}>
      <h3 className={css.title}>{t('handover.links.made', { name: made.reviewer })}</h3>
      <ul className={css.urls}>
        {origins.map((origin, at) => (
          <li key={origin} className={css.url}>
            <code className={css.code}>{`${origin}${made.path}`}</code>
            <span className={css.faint}>{t(at === 0 ? 'handover.links.here' : 'handover.links.onNetwork')}</span>
            <CopyButton text={`${origin}${made.path}`} label={t('handover.links.copy')} />
          </li>
        ))}
      </ul>
      <p className={css.text}>{t('handover.links.once')}</p>
    </section>
  )
}
