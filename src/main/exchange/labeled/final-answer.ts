/** Of several answers to one question about one trace, the one that counts. */
import type { Json } from '../../../shared/model/json.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import type { StoredLabel } from '../../store/labeled-items.ts'

export interface FinalAnswer {
  value: Json
  /** Settled by a person, given by all, by more than any other, or else the newest. */
  decidedBy: 'settled' | 'unanimous' | 'majority' | 'newest'
  /** Those that gave it, in the order of their sources. */
  labels: StoredLabel[]
}

/**
 * A settled answer counts, else what most people say, and of equally many the newest. Where no person has answered, judges and code
 * are counted the same way. Labels of one question, in the order of their times within a source; answers about spans do not count.
 */
export function chooseFinal(labels: readonly StoredLabel[]): FinalAnswer | undefined {
  const given = newestOfSources(labels.filter(({ spanId, value }) => spanId === undefined && value !== undefined))
  const settled = newestOf(given.filter(({ isSettled }) => isSettled))
  if (settled !== undefined) return { value: settled.value as Json, decidedBy: 'settled', labels: [settled] }
  const people = given.filter(({ sourceType }) => sourceType === 'HUMAN')
  const counted = people.length > 0 ? people : given
  const groups = new Map<string, StoredLabel[]>()
  for (const label of counted) {
    const key = canonicalJson(label.value as Json)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [label])
    else group.push(label)
  }
  const most = Math.max(0, ...[...groups.values()].map(({ length }) => length))
  const leading = [...groups.values()].filter(({ length }) => length === most)
  const newest = newestOf(leading.flat())
  if (newest === undefined) return undefined
  const group = leading.find((members) => members.includes(newest)) as StoredLabel[]
  const decidedBy = groups.size === 1 ? 'unanimous' : leading.length === 1 ? 'majority' : 'newest'
  return { value: newest.value as Json, decidedBy, labels: group }
}

/** One answer of each source; the settled one of a person stands beside their own. */
export function newestOfSources(labels: readonly StoredLabel[]): StoredLabel[] {
  const newest = new Map<string, StoredLabel>()
  for (const label of labels) {
    const key = `${label.isSettled} ${label.sourceType} ${label.sourceId}`
    newest.set(key, newestOf([newest.get(key) ?? label, label]) as StoredLabel)
  }
  return [...newest.values()]
}

function newestOf(labels: readonly StoredLabel[]): StoredLabel | undefined {
  return labels.reduce<StoredLabel | undefined>(
    (best, label) => (best === undefined || isNewer(label, best) ? label : best),
    undefined,
  )
}

function isNewer(a: StoredLabel, b: StoredLabel): boolean {
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs > b.createdAtMs
  return a.assessmentId > b.assessmentId
}
