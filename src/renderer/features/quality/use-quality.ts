/** What the engine knows of a session's quality. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { Disagreement } from '../../../shared/model/label-quality.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { keyOf } from './answer-groups.ts'
import { changeView, useQualityView, viewOf } from './quality-view.ts'
import { numberReviewers, type ShownReviewer } from './reviewer-names.ts'

const pageItems = 100

export function useReport(sessionId: string) {
  return useQuery(orpc.labelQuality.report.queryOptions({ input: { sessionId } }))
}

export function useProgress(sessionId: string) {
  return useQuery(orpc.labelWork.progress.queryOptions({ input: { sessionId } }))
}

export interface DisagreementFilter {
  schemaId: string | undefined
  withSettled: boolean
}

function disagreementOptions(sessionId: string, { schemaId, withSettled }: DisagreementFilter) {
  return orpc.labelQuality.disagreements.infiniteOptions({
    input: (cursor: string | undefined) => ({
      sessionId,
      withSettled,
      limit: pageItems,
      ...(schemaId === undefined ? {} : { schemaId }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor,
  })
}

export function useDisagreements(sessionId: string, filter: DisagreementFilter) {
  const query = useInfiniteQuery(disagreementOptions(sessionId, filter))
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  return { query, items, readOn }
}

/** Shows a settled answer, or that there is none any more, before the engine is asked again. */
export function showSettled(
  sessionId: string,
  of: Pick<Disagreement, 'traceId' | 'schemaId'>,
  settled: Assessment | undefined,
): void {
  const key = keyOf(of)
  const change = (item: Disagreement): Disagreement => {
    if (keyOf(item) !== key) return item
    const { settled: _, ...open } = item
    return settled === undefined ? open : { ...open, settled }
  }
  for (const schemaId of [undefined, of.schemaId]) {
    const { queryKey } = disagreementOptions(sessionId, { schemaId, withSettled: true })
    queryClient.setQueryData(queryKey, (data) =>
      data === undefined
        ? data
        : { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(change) })) },
    )
  }
}

export interface Names {
  /** In the order in which tables list them. */
  shown: readonly ShownReviewer[]
  areShown: boolean
  isBlind: boolean
  nameOf: (reviewer: string) => string
  shortNameOf: (reviewer: string) => string
}

const nobody: readonly string[] = []

/** Names of the session's reviewers, or their numbers: in blind sessions, until someone asks for the names. */
export function useNames(session: LabelingSession): Names {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const setup = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } }))
  const progress = useProgress(sessionId)
  const { areNamesShown } = useQualityView(sessionId)
  // Until the rules are known nobody is named.
  const isBlind = setup.data?.rules.isBlind ?? true
  const areShown = areNamesShown ?? !isBlind
  const reviewers = progress.data?.reviewers
  return useMemo(() => {
    const all = [...new Set([...session.reviewers, ...(reviewers?.map(({ reviewer }) => reviewer) ?? nobody)])]
    const numbered = numberReviewers(sessionId, all)
    const numbers = new Map(numbered.map(({ reviewer, number }) => [reviewer, format.number(number)]))
    const numberOf = (reviewer: string) => numbers.get(reviewer) ?? t('common.notAvailable')
    return {
      shown: areShown ? all.map((reviewer, at) => ({ reviewer, number: at + 1 })) : numbered,
      areShown,
      isBlind,
      nameOf: (reviewer) => (areShown ? reviewer : t('quality.reviewer', { number: numberOf(reviewer) })),
      shortNameOf: (reviewer) => (areShown ? reviewer : t('quality.reviewerShort', { number: numberOf(reviewer) })),
    }
  }, [t, format, sessionId, session.reviewers, reviewers, areShown, isBlind])
}

/** The trace after (1) or before (-1) one among those adjudicated; undefined at the ends of what has been loaded. */
export function findNeighbourTrace(sessionId: string, traceId: string, step: 1 | -1): string | undefined {
  const { schemaId } = viewOf(sessionId)
  const data = queryClient.getQueryData(disagreementOptions(sessionId, { schemaId, withSettled: true }).queryKey)
  const items = data?.pages.flatMap((page) => page.items) ?? []
  // Several questions of one trace are one place here.
  const ids = [...new Set(items.map((item) => item.traceId))]
  const next = ids[ids.indexOf(traceId) + step]
  const first = items.find((item) => item.traceId === next)
  if (!ids.includes(traceId) || first === undefined) return undefined
  changeView(sessionId, { activeKey: keyOf(first) })
  return next
}
