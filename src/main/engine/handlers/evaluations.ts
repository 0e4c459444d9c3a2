import { listEvaluationRows } from '../../store/evaluation-rows.ts'
import { readEvaluationProgress } from '../../store/evaluation-runs.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function evaluationHandlers(os: Implementer, { workspaces, evaluations }: Services) {
  return {
    list: os.evaluations.list.handler(({ signal }) =>
      workspaces.getSession().reader.call('listEvaluations', undefined, { signal }),
    ),
    get: os.evaluations.get.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('getEvaluation', input, { signal }),
    ),
    rows: os.evaluations.rows.handler(({ input }) => listEvaluationRows(workspaces.getSession().db, input)),
    start: os.evaluations.start.handler(({ input }) => evaluations.start(input)),
    resume: os.evaluations.resume.handler(({ input }) => evaluations.resume(input.runId)),
    progress: os.evaluations.progress.handler(({ input }) =>
      readEvaluationProgress(workspaces.getSession().db, input.runId),
    ),
  }
}
