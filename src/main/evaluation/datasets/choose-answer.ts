/** What a record gets of the answers that people gave to one question. Pure. */
import type { SeveralAnswers } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { chooseFinal, type GivenAnswer, newestOfSources } from '../../store/final-answer.ts'

/**
 * Values by the names under which the record gets them; none, where the rule leaves the question open. `given`: answers to one question,
 * in any order, the settled one among them.
 */
export function chooseAnswer(
  name: string,
  given: readonly GivenAnswer[],
  several: SeveralAnswers,
): [name: string, value: Json][] {
  const own = () => newestOfSources(given.filter(({ isSettled, value }) => !isSettled && value !== undefined))
  switch (several.rule) {
    case 'each':
      return own()
        .sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1))
        .map(({ sourceId, value }) => [`${name}.${sourceId}`, value as Json])
    case 'reviewer':
      return own()
        .filter(({ sourceId }) => sourceId === several.reviewer)
        .map(({ value }) => [name, value as Json])
    default: {
      const final = chooseFinal(given)
      if (final === undefined) return []
      const isAgreed = final.decidedBy === 'settled' || final.decidedBy === 'unanimous'
      return several.rule === 'agreed' && !isAgreed ? [] : [[name, final.value]]
    }
  }
}
