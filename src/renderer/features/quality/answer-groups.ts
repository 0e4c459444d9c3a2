/** The answers of a disagreement, equal ones together. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import type { Disagreement } from '../../../shared/model/label-quality.ts'

export interface AnswerGroup {
  value: Json
  answers: Disagreement['answers']
}

/**
 * Most frequent first, equally frequent ones in the order in which they came. Sets of options are equal whatever their order; rankings
 * (`hasOrder`) are not.
 */
export function groupAnswers(answers: Disagreement['answers'], hasOrder = false): AnswerGroup[] {
  const groups = new Map<string, AnswerGroup>()
  for (const answer of answers) {
    const key = valueKey(answer.value, hasOrder)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { value: answer.value, answers: [answer] })
    else group.answers.push(answer)
  }
  return [...groups.values()].toSorted((a, b) => b.answers.length - a.answers.length)
}

/** The same for values that are the same answer. */
export function valueKey(value: Json, hasOrder = false): string {
  return JSON.stringify(
    Array.isArray(value) && !hasOrder ? value.map((each) => JSON.stringify(each)).toSorted() : value,
  )
}

/** Names a disagreement: its trace and its question. */
export function keyOf({ traceId, schemaId }: Pick<Disagreement, 'traceId' | 'schemaId'>): string {
  return `${traceId} ${schemaId}`
}

/** The next disagreement after `key` that is not settled, else the first such before it. */
export function findNextOpen(items: readonly Disagreement[], key: string | undefined): Disagreement | undefined {
  const here = items.findIndex((item) => keyOf(item) === key)
  const ordered = [...items.slice(here + 1), ...items.slice(0, Math.max(0, here))]
  return ordered.find(({ settled }) => settled === undefined)
}
