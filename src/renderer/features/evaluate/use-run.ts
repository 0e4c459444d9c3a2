/** A run of Assay's own, followed while it works. */
import { useQuery } from '@tanstack/react-query'
import type { EvaluationProgress } from '../../../shared/model/evaluation.ts'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'

/** Undefined for a run that a client made, and until it is known. `isKnown`: nothing more is to come. */
export function useRunProgress({ runId, state }: EvaluationSummary): {
  progress: EvaluationProgress | undefined
  isKnown: boolean
} {
  const isOwn = state !== undefined
  const query = useQuery(orpc.evaluations.progress.queryOptions({ input: { runId }, enabled: isOwn }))
  return { progress: isOwn ? query.data : undefined, isKnown: !isOwn || !query.isPending }
}

/** Each says what went wrong. */
export function runActions(runId: string) {
  const telling = (work: Promise<unknown>) => void work.catch(notifyFailure)
  return {
    pause: () => telling(client.evaluations.pause({ runId })),
    cancel: () => telling(client.evaluations.cancel({ runId })),
    resume: (change: { maxCostUsd?: number | null; isRetry?: boolean } = {}) =>
      telling(client.evaluations.resume({ runId, ...change })),
    again: () => telling(client.evaluations.config({ runId }).then((config) => openNewEvaluation({ config }))),
  }
}
