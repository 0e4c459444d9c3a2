/** The rows of an evaluation, page by page as they are scrolled to. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { EvaluationRow } from '../../../shared/model/run.ts'
import { orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { stepId } from '../../ui/grid-steps.ts'
import { useEvaluationView, viewOf } from './evaluation-view.ts'
import { filterRows, type RowFilter } from './row-filter.ts'

const pageRows = 200
/** No evaluation has this many pages; it means all of them. */
const allPages = 100_000

function rowsOptions(runId: string) {
  return orpc.evaluations.rows.infiniteOptions({
    input: (cursor: string | undefined) => ({ runId, limit: pageRows, ...(cursor === undefined ? {} : { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor,
  })
}

/** The rows that fit the filter. With a filter all pages are read, as what fits may be on any. */
export function useRows(runId: string, filter: RowFilter) {
  const query = useInfiniteQuery(rowsOptions(runId))
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query
  const loaded = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const rows = useMemo(() => filterRows(loaded, filter), [loaded, filter])
  const isReadingOn = filter.kind !== 'all' && hasNextPage && !isError
  useEffect(() => {
    if (isReadingOn && !isFetching) void fetchNextPage()
  }, [isReadingOn, isFetching, fetchNextPage])
  return { query, rows, loadedCount: loaded.length, isReadingOn }
}

/**
 * The row after (1) or before (-1) a trace in an evaluation, under the filter it is looked at with; undefined at its
 * ends. Pages not loaded yet are.
 */
export async function stepRow(runId: string, traceId: string, step: 1 | -1): Promise<string | undefined> {
  const { filter } = viewOf(runId)
  const idsOf = (pages: readonly { rows: EvaluationRow[] }[]) =>
    filterRows(
      pages.flatMap((page) => page.rows),
      filter,
    ).map((row) => row.trace.traceId)
  const options = rowsOptions(runId)
  let data = queryClient.getQueryData(options.queryKey)
  let ids = idsOf(data?.pages ?? [])
  const mustReadOn = !ids.includes(traceId) || (step === 1 && ids.at(-1) === traceId)
  if (mustReadOn && (data === undefined || data.pages.at(-1)?.nextCursor !== undefined)) {
    data = await queryClient.fetchInfiniteQuery({ ...options, pages: allPages, staleTime: 0 })
    ids = idsOf(data.pages)
  }
  const next = ids.includes(traceId) ? stepId(ids, traceId, step) : undefined
  if (next === undefined || next === traceId) return undefined
  useEvaluationView.setState({ activeId: next })
  return next
}
