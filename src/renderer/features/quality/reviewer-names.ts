/** What reviewers are called in the figures of a session, and in which order they stand. Pure. */
import { createRandom } from '../../../shared/statistics/random.ts'

export interface ShownReviewer {
  reviewer: string
  /** From 1; by it they are known where names are hidden. */
  number: number
}

/**
 * Reviewers with their numbers. The numbers go by a hash of session and name, not by the alphabet nor by the list on the session's page, from
 * which anyone could tell who number 1 is; who joins later may move them, nothing else does.
 */
export function numberReviewers(sessionId: string, reviewers: readonly string[]): ShownReviewer[] {
  return reviewers
    .map((reviewer) => ({ reviewer, key: createRandom(`${sessionId} ${reviewer}`)() }))
    .toSorted((a, b) => a.key - b.key || (a.reviewer < b.reviewer ? -1 : 1))
    .map(({ reviewer }, at) => ({ reviewer, number: at + 1 }))
}

/** Those who answered something, so that tables have no empty columns; places are those in the report's arrays. */
export function placesOf(
  shown: readonly ShownReviewer[],
  reported: readonly { reviewer: string; labelled: number }[],
): { reviewer: string; at: number }[] {
  return shown.flatMap(({ reviewer }) => {
    const at = reported.findIndex((each) => each.reviewer === reviewer && each.labelled > 0)
    return at < 0 ? [] : [{ reviewer, at }]
  })
}
