/** Door of the labeling screen, where a reviewer works through a session. */
import type { ReadableTrace } from '../../../shared/model/label-work.ts'
import { LabelPage } from './label-page.tsx'
import { allParts } from './label-settings.ts'
import { Reading } from './read-pane.tsx'
import { stepLabelItem as findNeighbour } from './use-desk.ts'

export function LabelScreen({ sessionId }: { sessionId: string }) {
  return <LabelPage sessionId={sessionId} />
}

/** Steps through the items of the reviewer, for the trace page. */
export async function stepLabelItem(sessionId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  return findNeighbour(sessionId, traceId, step)
}

/** What reviewers read of a trace, for other screens: all of it. */
export function TraceReading({ trace }: { trace: ReadableTrace }) {
  return <Reading trace={trace} shown={allParts} />
}
