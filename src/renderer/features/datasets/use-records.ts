/** The records of a dataset, page by page as they are scrolled to. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { orpc } from '../../data/client.ts'

const pageRecords = 200

export interface RecordsShown {
  /** `null`: records of no split. */
  split?: string | null
  /** A look into a sealed split. */
  openingId?: number
}

export function useRecords(datasetId: string, { split, openingId }: RecordsShown) {
  const query = useInfiniteQuery(
    orpc.datasets.records.infiniteOptions({
      input: (cursor: string | undefined) => ({
        datasetId,
        limit: pageRecords,
        ...(split === undefined ? {} : { split }),
        ...(openingId === undefined ? {} : { openingId }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor,
    }),
  )
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const records = useMemo(() => data?.pages.flatMap((page) => page.records) ?? [], [data])
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  return { query, records, loadMore }
}
