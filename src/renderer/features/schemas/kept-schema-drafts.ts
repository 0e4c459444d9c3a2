/** What was typed into a form and not saved, by question, until the form is opened again, saved or cancelled. */
import { onEngineEvent } from '../../data/events.ts'
import type { SchemaDraft } from './schema-draft.ts'

const kept = new Map<string, SchemaDraft>()

// Its experiment may not be there in another workspace.
onEngineEvent('workspace', () => kept.clear())

/** What a form was opened for: a question, a template, or (neither) a new question. */
export interface DraftPlace {
  schemaId?: string | undefined
  templateId?: string | undefined
}

function keyOf({ schemaId, templateId }: DraftPlace): string {
  if (schemaId !== undefined) return schemaId
  return templateId === undefined ? 'new' : `template:${templateId}`
}

/** `templateId`: what it was begun with, as the draft of a template must not take the place of the new question's. */
export function keepSchemaDraft(draft: SchemaDraft, templateId?: string): void {
  kept.set(keyOf({ schemaId: draft.edits?.schemaId, templateId }), draft)
}

/** The draft kept for a place, once. Of a question that changed meanwhile there is none. */
export function takeSchemaDraft(place: DraftPlace, updatedAtMs?: number): SchemaDraft | undefined {
  const draft = kept.get(keyOf(place))
  kept.delete(keyOf(place))
  return draft?.edits?.updatedAtMs === updatedAtMs ? draft : undefined
}
