/** Door of the labeling screen, where a reviewer works through a session. */
import type { ReactNode } from 'react'
import type { ReadableTrace } from '../../../shared/model/label-work.ts'
import { LabelPage } from './label-page.tsx'
import { allParts } from './label-settings.ts'
import { Reading } from './read-pane.tsx'
import { TraceGround as GroundOfTrace } from './trace-ground.tsx'
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

/** Gives questions the trace that they are about, where its texts are not on screen beside them. */
export function TraceGround({ traceId, children }: { traceId: string; children: ReactNode }) {
  return <GroundOfTrace traceId={traceId}>{children}</GroundOfTrace>
}
