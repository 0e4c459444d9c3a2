import type { LabelingSession } from '../../../shared/model/labeling.ts'

/** Sessions whose name, experiment or reviewers hold every word, in the order given. Upper and lower case are one. */
export function findSessions(sessions: readonly LabelingSession[], text: string): LabelingSession[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return sessions.filter(({ name, experimentName, reviewers }) => {
    const held = [name, experimentName, ...reviewers].join('\n').normalize('NFKC').toLowerCase()
    return words.every((word) => held.includes(word))
  })
}
