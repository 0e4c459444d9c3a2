import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'

/** The questions of the experiment that a trace is in; none while they are not known. */
export function useQuestions(traceId: string): readonly LabelSchema[] {
  const experimentId = useQuery(orpc.traces.get.queryOptions({ input: { traceId } })).data?.experimentId
  const { data } = useQuery(orpc.labelSchemas.list.queryOptions({ input: {} }))
  return useMemo(() => data?.filter((each) => each.experimentId === experimentId) ?? [], [data, experimentId])
}
