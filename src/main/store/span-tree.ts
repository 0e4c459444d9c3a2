/** The spans of one trace as columns in tree order. Pure; made for 100,000 of them. */
import type { SpanTree } from '../../shared/model/trace.ts'

/** Columns in any order, index `i` the same span in each. Times in nanoseconds from the earliest start. */
export interface SpanColumns {
  spanIds: string[]
  parentSpanIds: (string | null)[]
  names: string[]
  types: string[]
  /** Below 0 where the sender gave no start. */
  offsetsNano: Float64Array
  durationsNano: Float64Array
  statusCodes: Uint8Array
  tokens: Float64Array
}

export interface TreeOrigin {
  traceId: string
  originNano: bigint
  extentUs: number
  assessedSpanIds: ReadonlySet<string>
}

/**
 * Depth first, siblings by start and then id. A parent that never arrived leaves an orphan, which stands as a root;
 * of a circle of parents the earliest span becomes a root, so that nothing is lost.
 */
export function buildSpanTree(columns: SpanColumns, origin: TreeOrigin): SpanTree {
  const count = columns.spanIds.length
  const { parents, isOrphan } = linkParents(columns)
  const byStart = sortByStart(columns)
  breakCycles(parents, byStart)
  const order = depthFirst(parents, byStart)

  const position = new Int32Array(count)
  for (let at = 0; at < count; at++) position[order[at] as number] = at
  const nameIndexes = new Interner()
  const typeIndexes = new Interner()
  // What the floor of an absolute time in microseconds loses, so that offsets agree with absolute microseconds.
  const originRest = Number(origin.originNano % 1000n)
  const tree: SpanTree = {
    traceId: origin.traceId,
    originUs: Number(origin.originNano / 1000n),
    extentUs: origin.extentUs,
    spanIds: new Array(count),
    parents: new Array(count),
    depths: new Array(count),
    nameIndexes: new Array(count),
    names: nameIndexes.values,
    typeIndexes: new Array(count),
    types: typeIndexes.values,
    offsetsUs: new Array(count),
    durationsUs: new Array(count),
    statusCodes: new Array(count),
    tokens: new Array(count),
    assessed: [],
    orphans: [],
  }
  for (let at = 0; at < count; at++) {
    const i = order[at] as number
    const parent = parents[i] as number
    const parentAt = parent === -1 ? -1 : (position[parent] as number)
    const spanId = columns.spanIds[i] as string
    tree.spanIds[at] = spanId
    tree.parents[at] = parentAt
    tree.depths[at] = parentAt === -1 ? 0 : (tree.depths[parentAt] as number) + 1
    tree.nameIndexes[at] = nameIndexes.indexOf(columns.names[i] as string)
    tree.typeIndexes[at] = typeIndexes.indexOf(columns.types[i] as string)
    tree.offsetsUs[at] = Math.max(0, Math.floor(((columns.offsetsNano[i] as number) + originRest) / 1000))
    tree.durationsUs[at] = Math.max(0, Math.floor((columns.durationsNano[i] as number) / 1000))
    tree.statusCodes[at] = columns.statusCodes[i] as number
    tree.tokens[at] = columns.tokens[i] as number
    if (isOrphan[i] === 1) tree.orphans.push(at)
    if (origin.assessedSpanIds.size > 0 && origin.assessedSpanIds.has(spanId)) tree.assessed.push(at)
  }
  return tree
}

class Interner {
  readonly values: string[] = []
  private readonly indexes = new Map<string, number>()

  indexOf(value: string): number {
    let index = this.indexes.get(value)
    if (index === undefined) {
      index = this.values.push(value) - 1
      this.indexes.set(value, index)
    }
    return index
  }
}

function linkParents(columns: SpanColumns): { parents: Int32Array; isOrphan: Uint8Array } {
  const { spanIds, parentSpanIds } = columns
  const count = spanIds.length
  const indexes = new Map<string, number>()
  for (let i = 0; i < count; i++) indexes.set(spanIds[i] as string, i)
  const parents = new Int32Array(count).fill(-1)
  const isOrphan = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const parentSpanId = parentSpanIds[i]
    if (parentSpanId === null || parentSpanId === undefined) continue
    const parent = indexes.get(parentSpanId)
    if (parent === undefined) isOrphan[i] = 1
    else parents[i] = parent
  }
  return { parents, isOrphan }
}

function sortByStart({ spanIds, offsetsNano }: SpanColumns): Uint32Array {
  const order = new Uint32Array(spanIds.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => {
    const difference = (offsetsNano[a] as number) - (offsetsNano[b] as number)
    if (difference !== 0) return difference
    return (spanIds[a] as string) < (spanIds[b] as string) ? -1 : 1
  })
}

/** Cuts each circle of parents above its earliest span. */
function breakCycles(parents: Int32Array, byStart: Uint32Array): void {
  const rankOf = new Int32Array(parents.length)
  for (let rank = 0; rank < byStart.length; rank++) rankOf[byStart[rank] as number] = rank
  const walkOf = new Int32Array(parents.length)
  for (let start = 0; start < parents.length; start++) {
    let at = start
    while (at !== -1 && walkOf[at] === 0) {
      walkOf[at] = start + 1
      at = parents[at] as number
    }
    if (at === -1 || walkOf[at] !== start + 1) continue
    let first = at
    for (let member = parents[at] as number; member !== at; member = parents[member] as number) {
      if ((rankOf[member] as number) < (rankOf[first] as number)) first = member
    }
    parents[first] = -1
  }
}

function depthFirst(parents: Int32Array, byStart: Uint32Array): Uint32Array {
  const count = parents.length
  // Children as linked lists, built from the latest to the earliest so that each list comes out by start.
  const firstChild = new Int32Array(count).fill(-1)
  const nextSibling = new Int32Array(count).fill(-1)
  let firstRoot = -1
  for (let rank = count - 1; rank >= 0; rank--) {
    const index = byStart[rank] as number
    const parent = parents[index] as number
    if (parent === -1) {
      nextSibling[index] = firstRoot
      firstRoot = index
    } else {
      nextSibling[index] = firstChild[parent] as number
      firstChild[parent] = index
    }
  }
  const order = new Uint32Array(count)
  let filled = 0
  let at = firstRoot
  while (at !== -1) {
    order[filled++] = at
    if (firstChild[at] !== -1) {
      at = firstChild[at] as number
      continue
    }
    // Up until there is a sibling to go on with.
    while (at !== -1 && nextSibling[at] === -1) at = parents[at] as number
    if (at !== -1) at = nextSibling[at] as number
  }
  return order
}
