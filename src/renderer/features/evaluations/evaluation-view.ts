/** What is looked at in the evaluation last open: kept while its traces are read, so that "back" finds the place. */
import { create } from 'zustand'
import type { RowFilter } from './row-filter.ts'

interface EvaluationView {
  runId: string | undefined
  activeId: string | undefined
  filter: RowFilter
}

const fresh: Omit<EvaluationView, 'runId'> = { activeId: undefined, filter: { kind: 'all' } }

export const useEvaluationView = create<EvaluationView>(() => ({ runId: undefined, ...fresh }))

/** The view of a run, new when another one was open before. */
export function viewOf(runId: string): EvaluationView {
  const state = useEvaluationView.getState()
  if (state.runId === runId) return state
  useEvaluationView.setState({ runId, ...fresh })
  return useEvaluationView.getState()
}
