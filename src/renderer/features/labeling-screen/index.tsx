/** Door of the labeling screen, where a reviewer works through a session. */
import { LabelPage } from './label-page.tsx'
import { stepLabelItem as findNeighbour } from './use-desk.ts'

export function LabelScreen({ sessionId }: { sessionId: string }) {
  return <LabelPage sessionId={sessionId} />
}

/** Steps through the items of the reviewer, for the trace page. */
export async function stepLabelItem(sessionId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  return findNeighbour(sessionId, traceId, step)
}
