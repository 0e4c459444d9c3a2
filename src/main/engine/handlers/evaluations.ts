import { listEvaluationRows } from '../../store/evaluation-rows.ts'
import { getEvaluationRun } from '../../store/evaluation-runs.ts'
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
    start: os.evaluations.start.handler(({ input }) => {
      const { opening, ...config } = input
      return evaluations.start(config, opening)
    }),
    sample: os.evaluations.sample.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('previewSource', input, { signal }),
    ),
    estimate: os.evaluations.estimate.handler(({ input, signal }) => evaluations.estimate(input, signal)),
    resume: os.evaluations.resume.handler(({ input }) => evaluations.resume(input)),
    pause: os.evaluations.pause.handler(({ input }) => evaluations.pause(input.runId)),
    cancel: os.evaluations.cancel.handler(({ input }) => evaluations.cancel(input.runId)),
    progress: os.evaluations.progress.handler(({ input, signal }) => evaluations.progress(input.runId, signal)),
    config: os.evaluations.config.handler(
      ({ input }) => getEvaluationRun(workspaces.getSession().db, input.runId).config,
    ),
    items: os.evaluations.items.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('listEvaluationItems', input, { signal }),
    ),
  }
}
