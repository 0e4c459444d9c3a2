/** Before the first item: is there a session, who labels in it, does it take answers. */
import { Button } from '@mantine/core'
import { IconClipboardCheck, IconLock, IconPlayerPause } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { SessionSetup } from '../../../shared/model/label-work.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { isReviewPage } from '../../data/review-page.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import css from './label-page.module.css'
import { useKeyMap, useReviewer } from './label-settings.ts'
import { LabelWorkbench } from './label-workbench.tsx'
import { ReviewerChoice } from './reviewer-choice.tsx'
import { getDesk, useDeskState } from './use-desk.ts'

export function LabelPage({ sessionId }: { sessionId: string }) {
  const t = useT()
  const [keys] = useKeyMap()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  const setup = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } }))
  useCommands(
    // A link opens this screen alone.
    () =>
      isReviewPage
        ? []
        : [
            {
              id: 'label.leave',
              title: t('labelScreen.action.leave'),
              group: 'labeling',
              keys: [keys.leave],
              run: () => navigate({ screen: 'labeling', sessionId }),
            },
          ],
    [t, keys.leave, sessionId],
  )
  const error = session.error ?? setup.error
  if (error !== null && (session.data === undefined || setup.data === undefined || isMissing(error))) {
    return (
      <EmptyState
        title={t(isMissing(error) ? 'labelScreen.notFound' : 'labelScreen.failed')}
        actions={
          <>
            {!isReviewPage && (
              <Button onClick={() => navigate({ screen: 'labeling' })}>{t('labelScreen.toSessions')}</Button>
            )}
            {!isMissing(error) && (
              <Button
                onClick={() => {
                  void session.refetch()
                  void setup.refetch()
                }}
              >
                {t('common.retry')}
              </Button>
            )}
          </>
        }
      >
        {isMissing(error) ? t('labelScreen.notFoundBody') : failureText(error)}
      </EmptyState>
    )
  }
  if (session.data === undefined || setup.data === undefined) return <Loading />
  return <KnownSession session={session.data} setup={setup.data} />
}

function isMissing(error: unknown): boolean {
  return toFailure(error).code === 'NOT_FOUND'
}

function Loading() {
  const t = useT()
  return <div className={css.screen} role="status" aria-busy aria-label={t('labelScreen.loading')} />
}

function KnownSession({ session, setup }: { session: LabelingSession; setup: SessionSetup }) {
  const t = useT()
  const { reviewer, choose } = useReviewer(session)
  const ownName = useReviewerName()
  const workspace = useWorkspace()
  const [isChoosing, setIsChoosing] = useState(false)
  if (workspace === undefined || workspace === null) return <Loading />
  if (workspace.isReadOnly) {
    return (
      <State session={session} icon={<IconLock size={28} />} title={t('labelScreen.readOnly.title')}>
        {t('labelScreen.readOnly.body')}
      </State>
    )
  }
  if (session.schemas.length === 0) {
    return (
      <State session={session} title={t('labelScreen.noQuestions.title')}>
        {t('labelScreen.noQuestions.body')}
      </State>
    )
  }
  if (setup.state !== 'open') {
    return (
      <State
        session={session}
        icon={<IconPlayerPause size={28} />}
        title={t(setup.state === 'paused' ? 'labelScreen.paused.title' : 'labelScreen.closed.title')}
      >
        {t(setup.state === 'paused' ? 'labelScreen.paused.body' : 'labelScreen.closed.body')}
      </State>
    )
  }
  if (reviewer === undefined || isChoosing) {
    const onChoose = (name: string) => {
      choose(name)
      setIsChoosing(false)
    }
    return <ReviewerChoice session={session} suggestedName={reviewer ?? ownName} onChoose={onChoose} />
  }
  return (
    <OpenDesk
      key={reviewer}
      session={session}
      guidelines={setup.guidelines}
      workspaceId={workspace.workspaceId}
      reviewer={reviewer}
      onReviewer={() => setIsChoosing(true)}
    />
  )
}

function OpenDesk({
  session,
  guidelines,
  workspaceId,
  reviewer,
  onReviewer,
}: {
  session: LabelingSession
  guidelines: string | undefined
  workspaceId: string
  reviewer: string
  onReviewer: () => void
}) {
  const t = useT()
  const desk = getDesk(workspaceId, session.sessionId, reviewer)
  const phase = useDeskState(desk, (state) => state.phase)
  const error = useDeskState(desk, (state) => state.error)
  const isEmpty = useDeskState(desk, ({ traceIds }) => traceIds.length === 0)
  const { schemas } = session
  useEffect(() => void desk.load(schemas), [desk, schemas])
  if (phase === 'loading') return <Loading />
  const retry = <Button onClick={() => void desk.load(schemas)}>{t('common.retry')}</Button>
  if (phase === 'failed') {
    const isStranger = toFailure(error).details.reason === 'notAReviewer'
    return (
      <State
        session={session}
        title={isStranger ? t('labelScreen.notAReviewer.title', { name: reviewer }) : t('labelScreen.failed')}
        action={isStranger ? <Button onClick={onReviewer}>{t('labelScreen.notAReviewer.choose')}</Button> : retry}
      >
        {isStranger ? t('labelScreen.notAReviewer.body') : failureText(error)}
      </State>
    )
  }
  if (isEmpty) {
    return (
      <State
        session={session}
        icon={<IconClipboardCheck size={28} />}
        title={t('labelScreen.empty.title')}
        action={<Button onClick={() => void desk.load(schemas)}>{t('labelScreen.empty.again')}</Button>}
      >
        {t('labelScreen.empty.body')}
      </State>
    )
  }
  return <LabelWorkbench session={session} guidelines={guidelines} desk={desk} onReviewer={onReviewer} />
}

function State({
  session,
  icon,
  title,
  action,
  children,
}: {
  session: LabelingSession
  icon?: ReactNode
  title: string
  action?: ReactNode
  children: ReactNode
}) {
  const t = useT()
  return (
    <EmptyState
      {...(icon === undefined ? {} : { icon })}
      title={title}
      actions={
        <>
          {!isReviewPage && (
            <Button variant="filled" onClick={() => navigate({ screen: 'labeling', sessionId: session.sessionId })}>
              {t('labelScreen.back')}
            </Button>
          )}
          {action}
        </>
      }
    >
      {children}
    </EmptyState>
  )
}
