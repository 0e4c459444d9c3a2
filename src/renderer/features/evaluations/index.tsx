/** Door of the evaluations: the list of them, and the rows of one. */
import { EvaluationList } from './evaluation-list.tsx'
import { EvaluationPage } from './evaluation-page.tsx'
import { stepRow } from './use-rows.ts'

/** `tab`: `rows`, `report` or `compare`; `query`: with which runs. */
export function EvaluationsScreen({
  runId,
  tab,
  query,
}: {
  runId?: string | undefined
  tab?: string | undefined
  query?: string | undefined
}) {
  return runId === undefined ? <EvaluationList /> : <EvaluationPage runId={runId} tab={tab} query={query} />
}

/** The trace after (1) or before (-1) one among an evaluation's rows; undefined at their ends. */
export async function stepEvaluation(runId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  return stepRow(runId, traceId, step)
}
