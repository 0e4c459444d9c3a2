/** A run of Assay's own, followed while it works. */
import { useQuery } from '@tanstack/react-query'
import type { EvaluationProgress } from '../../../shared/model/evaluation.ts'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { nextName } from './next-name.ts'

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
    again: () => telling(openAgain(runId)),
  }
}

async function openAgain(runId: string): Promise<void> {
  const [config, runs] = await Promise.all([client.evaluations.config({ runId }), client.evaluations.list()])
  const taken = runs.map(({ name }) => name)
  openNewEvaluation({ config: { ...config, name: nextName(config.name, taken) } })
}
