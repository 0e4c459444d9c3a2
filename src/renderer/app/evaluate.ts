/** A new evaluation, from wherever one is: of these rows, or like one that was run before. */
import { create } from 'zustand'
import type { EvaluationConfig, EvaluationSource } from '../../shared/model/evaluation.ts'
import { navigate } from './routes.ts'

/** What the form begins with, beside what was used last; `count` is raised with every start. */
export const useEvaluationStart = create<{
  count: number
  source?: EvaluationSource | undefined
  config?: EvaluationConfig | undefined
}>(() => ({ count: 0 }))

export function openNewEvaluation(given: { source?: EvaluationSource; config?: EvaluationConfig } = {}): void {
  const { count } = useEvaluationStart.getState()
  useEvaluationStart.setState({ count: count + 1, ...given }, true)
  navigate({ screen: 'evaluate' })
}
