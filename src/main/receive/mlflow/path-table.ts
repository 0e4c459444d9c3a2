/** Finds the route of a method and path. */
import type { Method, Route } from './route.ts'

export interface Found {
  route: Route
  /** Path parameters, decoded. */
  parameters: Record<string, string>
}

/** `allowed` is what the path takes instead; empty when nothing is at the path at all. */
export type Lookup = Found | { route: undefined; allowed: Method[] }

interface Leaf {
  route: Route
  names: string[]
}

interface Node {
  fixed: Map<string, Node>
  parameter: Node | undefined
  leaves: Map<Method, Leaf>
  /** Routes that take the rest of the path, one segment or more. */
  rest: Map<Method, Leaf>
}

/** Without a method nothing is found, and `allowed` is everything that the path takes. */
export type PathTable = (method: Method | undefined, path: string) => Lookup

/** Both roots that MLflow serves its API under: clients use the first, its pages the second. */
const roots = ['/api', '/ajax-api']

/**
 * A table of `routes`. Fixed segments win over parameters, parameters over a rest, as far as the method fits.
 * Throws for two routes at one method and path: that is a mistake in the list of routes.
 */
export function createPathTable(routes: readonly Route[]): PathTable {
  const root = makeNode()
  for (const route of routes) {
    const paths =
      route.versions.length === 0
        ? [route.path]
        : roots.flatMap((base) => route.versions.map((version) => `${base}/${version}${route.path}`))
    for (const path of paths) add(root, path, route)
  }
  return (method, path) => {
    const segments = toSegments(path)
    if (segments === undefined) return { route: undefined, allowed: [] }
    const allowed = new Set<Method>()
    return find(root, segments, 0, method, [], allowed) ?? { route: undefined, allowed: [...allowed].sort() }
  }
}

function makeNode(): Node {
  return { fixed: new Map(), parameter: undefined, leaves: new Map(), rest: new Map() }
}

function add(root: Node, path: string, route: Route): void {
  const names: string[] = []
  let node = root
  let leaves: Map<Method, Leaf> | undefined
  for (const segment of path.split('/').slice(1)) {
    const match = /^\{(\*?)(\w+)\}$/.exec(segment)
    if (match === null) {
      const next = node.fixed.get(segment) ?? makeNode()
      node.fixed.set(segment, next)
      node = next
      continue
    }
    names.push(match[2] as string)
    if (match[1] === '*') {
      leaves = node.rest
      break
    }
    node.parameter ??= makeNode()
    node = node.parameter
  }
  leaves ??= node.leaves
  for (const method of route.methods) {
    if (leaves.has(method)) throw new Error(`two routes for ${method} ${path}`)
    leaves.set(method, { route, names })
  }
}

function find(
  node: Node,
  segments: readonly string[],
  at: number,
  method: Method | undefined,
  values: readonly string[],
  allowed: Set<Method>,
): Found | undefined {
  if (at === segments.length) return toFound(node.leaves, method, values, allowed)
  const segment = segments[at] as string
  const fixed = node.fixed.get(segment)
  const found =
    (fixed && find(fixed, segments, at + 1, method, values, allowed)) ??
    (node.parameter && segment !== ''
      ? find(node.parameter, segments, at + 1, method, [...values, segment], allowed)
      : undefined)
  return found ?? toFound(node.rest, method, [...values, segments.slice(at).join('/')], allowed)
}

function toFound(
  leaves: Map<Method, Leaf>,
  method: Method | undefined,
  values: readonly string[],
  allowed: Set<Method>,
): Found | undefined {
  const leaf = method === undefined ? undefined : leaves.get(method)
  if (leaf === undefined) {
    for (const other of leaves.keys()) allowed.add(other)
    return undefined
  }
  const parameters = Object.fromEntries(leaf.names.map((name, index) => [name, values[index] ?? '']))
  return { route: leaf.route, parameters }
}

/** Decoded after splitting, so that an encoded slash stays inside its segment; undefined for broken escapes. */
function toSegments(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .slice(1)
      .map((segment) => decodeURIComponent(segment))
  } catch {
    return undefined
  }
}
