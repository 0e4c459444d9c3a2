/**
 * Rebuilding lists that were flattened into keys (`0.message.tool_calls.1.tool_call.id`). Indexes come from outside:
 * `99999999` must not make a list of that length, and the number of slots is capped.
 */
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue } from '../../shared/model/otlp.ts'
import { type JsonObject, maxDepth, setOwn, toJson } from './values.ts'

/** List slots that one span's flattened keys may open in total. */
export const maxSlots = 10_001

interface Branch {
  items: Map<number, Node>
  members: Map<string, Node>
}
type Node = { value: AnyValue } | Branch

/** The tree of flattened keys. Lists are dense and in index order; entries over the cap are left out. */
export function unflatten(entries: [path: string, value: AnyValue][]): Json {
  const root: Branch = { items: new Map(), members: new Map() }
  let slots = 0
  for (const [path, value] of entries) {
    const segments = path.split('.')
    if (segments.length > maxDepth / 2) continue
    let branch: Branch | undefined = root
    for (let index = 0; index < segments.length - 1 && branch !== undefined; index++) {
      const segment = segments[index] as string
      if (opensSlot(branch, segment) && ++slots > maxSlots) branch = undefined
      else branch = step(branch, segment)
    }
    const last = segments.at(-1) as string
    if (branch === undefined || child(branch, last) !== undefined) continue
    if (opensSlot(branch, last) && ++slots > maxSlots) continue
    place(branch, last, { value })
  }
  return toTree(root)
}

const listIndex = /^\d{1,15}$/

function child(branch: Branch, segment: string): Node | undefined {
  return listIndex.test(segment) ? branch.items.get(Number(segment)) : branch.members.get(segment)
}

function opensSlot(branch: Branch, segment: string): boolean {
  return listIndex.test(segment) && !branch.items.has(Number(segment))
}

function place(branch: Branch, segment: string, node: Node): void {
  if (listIndex.test(segment)) branch.items.set(Number(segment), node)
  else branch.members.set(segment, node)
}

/** The branch under a segment; undefined where a value is in the way. */
function step(branch: Branch, segment: string): Branch | undefined {
  const known = child(branch, segment)
  if (known !== undefined) return 'value' in known ? undefined : known
  const next: Branch = { items: new Map(), members: new Map() }
  place(branch, segment, next)
  return next
}

function toTree(node: Node): Json {
  if ('value' in node) return toJson(node.value)
  const items = [...node.items].sort(([a], [b]) => a - b)
  if (node.members.size === 0) return items.map(([, item]) => toTree(item))
  const object: JsonObject = {}
  for (const [key, member] of node.members) setOwn(object, key, toTree(member))
  for (const [index, item] of items) setOwn(object, String(index), toTree(item))
  return object
}
