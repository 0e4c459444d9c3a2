import { listEvaluationRows } from '../../store/evaluation-rows.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function evaluationHandlers(os: Implementer, { workspaces }: Services) {
  return {
    list: os.evaluations.list.handler(({ signal }) =>
      workspaces.getSession().reader.call('listEvaluations', undefined, { signal }),
    ),
    get: os.evaluations.get.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('getEvaluation', input, { signal }),
    ),
    rows: os.evaluations.rows.handler(({ input }) => listEvaluationRows(workspaces.getSession().db, input)),
  }
}
