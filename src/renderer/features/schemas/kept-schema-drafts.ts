/** What was typed into a form and not saved, by question, until the form is opened again, saved or cancelled. */
import { onEngineEvent } from '../../data/events.ts'
import type { SchemaDraft } from './schema-draft.ts'

const kept = new Map<string, SchemaDraft>()

// Its experiment may not be there in another workspace.
onEngineEvent('workspace', () => kept.clear())

function keyOf(schemaId: string | undefined): string {
  return schemaId ?? 'new'
}

export function keepSchemaDraft(draft: SchemaDraft): void {
  kept.set(keyOf(draft.edits?.schemaId), draft)
}

/** The draft kept for a question (undefined: the new one), once. Of a question that changed meanwhile there is none. */
export function takeSchemaDraft(schemaId: string | undefined, updatedAtMs?: number): SchemaDraft | undefined {
  const draft = kept.get(keyOf(schemaId))
  kept.delete(keyOf(schemaId))
  return draft?.edits?.updatedAtMs === updatedAtMs ? draft : undefined
}
