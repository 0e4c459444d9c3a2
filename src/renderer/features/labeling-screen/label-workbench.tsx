/** The labeling screen with a queue: items, the trace, the form. */
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useMemo, useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { traceIdOfItem } from '../../../shared/model/repeat-id.ts'
import { useDistractionFree } from '../../app/distraction-free.ts'
import { notifyProblem } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { isReviewPage } from '../../data/review-page.ts'
import { useT } from '../../i18n/i18n.ts'
import { Panes } from '../../ui/panes.tsx'
import { FinishScreen } from './finish-screen.tsx'
import { GuidelinesDrawer, JumpDialog, type LabelDialog, ReasonDialog } from './item-dialogs.tsx'
import { ItemList } from './item-list.tsx'
import type { LabelDesk } from './label-desk.ts'
import { LabelForm } from './label-form.tsx'
import { LabelHead } from './label-head.tsx'
import { LabelKeysDialog } from './label-keys-dialog.tsx'
import css from './label-page.module.css'
import { useAutoAdvance, useItemsShown, useKeyMap, useShownParts } from './label-settings.ts'
import { ReadMarks, useCursor } from './read-marks.tsx'
import { ReadPane } from './read-pane.tsx'
import { isSwapped, SidesProvider, seenSides } from './sides.tsx'
import { TraceGround } from './trace-ground.tsx'
import { leadToUnseen } from './unseen-question.ts'
import { useDeskState, useDeskWatch } from './use-desk.ts'
import { useLabelCommands } from './use-label-commands.ts'

/** Below this the list of items gives its room to the trace, and below the second one the form lies under the trace. */
const littleRoom = '(max-width: 860px)'
const veryLittleRoom = '(max-width: 560px)'

export function LabelWorkbench({
  session,
  guidelines,
  desk,
  onReviewer,
}: {
  session: LabelingSession
  guidelines: string | undefined
  desk: LabelDesk
  onReviewer: () => void
}) {
  const t = useT()
  const { sessionId, schemas } = session
  const [keys, setKeys] = useKeyMap()
  const [shown, setShown] = useShownParts(sessionId)
  const [isAutoAdvance, setAutoAdvance] = useAutoAdvance()
  const [hasItems, setItems] = useItemsShown()
  const [isQuiet, setQuiet] = useDistractionFree()
  const [dialog, setDialog] = useState<LabelDialog>()
  const hasLittleRoom = useMediaQuery(littleRoom, false, { getInitialValueInEffect: false })
  const isStacked = useMediaQuery(veryLittleRoom, false, { getInitialValueInEffect: false })
  const traceId = useDeskState(desk, ({ isFinished, currentId }) => (isFinished ? undefined : currentId))
  useDeskWatch(desk)
  const cursor = useCursor(traceId)
  usePrefetch(desk, traceId)
  const close = () => setDialog(undefined)
  const actions = useMemo(
    () => ({
      submit: () => {
        const { currentId, goneIds } = desk.store.getState()
        // Nobody judges what they have not seen.
        if (currentId !== undefined && goneIds.has(currentId)) desk.drop(currentId)
        else if (!isRead(currentId)) notifyProblem(t('labelScreen.form.notRead'))
        else if (!leadToUnseen(desk, schemas)) desk.submit({ ...shown, ...seenSides(desk, schemas, currentId) })
      },
      skip: () => setDialog('skip'),
      flag: () => setDialog('flag'),
      undo: () => void desk.undo(),
      back: () => navigate({ screen: 'labeling', sessionId }),
      openTrace: () => {
        const { currentId } = desk.store.getState()
        if (currentId !== undefined) navigate(toTraceFrom(traceIdOfItem(currentId), { screen: 'label', sessionId }))
      },
      open: setDialog,
      changeReviewer: onReviewer,
    }),
    [desk, schemas, shown, sessionId, t, onReviewer],
  )
  const choices = { shown, setShown, isAutoAdvance, setAutoAdvance, hasItems, setItems, isQuiet, setQuiet }
  useLabelCommands({ desk, schemas, keys, actions, choices, hasGuidelines: guidelines !== undefined })
  return (
    <div className={css.screen}>
      <LabelHead
        session={session}
        desk={desk}
        keys={keys}
        choices={choices}
        onBack={actions.back}
        onGuidelines={guidelines === undefined ? undefined : () => setDialog('guidelines')}
        onKeys={() => setDialog('keys')}
        onReviewer={onReviewer}
      />
      <div className={css.body}>
        {hasItems && !hasLittleRoom && <ItemList desk={desk} keys={keys} />}
        {traceId === undefined ? (
          <FinishScreen
            desk={desk}
            keys={keys}
            onBack={actions.back}
            onUndo={actions.undo}
            onRefresh={() => void desk.load(schemas)}
          />
        ) : (
          <div className={css.work}>
            <Panes
              id="label"
              isStacked={isStacked}
              panes={[
                {
                  id: 'read',
                  defaultPercent: 60,
                  minPx: isStacked ? 120 : 240,
                  borderLabel: t('labelScreen.read.label'),
                  content: (
                    <SidesProvider desk={desk} schemas={schemas} traceId={traceId} diffKey={keys.differences}>
                      <ReadMarks desk={desk} schemas={schemas} traceId={traceId} store={cursor}>
                        <CurrentTrace
                          desk={desk}
                          sessionId={sessionId}
                          traceId={traceId}
                          shown={shown}
                          traceKey={keys.trace}
                        />
                      </ReadMarks>
                    </SidesProvider>
                  ),
                },
                {
                  id: 'form',
                  defaultPercent: 40,
                  minPx: isStacked ? 160 : 240,
                  content: (
                    <TraceGround
                      traceId={traceId}
                      store={cursor}
                      markKey={keys.mark}
                      isSwapped={isSwapped(desk, traceId)}
                    >
                      <LabelForm desk={desk} schemas={schemas} traceId={traceId} keys={keys} actions={actions} />
                    </TraceGround>
                  ),
                },
              ]}
            />
          </div>
        )}
      </div>
      {(dialog === 'skip' || dialog === 'flag') && (
        <ReasonDialog
          kind={dialog}
          onClose={close}
          onConfirm={(reason) => {
            close()
            desk.setAside(dialog === 'skip' ? 'skipped' : 'flagged', reason)
          }}
        />
      )}
      {dialog === 'jump' && (
        <JumpDialog
          total={desk.store.getState().traceIds.length}
          onClose={close}
          onGo={(index) => {
            close()
            desk.goTo(index)
          }}
        />
      )}
      {dialog === 'guidelines' && guidelines !== undefined && (
        <GuidelinesDrawer text={guidelines} closeKey={keys.guidelines} onClose={close} />
      )}
      {dialog === 'keys' && <LabelKeysDialog keys={keys} onChange={setKeys} onClose={close} />}
    </div>
  )
}

function CurrentTrace({
  desk,
  sessionId,
  traceId,
  shown,
  traceKey,
}: {
  desk: LabelDesk
  sessionId: string
  traceId: string
  shown: Parameters<typeof ReadPane>[0]['shown']
  traceKey: string
}) {
  const at = useDeskState(desk, ({ traceIds }) => traceIds.indexOf(traceId))
  const total = useDeskState(desk, ({ traceIds }) => traceIds.length)
  const state = useDeskState(desk, ({ states }) => states[at] ?? 'pending')
  const reason = useDeskState(desk, ({ items }) => items[traceId]?.reason)
  const isGone = useDeskState(desk, ({ goneIds }) => goneIds.has(traceId))
  return (
    <ReadPane
      sessionId={sessionId}
      traceId={traceIdOfItem(traceId)}
      position={{ number: at + 1, total }}
      state={state}
      reason={reason}
      isGone={isGone}
      shown={shown}
      traceKey={traceKey}
      onGone={() => desk.drop(traceId)}
    />
  )
}

/** How many are read ahead; on the page of a link enough to go on for a while when the network goes. */
const aheadCount = isReviewPage ? 25 : 2

/** Longer than an answer usually takes to be saved, shorter than anybody reads. */
const readAheadMs = 50

/** The next items are read before they are wanted, so that they are painted at once; but after the answer just given was let through. */
function usePrefetch(desk: LabelDesk, traceId: string | undefined): void {
  useEffect(() => {
    if (traceId === undefined) return
    const timer = setTimeout(() => {
      for (const id of desk.upcoming(2)) desk.need(id)
      for (const id of desk.upcoming(aheadCount)) {
        void queryClient.prefetchQuery(orpc.labelWork.read.queryOptions({ input: { traceId: traceIdOfItem(id) } }))
      }
    }, readAheadMs)
    return () => clearTimeout(timer)
  }, [desk, traceId])
}

function isRead(traceId: string | undefined): boolean {
  if (traceId === undefined) return false
  return (
    queryClient.getQueryData(orpc.labelWork.read.queryKey({ input: { traceId: traceIdOfItem(traceId) } })) !== undefined
  )
}
