import type { LabelingSession } from '../../../shared/model/labeling.ts'

/** Who labels here: whoever was chosen for this session, else the name in the settings; undefined when neither may. */
export function findReviewer(
  session: Pick<LabelingSession, 'reviewers'>,
  chosen: string,
  ownName: string,
): string | undefined {
  const mayLabel = (name: string) => name !== '' && (session.reviewers.length === 0 || session.reviewers.includes(name))
  return [chosen, ownName.trim()].find(mayLabel)
}
