/** The items of a labeling session, page by page as they are scrolled to. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ItemStatus, SessionItem } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { itemStatuses } from '../../i18n/closed-sets.ts'
import { stepId } from '../../ui/grid-steps.ts'
import { setActiveItem, viewOf } from './session-view.ts'

const pageItems = 200
/** No session has this many pages; it means all of them. */
const allPages = 100_000

function itemsOptions(sessionId: string, status: ItemStatus | undefined) {
  return orpc.labelingSessions.items.infiniteOptions({
    input: (cursor: string | undefined) => ({
      sessionId,
      limit: pageItems,
      ...(status === undefined ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor,
  })
}

export function useItems(sessionId: string, status: ItemStatus | undefined) {
  const query = useInfiniteQuery(itemsOptions(sessionId, status))
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { query, items }
}

function idsOf(pages: readonly { items: SessionItem[] }[]): string[] {
  return pages.flatMap((page) => page.items.map((item) => item.trace.traceId))
}

/** Reads all pages of a session's items, of any status. */
export async function loadAllItems(sessionId: string): Promise<void> {
  const options = itemsOptions(sessionId, undefined)
  const data = queryClient.getQueryData(options.queryKey)
  if (data !== undefined && data.pages.at(-1)?.nextCursor === undefined) return
  await queryClient.fetchInfiniteQuery({ ...options, pages: allPages, staleTime: 0 })
}

/** An item that was read already. */
export function findItem(sessionId: string, traceId: string): SessionItem | undefined {
  for (const status of [undefined, ...itemStatuses]) {
    const pages = queryClient.getQueryData(itemsOptions(sessionId, status).queryKey)?.pages ?? []
    for (const { items } of pages) {
      const found = items.find(({ trace }) => trace.traceId === traceId)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/**
 * The trace after (1) or before (-1) one in a session, under the status it is looked at with; undefined at its ends.
 * Reads pages that are not loaded yet where they are needed.
 */
export async function findNeighbourItem(sessionId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  const options = itemsOptions(sessionId, viewOf(sessionId).status)
  let data = queryClient.getQueryData(options.queryKey)
  let ids = idsOf(data?.pages ?? [])
  const mustReadOn = !ids.includes(traceId) || (step === 1 && ids.at(-1) === traceId)
  if (mustReadOn && (data === undefined || data.pages.at(-1)?.nextCursor !== undefined)) {
    data = await queryClient.fetchInfiniteQuery({ ...options, pages: allPages, staleTime: 0 })
    ids = idsOf(data.pages)
  }
  const next = ids.includes(traceId) ? stepId(ids, traceId, step) : undefined
  if (next === undefined || next === traceId) return undefined
  setActiveItem(sessionId, next)
  return next
}
