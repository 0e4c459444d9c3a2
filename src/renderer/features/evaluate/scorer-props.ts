import type { ScorerDraft } from './draft.ts'

/** Of the fields of one scorer. */
export interface FieldsProps {
  scorer: ScorerDraft
  expectationNames: readonly string[]
  onChange: (change: Partial<ScorerDraft>) => void
}
