/**
 * Which columns the trace list shows, in what order and how wide: the fixed ones and one per assessment name.
 * The saved layout lists what the person arranged; a column it does not know (a new assessment name) joins by
 * itself, so that a first `accuracy_score` shows at once.
 */
import * as z from 'zod/mini'

export const fixedColumns = [
  'time',
  'name',
  'state',
  'experiment',
  'input',
  'output',
  'duration',
  'tokens',
  'cost',
  'model',
  'session',
  'user',
  'tags',
  'spans',
  'errors',
] as const
export type FixedColumn = (typeof fixedColumns)[number]

const assessmentPrefix = 'assessment:'

export function assessmentColumn(name: string): string {
  return `${assessmentPrefix}${name}`
}

/** The assessment name a column shows, or undefined for a fixed column. */
export function findAssessmentName(columnId: string): string | undefined {
  return columnId.startsWith(assessmentPrefix) ? columnId.slice(assessmentPrefix.length) : undefined
}

export const ColumnLayout = z.object({
  /** Shown columns in order, as far as the person arranged them. */
  order: z.array(z.string()),
  hidden: z.array(z.string()),
  /** The experiments' column; `auto`: where there are several. It is never in `hidden`. */
  experiment: z._default(z.enum(['auto', 'shown', 'hidden']), 'auto'),
  /** CSS pixels by column id. */
  widths: z.record(z.string(), z.number()),
})
export type ColumnLayout = z.infer<typeof ColumnLayout>

export const defaultLayout: ColumnLayout = {
  order: [],
  hidden: ['session', 'user', 'spans', 'errors'],
  experiment: 'auto',
  widths: {},
}

/** The layout with `auto` made plain for a workspace, and the way back, so that `auto` stays until someone differs. */
export function resolveAuto(layout: ColumnLayout, hasSeveralExperiments: boolean): ColumnLayout {
  if (layout.experiment !== 'auto') return layout
  return { ...layout, experiment: hasSeveralExperiments ? 'shown' : 'hidden' }
}

export function restoreAuto(layout: ColumnLayout, hasSeveralExperiments: boolean): ColumnLayout {
  const { experiment } = resolveAuto({ ...layout, experiment: 'auto' }, hasSeveralExperiments)
  return layout.experiment === experiment ? { ...layout, experiment: 'auto' } : layout
}

const defaultWidths: Record<FixedColumn, number> = {
  time: 100,
  name: 164,
  state: 96,
  experiment: 120,
  input: 200,
  output: 200,
  duration: 80,
  tokens: 72,
  // The smallest: $0.000050.
  cost: 88,
  model: 132,
  session: 120,
  user: 104,
  tags: 128,
  spans: 64,
  errors: 64,
}
const assessmentWidth = 116
export const leastWidth = 48
export const mostWidth = 900

/** A first column wider than this scrolls with the rest, as it would cover them. */
const mostPinned = 240

/** Width of the first column where it stays in place while the others scroll sideways; 0 where it does not. */
export function pinnedWidth(layout: ColumnLayout, columns: readonly string[]): number {
  const [first] = columns
  if (first === undefined || isStretched(layout, first)) return 0
  const width = columnWidth(layout, first)
  return width > mostPinned ? 0 : width
}

export function columnWidth(layout: ColumnLayout, columnId: string): number {
  return layout.widths[columnId] ?? defaultWidths[columnId as FixedColumn] ?? assessmentWidth
}

/** Texts share what room is left, until the person sets their width. */
export function isStretched(layout: ColumnLayout, columnId: string): boolean {
  return (columnId === 'input' || columnId === 'output') && layout.widths[columnId] === undefined
}

/** The CSS grid columns of the list, the box for selecting first; the last column fills what stays empty. */
export function gridTemplate(layout: ColumnLayout, columns: readonly string[], selectWidthPx: number): string {
  const hasStretched = columns.some((columnId) => isStretched(layout, columnId))
  const tracks = columns.map((columnId, at) => {
    const width = `${columnWidth(layout, columnId)}px`
    const isFlexible = isStretched(layout, columnId) || (!hasStretched && at === columns.length - 1)
    return isFlexible ? `minmax(${width}, 1fr)` : width
  })
  return [`${selectWidthPx}px`, ...tracks].join(' ')
}

/** Every known column in display order, shown or not. Assessments start before `spans`. */
export function orderColumns(layout: ColumnLayout, assessmentNames: readonly string[]): string[] {
  const natural: string[] = []
  for (const column of fixedColumns) {
    if (column === 'spans') natural.push(...assessmentNames.map(assessmentColumn))
    natural.push(column)
  }
  const known = new Set(natural)
  const ordered = layout.order.filter((column) => known.has(column))
  const placed = new Set(ordered)
  for (const [at, column] of natural.entries()) {
    if (placed.has(column)) continue
    // A newcomer goes right after the column that naturally precedes it.
    let after = -1
    for (let back = at - 1; back >= 0 && after < 0; back--) after = ordered.indexOf(natural[back] as string)
    ordered.splice(after + 1, 0, column)
    placed.add(column)
  }
  return ordered
}

export function isHidden(layout: ColumnLayout, columnId: string): boolean {
  return columnId === 'experiment' ? layout.experiment !== 'shown' : layout.hidden.includes(columnId)
}

export function visibleColumns(layout: ColumnLayout, assessmentNames: readonly string[]): string[] {
  return orderColumns(layout, assessmentNames).filter((column) => !isHidden(layout, column))
}

export function setHidden(layout: ColumnLayout, columnId: string, hidden: boolean): ColumnLayout {
  if (columnId === 'experiment') return { ...layout, experiment: hidden ? 'hidden' : 'shown' }
  const others = layout.hidden.filter((column) => column !== columnId)
  return { ...layout, hidden: hidden ? [...others, columnId] : others }
}

export function setWidth(layout: ColumnLayout, columnId: string, widthPx: number): ColumnLayout {
  const width = Math.round(Math.min(mostWidth, Math.max(leastWidth, widthPx)))
  return { ...layout, widths: { ...layout.widths, [columnId]: width } }
}

/** Moves a column by `step` places among the shown ones. */
export function moveColumn(
  layout: ColumnLayout,
  assessmentNames: readonly string[],
  columnId: string,
  step: number,
): ColumnLayout {
  const order = orderColumns(layout, assessmentNames)
  const shown = visibleColumns(layout, assessmentNames)
  const target = shown[shown.indexOf(columnId) + step]
  if (target === undefined || !shown.includes(columnId)) return layout
  const without = order.filter((column) => column !== columnId)
  without.splice(without.indexOf(target) + (step > 0 ? 1 : 0), 0, columnId)
  return { ...layout, order: without }
}

/** A saved view's columns as a layout: exactly these, in this order. */
export function fromViewColumns(
  layout: ColumnLayout,
  assessmentNames: readonly string[],
  columns: readonly string[],
): ColumnLayout {
  const all = orderColumns(layout, assessmentNames)
  const chosen = new Set(columns)
  return {
    ...layout,
    order: [...columns, ...all.filter((column) => !chosen.has(column))],
    hidden: all.filter((column) => column !== 'experiment' && !chosen.has(column)),
    experiment: chosen.has('experiment') ? 'shown' : 'hidden',
  }
}
