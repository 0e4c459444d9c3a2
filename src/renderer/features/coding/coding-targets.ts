import type { CodingNote } from '../../../shared/model/coding.ts'

/** What codes are given to: the selected notes, else the one with the cursor. Pure. */
export function targetsOf(
  notes: readonly CodingNote[],
  { selectedIds, activeId }: { selectedIds: ReadonlySet<string>; activeId: string | undefined },
): CodingNote[] {
  return notes.filter(({ noteId }) => (selectedIds.size > 0 ? selectedIds.has(noteId) : noteId === activeId))
}
