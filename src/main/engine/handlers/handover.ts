import { listHandovers } from '../../store/handovers.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function handoverHandlers(os: Implementer, { workspaces, handovers, bus }: Services) {
  return {
    list: os.handover.list.handler(({ input }) => listHandovers(workspaces.getSession().db, input.sessionId)),
    exportPackage: os.handover.exportPackage.handler(({ input }) => ({ jobId: handovers.exportPackage(input) })),
    exportLabels: os.handover.exportLabels.handler(({ input }) => ({ jobId: handovers.exportLabels(input) })),
    preview: os.handover.preview.handler(({ input, signal }) => handovers.preview(input.source, signal)),
    merge: os.handover.merge.handler(({ input }) => ({ jobId: handovers.merge(input.source) })),
    conflicts: os.handover.conflicts.handler(({ input }) =>
      workspaces.getSession().reader.call('listConflicts', input),
    ),
    resolve: os.handover.resolve.handler(async ({ input }) => {
      const result = await workspaces.getSession().writer.call('resolveConflict', input)
      const ids = { traceIds: [input.traceId], more: false }
      bus.publish({ topic: 'labeling' })
      bus.publish({ topic: 'assessments', ...ids })
      bus.publish({ topic: 'traces', kind: 'changed', ...ids })
      return result
    }),
  }
}
