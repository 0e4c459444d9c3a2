/** Everything the assessment form holds while it is open. */
import type { Assessment, AssessmentKind, NewAssessment } from '../../../shared/model/assessment.ts'
import { noteAssessmentName } from '../../../shared/model/coding.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { type AnswerValue, toAnswerValue } from '../../ui/answer.ts'
import { isFitting } from './question-answer.ts'
import type { ValueDraft } from './value-draft.ts'
import { findNameProblem, parseValue, toDraft } from './value-draft.ts'

export interface FormDraft {
  /** Being edited; undefined for a new one. */
  edits: Assessment | undefined
  kind: AssessmentKind
  /** Judge the selected span rather than the trace. */
  isOnSpan: boolean
  name: string
  value: ValueDraft
  /** What counts in place of `value` where the name is that of a question. */
  answer: AnswerValue | undefined
  /** The person chose the value type; suggestions no longer change it. */
  hasChosenEditor: boolean
  rationale: string
}

export function newDraft(kind: AssessmentKind, isOnSpan: boolean): FormDraft {
  return {
    edits: undefined,
    kind,
    isOnSpan,
    name: '',
    value: { editor: kind === 'feedback' ? 'boolean' : 'text', text: '' },
    answer: undefined,
    hasChosenEditor: false,
    rationale: '',
  }
}

/** Free text on the trace, which open coding finds. */
export function noteDraft(): FormDraft {
  return {
    ...newDraft('feedback', false),
    name: noteAssessmentName,
    value: { editor: 'text', text: '' },
    hasChosenEditor: true,
  }
}

export function editDraft(assessment: Assessment, choices: readonly string[]): FormDraft {
  return {
    edits: assessment,
    kind: assessment.kind,
    isOnSpan: assessment.spanId !== undefined,
    name: assessment.name,
    // Notes are written, not chosen from earlier ones.
    value: toDraft(assessment.value, assessment.name === noteAssessmentName ? [] : choices),
    answer: toAnswerValue(assessment.value),
    hasChosenEditor: true,
    rationale: assessment.rationale ?? '',
  }
}

export interface DraftProblems {
  name?: 'nameEmpty' | 'nameDot' | 'nameLong'
  value?: 'valueEmpty' | 'notANumber' | 'notJson' | 'unfit'
  reviewer?: 'reviewerEmpty'
}

const nameProblems = { empty: 'nameEmpty', dot: 'nameDot', long: 'nameLong' } as const
const valueProblems = { empty: 'valueEmpty', notANumber: 'notANumber', notJson: 'notJson' } as const

/** What keeps the draft from being saved; empty when nothing does. `question`: the one that it answers. */
export function findProblems(draft: FormDraft, reviewer: string, question?: LabelSchema): DraftProblems {
  const problems: DraftProblems = {}
  const name = findNameProblem(draft.name)
  if (name !== undefined) problems.name = nameProblems[name]
  if (question === undefined) {
    const value = parseValue(draft.value)
    if (!value.ok) problems.value = valueProblems[value.reason]
  } else if (!isFitting(question.input, draft.answer)) problems.value = 'unfit'
  if (reviewer.trim() === '') problems.reviewer = 'reviewerEmpty'
  return problems
}

/** The draft with its answer as the value to save, of the question's kind. */
export function withAnswer(draft: FormDraft, question: LabelSchema): FormDraft {
  if (draft.answer === undefined) return draft
  return { ...draft, kind: question.type, value: { editor: 'json', text: JSON.stringify(draft.answer) } }
}

/** The draft as the contract takes it. Throws when it has problems. */
export function toNewAssessment(
  draft: FormDraft,
  target: { traceId: string; spanId: string | undefined },
  reviewer: string,
): NewAssessment {
  const value = parseValue(draft.value)
  if (!value.ok) throw new Error('The draft has no readable value.')
  const rationale = draft.rationale.trim()
  return {
    traceId: target.traceId,
    ...(draft.isOnSpan && target.spanId !== undefined ? { spanId: target.spanId } : {}),
    name: draft.name.trim(),
    kind: draft.kind,
    value: value.value,
    ...(rationale === '' && draft.edits === undefined ? {} : { rationale }),
    source: { type: 'HUMAN', id: reviewer.trim() },
  }
}
