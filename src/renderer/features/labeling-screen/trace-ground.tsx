import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { traceIdOfItem } from '../../../shared/model/repeat-id.ts'
import { orpc } from '../../data/client.ts'
import { AnswerGroundProvider, type CursorStore } from '../../ui/marking.tsx'

/** Gives the questions inside the trace that they are about. `store`: its texts are on screen beside them, with this selection. */
export function TraceGround({
  traceId,
  store,
  markKey,
  isSwapped,
  children,
}: {
  traceId: string
  store?: CursorStore
  markKey?: string
  isSwapped?: boolean
  children: ReactNode
}) {
  const { data: trace } = useQuery(orpc.labelWork.read.queryOptions({ input: { traceId: traceIdOfItem(traceId) } }))
  const ground = useMemo(() => ({ trace, store, markKey, isSwapped }), [trace, store, markKey, isSwapped])
  return <AnswerGroundProvider ground={ground}>{children}</AnswerGroundProvider>
}
