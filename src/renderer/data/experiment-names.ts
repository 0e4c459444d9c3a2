import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { orpc } from './client.ts'

/** Names of experiments by id; the id itself for one that is deleted or not known yet. */
export function useExperimentNames(): (experimentId: string) => string {
  const { data } = useQuery(orpc.experiments.list.queryOptions())
  return useCallback(
    (experimentId: string) => data?.find((each) => each.experimentId === experimentId)?.name ?? experimentId,
    [data],
  )
}
