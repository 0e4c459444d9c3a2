/** Door of the labeling sessions: their list, and one of them with its traces. */
import { useT } from '../../i18n/i18n.ts'

export function LabelingScreen({ sessionId }: { sessionId?: string | undefined }) {
  const t = useT()
  return <h1>{sessionId ?? t('session.title')}</h1>
}
