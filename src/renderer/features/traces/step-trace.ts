import { currentLoader } from './current-loader.ts'
import { useList } from './list-store.ts'
import { indexOfTrace } from './row-window.ts'

/**
 * The trace after (1) or before (-1) one in the list's order; undefined at its ends, or when the list does not
 * hold that trace. The list's cursor moves along, so that going back shows the trace last read.
 */
export async function stepTrace(traceId: string, step: 1 | -1): Promise<string | undefined> {
  const loader = currentLoader()
  const next = await loader.neighbour(traceId, step)
  if (next === undefined) return undefined
  const index = indexOfTrace(loader.snapshot().window, next.traceId)
  useList.setState({ activeId: next.traceId, ...(index < 0 ? {} : { activeIndex: index, anchorIndex: index }) })
  return next.traceId
}
