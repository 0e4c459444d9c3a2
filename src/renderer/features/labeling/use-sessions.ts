import { useQuery } from '@tanstack/react-query'
import type { Experiment } from '../../../shared/model/run.ts'
import { orpc } from '../../data/client.ts'

const noExperiments: readonly Experiment[] = []

export function useSessions() {
  return useQuery(orpc.labelingSessions.list.queryOptions())
}

/** Shown only where there is a choice. */
export function useExperiments(): readonly Experiment[] {
  return useQuery(orpc.experiments.list.queryOptions()).data ?? noExperiments
}
