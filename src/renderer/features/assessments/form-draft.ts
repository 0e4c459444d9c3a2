/** Everything the assessment form holds while it is open. */
import type { Assessment, AssessmentKind, NewAssessment } from '../../../shared/model/assessment.ts'
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
    hasChosenEditor: false,
    rationale: '',
  }
}

export function editDraft(assessment: Assessment, choices: readonly string[]): FormDraft {
  return {
    edits: assessment,
    kind: assessment.kind,
    isOnSpan: assessment.spanId !== undefined,
    name: assessment.name,
    value: toDraft(assessment.value, choices),
    hasChosenEditor: true,
    rationale: assessment.rationale ?? '',
  }
}

export interface DraftProblems {
  name?: 'nameEmpty' | 'nameDot' | 'nameLong'
  value?: 'valueEmpty' | 'notANumber' | 'notJson'
  reviewer?: 'reviewerEmpty'
}

const nameProblems = { empty: 'nameEmpty', dot: 'nameDot', long: 'nameLong' } as const
const valueProblems = { empty: 'valueEmpty', notANumber: 'notANumber', notJson: 'notJson' } as const

/** What keeps the draft from being saved; empty when nothing does. */
export function findProblems(draft: FormDraft, reviewer: string): DraftProblems {
  const problems: DraftProblems = {}
  const name = findNameProblem(draft.name)
  if (name !== undefined) problems.name = nameProblems[name]
  const value = parseValue(draft.value)
  if (!value.ok) problems.value = valueProblems[value.reason]
  if (reviewer.trim() === '') problems.reviewer = 'reviewerEmpty'
  return problems
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
