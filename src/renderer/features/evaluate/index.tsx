/** Door of evaluations that Assay runs: the form of a new one, and what a run is doing. */
import type { ReactNode } from 'react'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { useEvaluationStart } from '../../app/evaluate.ts'
import { EvaluatePage } from './evaluate-page.tsx'
import { RunPage } from './run-page.tsx'
import { RunTools } from './run-tools.tsx'
import { useRunProgress } from './use-run.ts'

export function EvaluateScreen() {
  // A start from elsewhere is another form.
  const count = useEvaluationStart((start) => start.count)
  return <EvaluatePage key={count} />
}

/**
 * A run of Assay's own while it is not finished; `children` with what can be done with it once it is, and for runs that
 * clients made (no tools).
 */
export function UntilFinished({
  evaluation,
  children,
}: {
  evaluation: EvaluationSummary
  children: (tools: ReactNode) => ReactNode
}) {
  const { progress, isKnown } = useRunProgress(evaluation)
  if (!isKnown) return null
  if (progress !== undefined && progress.state !== 'done') {
    return <RunPage evaluation={evaluation} progress={progress} />
  }
  return children(progress === undefined ? null : <RunTools progress={progress} />)
}
