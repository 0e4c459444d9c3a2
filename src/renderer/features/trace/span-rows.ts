/**
 * Rows of the span tree out of a columnar `SpanTree`: which spans show, given what is collapsed. The arrays are in
 * depth-first order, so a subtree is one run of indexes and everything here is one pass; 100,000 spans take a few
 * milliseconds.
 */
import type { SpanTree } from '../../../shared/model/trace.ts'

/** What the rows of one tree need over and over; made once per tree. */
export interface TreeShape {
  count: number
  /** First index after each span's subtree. */
  ends: Int32Array
  /** Spans with an error status, in tree order. */
  errors: Int32Array
  assessed: ReadonlySet<number>
  orphans: ReadonlySet<number>
  indexById: ReadonlyMap<string, number>
}

export function shapeTree(tree: SpanTree): TreeShape {
  const count = tree.spanIds.length
  const ends = new Int32Array(count)
  const open: number[] = []
  for (let index = 0; index < count; index++) {
    const depth = tree.depths[index] ?? 0
    while (open.length > 0 && (tree.depths[open[open.length - 1] as number] ?? 0) >= depth) {
      ends[open.pop() as number] = index
    }
    open.push(index)
  }
  for (const index of open) ends[index] = count
  const errors: number[] = []
  for (let index = 0; index < count; index++) if (tree.statusCodes[index] === 2) errors.push(index)
  return {
    count,
    ends,
    errors: Int32Array.from(errors),
    assessed: new Set(tree.assessed),
    orphans: new Set(tree.orphans),
    indexById: new Map(tree.spanIds.map((spanId, index) => [spanId, index])),
  }
}

export function hasChildren(shape: TreeShape, index: number): boolean {
  return (shape.ends[index] ?? 0) > index + 1
}

/** Tree indexes of the rows to show, in order. Collapsed ids that are no longer there do nothing. */
export function listVisible(shape: TreeShape, collapsed: ReadonlySet<string>): Int32Array {
  const closed = new Uint8Array(shape.count)
  let isAnyClosed = false
  for (const spanId of collapsed) {
    const index = shape.indexById.get(spanId)
    if (index === undefined) continue
    closed[index] = 1
    isAnyClosed = true
  }
  const rows = new Int32Array(shape.count)
  if (!isAnyClosed) {
    for (let index = 0; index < shape.count; index++) rows[index] = index
    return rows
  }
  let length = 0
  let index = 0
  while (index < shape.count) {
    rows[length++] = index
    index = closed[index] === 1 ? (shape.ends[index] as number) : index + 1
  }
  return rows.subarray(0, length)
}

/** Row number of a tree index among the visible rows (ascending), or of its nearest visible ancestor. */
export function rowOf(rows: Int32Array, index: number): number {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((rows[middle] as number) <= index) low = middle
    else high = middle - 1
  }
  return low
}

/** The collapsed set with every ancestor of `index` opened, so that the span shows. */
export function reveal(tree: SpanTree, collapsed: ReadonlySet<string>, index: number): ReadonlySet<string> {
  if (collapsed.size === 0) return collapsed
  let next: Set<string> | undefined
  for (let up = tree.parents[index] ?? -1; up >= 0; up = tree.parents[up] ?? -1) {
    const spanId = tree.spanIds[up] as string
    if (!collapsed.has(spanId)) continue
    next ??= new Set(collapsed)
    next.delete(spanId)
  }
  return next ?? collapsed
}

/** Closes (or opens) a span and everything below it. */
export function setSubtreeCollapsed(
  tree: SpanTree,
  shape: TreeShape,
  collapsed: ReadonlySet<string>,
  index: number,
  isCollapsed: boolean,
): ReadonlySet<string> {
  const next = new Set(collapsed)
  const end = shape.ends[index] ?? index + 1
  for (let each = index; each < end; each++) {
    if (!isCollapsed) next.delete(tree.spanIds[each] as string)
    else if (hasChildren(shape, each)) next.add(tree.spanIds[each] as string)
  }
  return next
}

/** Ids of all spans at `depth` that have children: "collapse to this level". */
export function collapseAtDepth(tree: SpanTree, shape: TreeShape, depth: number): ReadonlySet<string> {
  const collapsed = new Set<string>()
  for (let index = 0; index < shape.count; index++) {
    if ((tree.depths[index] ?? 0) >= depth && hasChildren(shape, index)) collapsed.add(tree.spanIds[index] as string)
  }
  return collapsed
}

/** The member of an ascending list that follows (step 1) or precedes (step -1) `index`, going round at the ends. */
export function findNext(members: ArrayLike<number>, index: number, step: 1 | -1): number | undefined {
  const count = members.length
  if (count === 0) return undefined
  if (step === 1) {
    for (let at = 0; at < count; at++) if ((members[at] as number) > index) return members[at]
    return members[0]
  }
  for (let at = count - 1; at >= 0; at--) if ((members[at] as number) < index) return members[at]
  return members[count - 1]
}

/** Tree indexes of spans whose name or type contains the text, case-insensitively. */
export function findByName(tree: SpanTree, text: string): number[] {
  const wanted = text.trim().toLocaleLowerCase()
  if (wanted === '') return []
  const names = tree.names.map((name) => name.toLocaleLowerCase().includes(wanted))
  const types = tree.types.map((type) => type.toLocaleLowerCase() === wanted)
  const found: number[] = []
  for (let index = 0; index < tree.spanIds.length; index++) {
    if (names[tree.nameIndexes[index] as number] || types[tree.typeIndexes[index] as number]) found.push(index)
  }
  return found
}

/** Tree indexes of the tool calls below a span, in tree order. */
export function listToolCalls(tree: SpanTree, shape: TreeShape, index: number): number[] {
  const type = tree.types.indexOf('TOOL')
  const calls: number[] = []
  if (type < 0) return calls
  const end = shape.ends[index] ?? index
  for (let each = index + 1; each < end; each++) if (tree.typeIndexes[each] === type) calls.push(each)
  return calls
}

/** The span to show first: the first root, as it holds the trace's question and answer. */
export function firstSpan(tree: SpanTree): number {
  return Math.max(0, tree.parents.indexOf(-1))
}
