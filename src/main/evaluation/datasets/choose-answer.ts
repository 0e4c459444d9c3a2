/** What a record gets of the answers that people gave to one question. Pure. */
import type { SeveralAnswers } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'

export interface GivenAnswer {
  /** Who gave it. */
  by: string
  value: Json
  atMs: number
}

/**
 * Values by the names under which the record gets them; none, where the rule leaves the question open. `given` holds at most one answer of
 * each person, in any order.
 */
export function chooseAnswer(
  name: string,
  given: readonly GivenAnswer[],
  settled: { value: Json } | undefined,
  several: SeveralAnswers,
): [name: string, value: Json][] {
  switch (several.rule) {
    case 'each':
      return [...given].sort((a, b) => (a.by < b.by ? -1 : 1)).map(({ by, value }) => [`${name}.${by}`, value])
    case 'reviewer':
      return given.filter(({ by }) => by === several.reviewer).map(({ value }) => [name, value])
    default: {
      if (settled !== undefined) return [[name, settled.value]]
      const groups = [...Map.groupBy(given, ({ value }) => canonicalJson(value)).values()]
      if (several.rule === 'agreed' && groups.length > 1) return []
      const newestOf = (group: readonly GivenAnswer[]): number => Math.max(...group.map(({ atMs }) => atMs))
      const [best] = groups.sort((a, b) => b.length - a.length || newestOf(b) - newestOf(a))
      return best?.[0] === undefined ? [] : [[name, best[0].value]]
    }
  }
}
