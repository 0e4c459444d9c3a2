/** What was typed into a form that Escape closed, by trace, until the form is opened there again or cancelled. */
import type { AssessmentKind } from '../../../shared/model/assessment.ts'
import type { FormDraft } from './form-draft.ts'

const kept = new Map<string, FormDraft>()

/** Remembers a draft that holds something; true when it does. Edits are not kept: their original is still there. */
export function keepDraft(traceId: string, draft: FormDraft): boolean {
  const isValueEmpty = draft.value.text.trim() === '' && draft.answer === undefined
  const isEmpty = draft.name.trim() === '' && isValueEmpty && draft.rationale.trim() === ''
  if (isEmpty || draft.edits !== undefined) return false
  kept.set(`${traceId} ${draft.kind}`, draft)
  return true
}

/** The draft kept for this trace and kind, once. */
export function takeDraft(traceId: string, kind: AssessmentKind): FormDraft | undefined {
  const key = `${traceId} ${kind}`
  const draft = kept.get(key)
  kept.delete(key)
  return draft
}
