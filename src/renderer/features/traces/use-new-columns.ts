/** Shows a label column that was not there before: it mostly lies beyond the right edge. */
import { type RefObject, useEffect, useState } from 'react'
import { assessmentColumn } from './column-layout.ts'
import { useList } from './list-store.ts'

/** How long its header stays marked. */
const markMs = 3_000

/** Names that came since `known`; none when others went meanwhile, as then it is another workspace. */
export function findNewNames(known: readonly string[] | undefined, names: readonly string[]): string[] {
  if (known === undefined || known.some((name) => !names.includes(name))) return []
  return names.filter((name) => !known.includes(name))
}

/**
 * Scrolls the first new column into view, once, and returns the column ids to mark for a moment. `names` is undefined
 * while they load; what the list finds first is not new.
 */
export function useNewColumns(
  scroller: RefObject<HTMLDivElement | null>,
  columns: readonly string[],
  names: readonly string[] | undefined,
): ReadonlySet<string> {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (names === undefined) return
    const fresh = findNewNames(useList.getState().knownNames, names)
      .map(assessmentColumn)
      .filter((columnId) => columns.includes(columnId))
    useList.setState({ knownNames: names })
    const element = scroller.current
    if (fresh.length === 0 || element === null) return
    setMarked(new Set(fresh))
    const header = [...element.querySelectorAll<HTMLElement>('[role="columnheader"]')].find(
      (cell) => cell.getAttribute('data-column') === fresh[0],
    )
    if (header === undefined) return
    const right = header.offsetLeft + header.offsetWidth
    if (right > element.scrollLeft + element.clientWidth) element.scrollLeft = right - element.clientWidth
    else {
      const pinnedPx = Number.parseFloat(element.style.getPropertyValue('--pinned-width')) || 0
      if (header.offsetLeft < element.scrollLeft + pinnedPx) element.scrollLeft = header.offsetLeft - pinnedPx
    }
  }, [scroller, columns, names])
  useEffect(() => {
    if (marked.size === 0) return
    const timer = setTimeout(() => setMarked(new Set()), markMs)
    return () => clearTimeout(timer)
  }, [marked])
  return marked
}
