/** State of the span tree on screen: what is folded, what is searched for. Kept by the page, used by tree and keys. */
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { SpanTree } from '../../../shared/model/trace.ts'
import { orpc } from '../../data/client.ts'
import {
  collapseAtDepth,
  findByName,
  findNext,
  listVisible,
  reveal,
  setSubtreeCollapsed,
  shapeTree,
  type TreeShape,
} from './span-rows.ts'

/** Contents are searched in the engine once typing pauses; names at once. */
const contentPauseMs = 250
const mostContentMatches = 1000

export interface TreeState {
  tree: SpanTree
  shape: TreeShape
  /** Tree indexes of the rows to show. */
  rows: Int32Array
  collapsed: ReadonlySet<string>
  /** Index of the selected span; -1 while there is none. */
  selected: number
  select: (index: number) => void
  setCollapsed: (index: number, isCollapsed: boolean, isDeep?: boolean) => void
  collapseAll: () => void
  expandAll: () => void
  search: string
  setSearch: (text: string) => void
  /** Tree indexes that match the search, ascending. */
  matches: readonly number[]
  isSearching: boolean
  /** False when there are more matches than were asked for. */
  isComplete: boolean
  goToMatch: (step: 1 | -1) => void
  goToError: (step: 1 | -1) => void
}

export function useTreeState(
  tree: SpanTree,
  spanId: string | undefined,
  onSelect: (spanId: string) => void,
): TreeState {
  const shape = useMemo(() => shapeTree(tree), [tree])
  const [collapsed, setCollapsedIds] = useState<ReadonlySet<string>>(new Set())
  const [search, setSearch] = useState('')
  const rows = useMemo(() => listVisible(shape, collapsed), [shape, collapsed])
  const selected = spanId === undefined ? -1 : (shape.indexById.get(spanId) ?? -1)
  const { matches, isSearching, isComplete } = useMatches(tree, shape, search)
  const select = useCallback(
    (index: number) => {
      const chosen = tree.spanIds[index]
      if (chosen === undefined) return
      setCollapsedIds((before) => reveal(tree, before, index))
      onSelect(chosen)
    },
    [tree, onSelect],
  )
  const setCollapsed = useCallback(
    (index: number, isCollapsed: boolean, isDeep = false) => {
      const spanId = tree.spanIds[index] as string
      setCollapsedIds((before) => {
        if (isDeep) return setSubtreeCollapsed(tree, shape, before, index, isCollapsed)
        const next = new Set(before)
        if (isCollapsed) next.add(spanId)
        else next.delete(spanId)
        return next
      })
    },
    [tree, shape],
  )
  const goTo = (members: ArrayLike<number>, step: 1 | -1) => {
    const next = findNext(members, selected, step)
    if (next !== undefined) select(next)
  }
  return {
    tree,
    shape,
    rows,
    collapsed,
    selected,
    select,
    setCollapsed,
    collapseAll: () => setCollapsedIds(collapseAtDepth(tree, shape, 0)),
    expandAll: () => setCollapsedIds(new Set()),
    search,
    setSearch,
    matches,
    isSearching,
    isComplete,
    goToMatch: (step) => goTo(matches, step),
    goToError: (step) => goTo(shape.errors, step),
  }
}

function useMatches(tree: SpanTree, shape: TreeShape, search: string) {
  const text = search.trim()
  const [settled] = useDebouncedValue(text, contentPauseMs)
  const query = useQuery({
    ...orpc.traces.findSpans.queryOptions({
      input: { traceId: tree.traceId, text: settled, limit: mostContentMatches },
    }),
    enabled: settled !== '',
    gcTime: 10_000,
  })
  const found = settled === text ? query.data : undefined
  const matches = useMemo(() => {
    if (text === '') return []
    const all = new Set(findByName(tree, text))
    for (const spanId of found?.spanIds ?? []) {
      const index = shape.indexById.get(spanId)
      if (index !== undefined) all.add(index)
    }
    return [...all].toSorted((one, other) => one - other)
  }, [tree, shape, text, found])
  return {
    matches,
    isSearching: text !== '' && found === undefined && !query.isError,
    isComplete: found?.isComplete !== false,
  }
}
