/** Rows of a table that hold one element each which takes the focus, marked by `data-row`; J and K move between them. */

function rowsIn(container: HTMLElement | null): HTMLElement[] {
  return container === null ? [] : [...container.querySelectorAll<HTMLElement>('[data-row]')]
}

/** The `data-row` of the row that has the focus, also when it is on something else inside that row. */
export function focusedRow(container: HTMLElement | null): string | undefined {
  const focused = document.activeElement
  if (container === null || focused === null || !container.contains(focused)) return undefined
  return focused.closest('tr')?.querySelector<HTMLElement>('[data-row]')?.dataset.row
}

/** Moves the focus by rows; from elsewhere it comes to the first. */
export function moveRowFocus(container: HTMLElement | null, step: 1 | -1): void {
  const rows = rowsIn(container)
  const here = rows.findIndex((row) => row.dataset.row === focusedRow(container))
  rows[here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + step))]?.focus()
}

/** Puts the focus on a row by its `data-row`, else on the first; tells whether there was one. */
export function focusRow(container: HTMLElement | null, id?: string): boolean {
  const rows = rowsIn(container)
  const row = rows.find((each) => each.dataset.row === id) ?? rows[0]
  row?.focus()
  return row !== undefined
}
