/** Door of open coding: notes that people wrote about traces, the codes they get, and what those say when counted. */
import type { CodingScope } from '../../../shared/model/coding.ts'
import { CodingPage } from './coding-page.tsx'
import { findNeighbourTrace } from './use-coding.ts'

/** Without an experiment: the one with most notes. */
export function CodingScreen({
  experimentId,
  sessionId,
}: {
  experimentId: string | undefined
  sessionId: string | undefined
}) {
  return <CodingPage experimentId={experimentId} sessionId={sessionId} />
}

/** Steps through the traces of the notes, for the trace page. */
export async function stepNote(scope: CodingScope, traceId: string, step: 1 | -1): Promise<string | undefined> {
  return findNeighbourTrace(scope, traceId, step)
}
