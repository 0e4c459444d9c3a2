/** What is done with labeling sessions; each says what it did, and how to take it back where that is possible. */
import type { SessionRules, SessionState } from '../../../shared/model/label-work.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { ItemSource, Sample } from '../../../shared/model/session-sample.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t } from '../../i18n/i18n.ts'

function counted(count: number): { count: number; formatted: string } {
  return { count, formatted: formatNumber(count, currentLanguage()) }
}

/** The engine's event says the same; whoever acted should not wait for it. */
async function refresh(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.labelingSessions.key() })
}

/** Adds traces to a session, with a way back that removes only what was new. Throws when that fails. */
export async function addToSession(
  session: LabelingSession,
  selection: TraceSelection,
  sample?: Sample,
): Promise<void> {
  const { sessionId } = session
  const { count, addedAtMs } = await client.labelingSessions.addTraces({
    sessionId,
    selection,
    ...(sample === undefined ? {} : { sample }),
  })
  await refresh()
  // It may have been renamed since the caller read it.
  const sessions = await queryClient.fetchQuery(orpc.labelingSessions.list.queryOptions())
  const name = sessions.find((each) => each.sessionId === sessionId)?.name ?? session.name
  if (count === 0) {
    notifyDone(t('labeling.add.already', { name }), {
      label: t('labeling.add.open'),
      run: () => navigate({ screen: 'labeling', sessionId }),
    })
    return
  }
  notifyUndo(t('labeling.add.done', { ...counted(count), name }), async () => {
    await client.labelingSessions.undoAddTraces({ sessionId, addedAtMs })
    await refresh()
  })
}

/** Takes traces out; "undo" adds them again, to be reviewed anew. Their answers stay either way. */
export async function removeFromSession(sessionId: string, traceIds: readonly string[]): Promise<void> {
  if (traceIds.length === 0) return
  try {
    const { count } = await client.labelingSessions.removeTraces({ sessionId, traceIds: [...traceIds] })
    await refresh()
    notifyUndo(t('labeling.items.removed', counted(count)), async () => {
      await client.labelingSessions.addTraces({ sessionId, selection: { traceIds: [...traceIds] } })
      await refresh()
    })
  } catch (error) {
    notifyFailure(error)
  }
}

/** Deletes a session for good and shows the list. */
export async function deleteSession({ sessionId, name }: LabelingSession): Promise<void> {
  try {
    await client.labelingSessions.delete({ sessionId })
    navigate({ screen: 'labeling' }, { replace: true })
    await refresh()
    notifyDone(t('labeling.deleted', { name }))
  } catch (error) {
    notifyFailure(error)
  }
}

const stateSaid = { open: 'opened', paused: 'wasPaused', closed: 'wasClosed' } as const

/** Opens, pauses or closes a session, with a way back. */
export async function changeState(sessionId: string, from: SessionState, to: SessionState): Promise<void> {
  const set = async (state: SessionState) => {
    await client.labelingSessions.changeSetup({ sessionId, state })
    await refresh()
  }
  try {
    await set(to)
    notifyUndo(t(`labeling.state.${stateSaid[to]}`), () => set(from))
  } catch (error) {
    notifyFailure(error)
  }
}

/** Puts a skipped or flagged item back into its reviewer's queue, as taken up and not ended. */
export async function sendBack(
  item: { sessionId: string; reviewer: string; traceId: string },
  state: 'skipped' | 'flagged',
  reason: string | undefined,
): Promise<void> {
  const refreshAll = async () => {
    await refresh()
    await queryClient.invalidateQueries({ queryKey: orpc.labelWork.progress.key() })
  }
  try {
    await client.labelWork.reopen(item)
    await refreshAll()
    notifyUndo(t('labeling.aside.sentBack', { reviewer: item.reviewer }), async () => {
      await client.labelWork.setAside({ ...item, state, activeMs: 0, ...(reason === undefined ? {} : { reason }) })
      await refreshAll()
    })
  } catch (error) {
    notifyFailure(error)
  }
}

export interface SessionChange {
  name: string
  experimentId: string
  schemaIds: string[]
  reviewers: string[]
  rules: SessionRules
  /** Markdown; empty for none. */
  guidelines: string
}

/** Throws, so that the form can say what is wrong: CONFLICT when the name is taken. */
export async function createSession(
  change: SessionChange,
  filling: { selection: ItemSource | undefined; sample: Sample | undefined },
): Promise<LabelingSession> {
  const { selection, sample } = filling
  const session = await client.labelingSessions.create({
    ...change,
    ...(selection === undefined ? {} : { selection }),
    ...(selection === undefined || sample === undefined ? {} : { sample }),
  })
  await refresh()
  return session
}

/** Throws as `createSession`. Which questions there are is sent only where that may change; their order may always. */
export async function updateSession(session: LabelingSession, change: SessionChange): Promise<LabelingSession> {
  const { name, reviewers, schemaIds, rules, guidelines } = change
  const { sessionId } = session
  const updated = await client.labelingSessions.update({
    sessionId,
    name,
    reviewers,
    schemaIds,
    rules: { ...rules, dueAtMs: rules.dueAtMs ?? null },
    guidelines,
  })
  await refresh()
  return updated
}

export function itemTotal({ itemCounts }: LabelingSession): number {
  return itemCounts.pending + itemCounts.complete + itemCounts.declined
}

/** MLflow's rule: once traces are in a session, answers are to these questions. */
export function canChangeQuestions(session: LabelingSession): boolean {
  return session.queueType === 'custom' && itemTotal(session) === 0
}
