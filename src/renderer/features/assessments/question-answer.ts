/** Answers of the assessment form to the questions (label schemas) that the trace's experiment asks. */
import type { Assessment, AssessmentKind, AssessmentNameInfo } from '../../../shared/model/assessment.ts'
import { findAnswerProblem } from '../../../shared/model/label-value.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import type { AnswerValue } from '../../ui/answer.ts'

/** The question that a draft answers by its name. An edit keeps its kind, so a question of the other one is not it. */
export function findQuestion(
  questions: readonly LabelSchema[],
  draft: { name: string; edits: Assessment | undefined },
): LabelSchema | undefined {
  const name = draft.name.trim()
  return questions.find((each) => each.name === name && (draft.edits === undefined || draft.edits.kind === each.type))
}

/** Whether the answer is one that the question allows; an absent or empty one is not. */
export function isFitting(input: LabelSchemaInput, answer: AnswerValue | undefined): boolean {
  if (answer === undefined) return false
  if (typeof answer === 'string' && answer.trim() === '') return false
  return findAnswerProblem(input, answer) === undefined
}

/** Names to choose from: the questions first, whatever their kind, then the names used with the draft's kind. */
export function suggestNames(
  questions: readonly LabelSchema[],
  infos: readonly AssessmentNameInfo[],
  draft: { kind: AssessmentKind; edits: Assessment | undefined },
): string[] {
  const asked = questions.filter((each) => findQuestion(questions, { ...draft, name: each.name }) !== undefined)
  const names = asked.map((each) => each.name)
  return [
    ...names,
    ...infos.filter((each) => each.kind === draft.kind && !names.includes(each.name)).map((each) => each.name),
  ]
}
