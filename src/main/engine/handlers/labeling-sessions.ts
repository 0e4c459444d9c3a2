import { getSession, listSessions } from '../../store/labeling-sessions.ts'
import { listAsideItems } from '../../store/session-aside.ts'
import { listSampleRules } from '../../store/session-fill.ts'
import { listItems } from '../../store/session-items.ts'
import { readSetup } from '../../store/session-rules.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function labelingSessionHandlers(os: Implementer, { workspaces, bus }: Services) {
  /** A session is a run too. */
  function told<T>(result: T): T {
    bus.publish({ topic: 'labeling' })
    bus.publish({ topic: 'runs' })
    return result
  }

  return {
    list: os.labelingSessions.list.handler(() => listSessions(workspaces.getSession().db)),
    get: os.labelingSessions.get.handler(({ input }) => getSession(workspaces.getSession().db, input.sessionId)),
    create: os.labelingSessions.create.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('createLabelingSession', input)),
    ),
    update: os.labelingSessions.update.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('updateLabelingSession', input)),
    ),
    delete: os.labelingSessions.delete.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('deleteLabelingSession', input)),
    ),
    setup: os.labelingSessions.setup.handler(({ input }) => readSetup(workspaces.getSession().db, input.sessionId)),
    changeSetup: os.labelingSessions.changeSetup.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('changeSessionSetup', input)),
    ),
    previewMove: os.labelingSessions.previewMove.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('previewMove', input, { signal }),
    ),
    move: os.labelingSessions.move.handler(async ({ input }) => {
      const moved = told(await workspaces.getSession().writer.call('moveSession', input))
      const all = { traceIds: [], more: true }
      bus.publish({ topic: 'assessments', ...all })
      bus.publish({ topic: 'traces', kind: 'changed', ...all })
      return moved
    }),
    previewSample: os.labelingSessions.previewSample.handler(({ input }) =>
      workspaces.getSession().reader.call('previewSample', input),
    ),
    samples: os.labelingSessions.samples.handler(({ input }) =>
      listSampleRules(workspaces.getSession().db, input.sessionId),
    ),
    asideItems: os.labelingSessions.asideItems.handler(({ input }) =>
      listAsideItems(workspaces.getSession().db, input),
    ),
    addTraces: os.labelingSessions.addTraces.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('addSessionTraces', input)),
    ),
    undoAddTraces: os.labelingSessions.undoAddTraces.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('undoAddSessionTraces', input)),
    ),
    removeTraces: os.labelingSessions.removeTraces.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('removeSessionTraces', input)),
    ),
    items: os.labelingSessions.items.handler(({ input }) => listItems(workspaces.getSession().db, input)),
  }
}
