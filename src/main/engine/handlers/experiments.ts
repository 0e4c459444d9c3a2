import { listExperiments } from '../../store/experiments.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function experimentHandlers(os: Implementer, { workspaces }: Services) {
  return { list: os.experiments.list.handler(() => listExperiments(workspaces.getSession().db)) }
}
