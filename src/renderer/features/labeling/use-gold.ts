import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { orpc } from '../../data/client.ts'

/** Traces of a session whose answers are known. */
export function useGoldIds(sessionId: string): ReadonlySet<string> {
  const { data } = useQuery(orpc.labelGold.list.queryOptions({ input: { sessionId } }))
  return useMemo(() => new Set(data?.map(({ traceId }) => traceId)), [data])
}
