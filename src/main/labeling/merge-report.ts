/** What merging a file did, slice by slice. */
import { AnswerOutcome, MergeNotice, type MergeReport } from '../../shared/model/handover.ts'
import type { LabelsHeader } from './labels-file.ts'

const mostExamples = 10

/** Of a file whose session is nowhere to be found yet. */
export function emptyMergeReport(header: LabelsHeader): MergeReport {
  return {
    sessionId: header.sessionId,
    ...(header.sessionName === undefined ? {} : { sessionName: header.sessionName }),
    ...(header.packageId === undefined ? {} : { packageId: header.packageId }),
    reviewers: [],
    match: 'otherSession',
    itemCount: 0,
    answers: { new: 0, same: 0, updated: 0, conflicting: 0 },
    stateCount: 0,
    notices: {
      unknownItem: 0,
      unknownQuestion: 0,
      unknownReviewer: 0,
      unfitting: 0,
      olderVersion: 0,
      changedContent: 0,
    },
    examples: [],
  }
}

/** Adds what a slice did to what those before did. */
export function sumMergeReports(total: MergeReport, slice: MergeReport): MergeReport {
  const answers = { ...total.answers }
  for (const key of AnswerOutcome.options) answers[key] += slice.answers[key]
  const notices = { ...total.notices }
  for (const key of MergeNotice.options) notices[key] += slice.notices[key]
  const examples = [...total.examples]
  for (const example of slice.examples) addExample(examples, example)
  return {
    ...total,
    match: slice.match,
    reviewers: [...new Set([...total.reviewers, ...slice.reviewers])],
    itemCount: total.itemCount + slice.itemCount,
    stateCount: total.stateCount + slice.stateCount,
    answers,
    notices,
    examples,
  }
}

/** Keeps the first of each kind. */
export function addExample(examples: MergeReport['examples'], example: MergeReport['examples'][number]): void {
  if (examples.filter(({ what }) => what === example.what).length < mostExamples) examples.push(example)
}
