/** Door of the evaluations: the list of them, and the rows of one. */
import { useT } from '../../i18n/i18n.ts'

export function EvaluationsScreen({ runId }: { runId?: string | undefined }) {
  const t = useT()
  return <h1>{runId ?? t('evaluations.title')}</h1>
}
