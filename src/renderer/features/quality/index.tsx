/** Door of the quality of a labeling session: how far its reviewers agree, where they do not, and what settles it. */
import { QualityPage } from './quality-page.tsx'
import { SettleItem } from './settle-item.tsx'
import { findNeighbourTrace } from './use-quality.ts'

/** `tab`: `agreement`, `disagreements` or `adjudication`; anything else is the first. */
export function QualityScreen({ sessionId, tab }: { sessionId: string; tab?: string | undefined }) {
  return <QualityPage sessionId={sessionId} tab={tab} />
}

/** Steps through the traces whose answers differ, for the trace page. */
export async function stepDisagreement(sessionId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  return findNeighbourTrace(sessionId, traceId, step)
}

/** Decides one item where it came up elsewhere. */
export function SettleDialog(props: {
  sessionId: string
  traceId: string
  schemaId: string
  onClose: () => void
  onSettled: () => void
}) {
  return <SettleItem {...props} />
}
