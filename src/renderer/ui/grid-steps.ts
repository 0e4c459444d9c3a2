/** Moving through rows that are known by id, so that the cursor keeps its row when others come and go. Pure. */

/** The id `step` rows on, held at both ends; from nowhere the first row, whichever way. Undefined without rows. */
export function stepId(ids: readonly string[], activeId: string | undefined, step: number): string | undefined {
  const index = activeId === undefined ? -1 : ids.indexOf(activeId)
  if (index < 0) return ids[0]
  return ids[Math.min(ids.length - 1, Math.max(0, index + step))]
}
