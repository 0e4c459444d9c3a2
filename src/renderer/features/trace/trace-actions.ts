/** What can be done with the trace that is open. */
import { openAddToDataset, openAddToSession, openExportDialog } from '../../app/dialogs.ts'
import { notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { currentRoute } from '../../app/routes.ts'
import { leaveTrace, navigateWithinTraces } from '../../app/trace-origin.ts'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { t } from '../../i18n/i18n.ts'

/** Finds the neighbour of a trace in the list it was opened from. */
export type StepTrace = (traceId: string, step: 1 | -1) => Promise<string | undefined>

export interface TraceActions {
  back: () => void
  step: (step: 1 | -1) => void
  toggleTree: () => void
  toggleAssessments: () => void
  addToSession: () => void
  addToDataset: () => void
  exportTrace: () => void
  deleteTrace: () => void
  restoreTrace: () => void
}

async function refresh(traceId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.traces.get.key({ input: { traceId } }) })
}

async function deleteTrace(traceId: string): Promise<void> {
  try {
    const { deletionId } = await client.traces.delete({ selection: { traceIds: [traceId] } })
    notifyUndo(t('traces.bulk.deleted', { count: 1, formatted: '1' }), async () => {
      await client.traces.restore({ deletionId })
      await refresh(traceId)
    })
    await refresh(traceId)
  } catch (error) {
    notifyFailure(error)
  }
}

async function restoreTrace(traceId: string): Promise<void> {
  try {
    await client.traces.restore({ selection: { traceIds: [traceId] } })
    await refresh(traceId)
  } catch (error) {
    notifyFailure(error)
  }
}

let walk: Promise<void> = Promise.resolve()

/**
 * Shows the neighbour of the trace on screen in its place, so that "back" leads to the list, not through every trace
 * read. Steps wait for each other: keys pressed faster than a page of the list loads are all taken, in order.
 */
export function showNeighbour(step: 1 | -1, stepTrace: StepTrace): void {
  walk = walk
    .then(async () => {
      const route = currentRoute()
      if (route.screen !== 'trace') return
      const next = await stepTrace(route.traceId, step)
      if (next !== undefined) navigateWithinTraces(next)
    })
    .catch(notifyFailure)
}

export function makeTraceActions(
  traceId: string,
  stepTrace: StepTrace,
  panes: { toggleTree: () => void; toggleAssessments: () => void },
): TraceActions {
  return {
    back: leaveTrace,
    step: (step) => showNeighbour(step, stepTrace),
    ...panes,
    addToSession: () => openAddToSession({ traceIds: [traceId] }, 1),
    addToDataset: () => openAddToDataset({ traceIds: [traceId] }, 1),
    exportTrace: () => openExportDialog({ traceIds: [traceId] }, 1),
    deleteTrace: () => void deleteTrace(traceId),
    restoreTrace: () => void restoreTrace(traceId),
  }
}
