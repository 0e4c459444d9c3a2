/** Of several answers to one question about one trace, the one that counts. */
import type { AssessmentKind, SourceType } from '../../shared/model/assessment.ts'
import type { Json } from '../../shared/model/json.ts'
import { canonicalJson } from './assessment-rows.ts'

/** What the rule reads of an answer. */
export interface GivenAnswer {
  assessmentId: string
  /** Answers about spans do not count. */
  spanId?: string | undefined
  value: Json | undefined
  sourceType: SourceType
  sourceId: string
  /** Given to end a disagreement. */
  isSettled: boolean
  createdAtMs: number
}

export interface FinalAnswer<T extends GivenAnswer> {
  value: Json
  /** Settled by a person, given by all, by more than any other, or else the newest. */
  decidedBy: 'settled' | 'unanimous' | 'majority' | 'newest'
  /** Those that gave it, in the order of their sources. */
  labels: T[]
}

/**
 * A settled answer counts, else what most people say, and of equally many the newest. Where no person has answered, judges and code
 * are counted the same way. Answers of one question; of several by one source the newest counts. Exports, datasets and whatever else
 * needs one answer go by this.
 */
export function chooseFinal<T extends GivenAnswer>(answers: readonly T[]): FinalAnswer<T> | undefined {
  const given = newestOfSources(answers.filter(({ spanId, value }) => spanId === undefined && value !== undefined))
  const [first, ...others] = given
  if (first === undefined) return undefined
  if (others.length === 0) {
    return { value: first.value as Json, decidedBy: first.isSettled ? 'settled' : 'unanimous', labels: [first] }
  }
  const settled = newestOf(given.filter(({ isSettled }) => isSettled))
  if (settled !== undefined) return { value: settled.value as Json, decidedBy: 'settled', labels: [settled] }
  const people = given.filter(({ sourceType }) => sourceType === 'HUMAN')
  const counted = people.length > 0 ? people : given
  // Most agree, and most answers are no objects.
  if (counted.every(({ value }) => value === (counted[0] as T).value)) {
    return { value: (newestOf(counted) as T).value as Json, decidedBy: 'unanimous', labels: counted }
  }
  const groups = [...Map.groupBy(counted, ({ value }) => canonicalJson(value as Json)).values()]
  const most = Math.max(...groups.map(({ length }) => length))
  const leading = groups.filter(({ length }) => length === most)
  const newest = newestOf(leading.flat()) as T
  const labels = leading.find((members) => members.includes(newest)) as T[]
  const decidedBy = groups.length === 1 ? 'unanimous' : leading.length === 1 ? 'majority' : 'newest'
  return { value: newest.value as Json, decidedBy, labels }
}

/** One answer of each source; the settled one of a person stands beside their own. */
export function newestOfSources<T extends GivenAnswer>(answers: readonly T[]): T[] {
  if (answers.length < 2) return [...answers]
  const newest = new Map<string, T>()
  for (const answer of answers) {
    const key = `${answer.isSettled} ${answer.sourceType} ${answer.sourceId}`
    const known = newest.get(key)
    newest.set(key, known === undefined || isNewer(answer, known) ? answer : known)
  }
  return [...newest.values()]
}

function newestOf<T extends GivenAnswer>(answers: readonly T[]): T | undefined {
  return answers.reduce<T | undefined>(
    (best, answer) => (best === undefined || isNewer(answer, best) ? answer : best),
    undefined,
  )
}

function isNewer(a: GivenAnswer, b: GivenAnswer): boolean {
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs > b.createdAtMs
  return a.assessmentId > b.assessmentId
}

/** A question by what its answers are called and are. */
export interface Question {
  name: string
  kind: 'feedback' | 'expectation'
}

export const questionKey = ({ name, kind }: Question): string => `${kind} ${name}`

/** What counts of the labels of one trace, by `questionKey`, in the order of the labels. */
export function findFinals<T extends GivenAnswer & { name: string; kind: AssessmentKind }>(
  labels: readonly T[],
): Map<string, Question & FinalAnswer<T>> {
  const groups = new Map<string, Question & { labels: T[] }>()
  for (const label of labels) {
    const { name, kind } = label
    if (kind === 'issue') continue
    const key = questionKey({ name, kind })
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { name, kind, labels: [label] })
    else group.labels.push(label)
  }
  const finals = new Map<string, Question & FinalAnswer<T>>()
  for (const [key, group] of groups) {
    const final = chooseFinal(group.labels)
    const { name, kind } = group
    if (final !== undefined)
      finals.set(key, { name, kind, value: final.value, decidedBy: final.decidedBy, labels: final.labels })
  }
  return finals
}
