import type { Assessment } from '../../../shared/model/assessment.ts'
import { listAssessments } from '../../store/assessments.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function assessmentHandlers(os: Implementer, { workspaces, bus }: Services) {
  /** The list shows assessments as columns, so the trace's row has changed too. */
  function told(assessment: Assessment): Assessment {
    const ids = { traceIds: [assessment.traceId], more: false }
    bus.publish({ topic: 'assessments', ...ids })
    bus.publish({ topic: 'traces', kind: 'changed', ...ids })
    return assessment
  }

  return {
    list: os.assessments.list.handler(({ input }) => listAssessments(workspaces.getSession().db, input)),
    create: os.assessments.create.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('createAssessment', input)),
    ),
    revise: os.assessments.revise.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('reviseAssessment', input)),
    ),
    delete: os.assessments.delete.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('deleteAssessment', input)),
    ),
    restore: os.assessments.restore.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('restoreAssessment', input)),
    ),
    names: os.assessments.names.handler(({ signal }) =>
      workspaces.getSession().reader.call('listAssessmentNames', undefined, { signal }),
    ),
  }
}
