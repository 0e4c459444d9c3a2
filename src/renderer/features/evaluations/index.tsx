/** Door of the evaluations: the list of them, and the rows of one. */
import { useT } from '../../i18n/i18n.ts'

export function EvaluationsScreen({ runId }: { runId?: string | undefined }) {
  const t = useT()
  return <h1>{runId ?? t('evaluations.title')}</h1>
}

/** TEMP */
export async function stepEvaluation(_runId: string, _traceId: string, _step: 1 | -1): Promise<string | undefined> {
  return undefined
}
