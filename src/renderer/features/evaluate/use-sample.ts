/** The first rows of what is chosen to run over. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { EvaluationSample, EvaluationSource } from '../../../shared/model/evaluation.ts'
import { orpc } from '../../data/client.ts'

export interface Sample {
  total: number | undefined
  rows: readonly EvaluationSample[]
  inputNames: string[]
  expectationNames: string[]
  isLoading: boolean
  error: Error | null
}

const nothing = { kind: 'traces' as const, selection: { traceIds: [] } }

export function useSample(source: EvaluationSource | undefined): Sample {
  const query = useQuery(
    orpc.evaluations.sample.queryOptions({
      input: { source: source ?? nothing, limit: 20 },
      enabled: source !== undefined,
    }),
  )
  const { data, isFetching, error } = query
  return useMemo(() => {
    const rows = data?.rows ?? []
    const namesOf = (part: 'inputs' | 'expectations') => [...new Set(rows.flatMap((row) => Object.keys(row[part])))]
    return {
      total: source === undefined ? undefined : data?.total,
      rows,
      inputNames: namesOf('inputs'),
      expectationNames: namesOf('expectations'),
      isLoading: isFetching,
      error: source === undefined ? null : error,
    }
  }, [source, data, isFetching, error])
}
