/** The visible rows of a JSON value, given what is expanded. Pure, so that the tree draws only what is shown. */
import type { Json } from '../../shared/model/json.ts'

/** Children of a big list or object come in portions. */
export const portion = 100

export type JsonPath = (string | number)[]

export interface JsonRow {
  /** Unique and stable: the path as JSON. */
  id: string
  path: JsonPath
  depth: number
  /** Key or index inside the parent; undefined at the top. */
  name: string | number | undefined
  /** `more` stands for children not shown yet. */
  kind: 'leaf' | 'object' | 'array' | 'more'
  value: Json
  /** Children of a container; children left for `more`. */
  count: number
  isExpanded: boolean
}

export interface JsonTreeState {
  expanded: ReadonlySet<string>
  /** By container id: how many children are shown. */
  shown: ReadonlyMap<string, number>
}

export function pathId(path: JsonPath): string {
  return JSON.stringify(path)
}

function childrenOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item])
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  return []
}

export function isContainer(value: Json): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null
}

/** Rows in order, children after their parent. */
export function jsonRows(value: Json, state: JsonTreeState): JsonRow[] {
  const rows: JsonRow[] = []
  const visit = (item: Json, path: JsonPath, name: string | number | undefined) => {
    const id = pathId(path)
    if (!isContainer(item)) {
      rows.push({ id, path, depth: path.length, name, kind: 'leaf', value: item, count: 0, isExpanded: false })
      return
    }
    const children = childrenOf(item)
    const isExpanded = children.length > 0 && state.expanded.has(id)
    const kind = Array.isArray(item) ? 'array' : 'object'
    rows.push({ id, path, depth: path.length, name, kind, value: item, count: children.length, isExpanded })
    if (!isExpanded) return
    const limit = state.shown.get(id) ?? portion
    for (const [key, child] of children.slice(0, limit)) visit(child, [...path, key], key)
    const left = children.length - limit
    if (left > 0) {
      rows.push({
        id: `${id}+`,
        path,
        depth: path.length + 1,
        name: undefined,
        kind: 'more',
        value: null,
        count: left,
        isExpanded: false,
      })
    }
  }
  visit(value, [], undefined)
  return rows
}

/**
 * Ids of containers to open, level by level, until about `rowBudget` rows would show. With a small budget this
 * is the first look, with a big one "expand all".
 */
export function expandedWithin(value: Json, rowBudget: number): Set<string> {
  const expanded = new Set<string>()
  let rows = 1
  let level: [Json, JsonPath][] = [[value, []]]
  while (level.length > 0) {
    const next: [Json, JsonPath][] = []
    for (const [item, path] of level) {
      if (!isContainer(item)) continue
      const children = childrenOf(item)
      const added = Math.min(children.length, portion)
      if (children.length === 0 || rows + added > rowBudget) continue
      rows += added
      expanded.add(pathId(path))
      for (const [key, child] of children.slice(0, portion)) next.push([child, [...path, key]])
    }
    level = next
  }
  return expanded
}

/** A path as people write it in code: `messages[0].content`, `tags["a b"]`. */
export function pathText(path: JsonPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      if (/^[A-Za-z_$][\w$]*$/.test(part)) return index === 0 ? part : `.${part}`
      return `[${JSON.stringify(part)}]`
    })
    .join('')
}
