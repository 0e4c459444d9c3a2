import { listDisagreements } from '../../store/settled-labels.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function labelQualityHandlers(os: Implementer, { workspaces, handovers, bus }: Services) {
  function told<T>(traceId: string, result: T): T {
    const ids = { traceIds: [traceId], more: false }
    bus.publish({ topic: 'labeling' })
    bus.publish({ topic: 'assessments', ...ids })
    bus.publish({ topic: 'traces', kind: 'changed', ...ids })
    return result
  }

  return {
    report: os.labelQuality.report.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('assessQuality', input, { signal }),
    ),
    checks: os.labelQuality.checks.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('checkReviewers', input, { signal }),
    ),
    export: os.labelQuality.export.handler(({ input }) => ({ jobId: handovers.exportQuality(input) })),
    disagreements: os.labelQuality.disagreements.handler(({ input }) =>
      listDisagreements(workspaces.getSession().db, input),
    ),
    settle: os.labelQuality.settle.handler(async ({ input }) =>
      told(input.traceId, await workspaces.getSession().writer.call('settleLabels', input)),
    ),
    unsettle: os.labelQuality.unsettle.handler(async ({ input }) =>
      told(input.traceId, await workspaces.getSession().writer.call('unsettleLabels', input)),
    ),
  }
}
