/** Moving through the cells of a square table by key. Pure. */

export interface Cell {
  row: number
  column: number
}

const steps: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** The cell that a key leads to, held at the edges; undefined for keys that mean nothing here. */
export function stepCell({ row, column }: Cell, key: string, size: number): Cell | undefined {
  if (key === 'Home') return { row, column: 0 }
  if (key === 'End') return { row, column: size - 1 }
  const step = steps[key]
  if (step === undefined) return undefined
  const hold = (place: number) => Math.min(size - 1, Math.max(0, place))
  return { row: hold(row + step[0]), column: hold(column + step[1]) }
}
