/** Judges that were left while they were being written, until they are saved or Assay is closed. */
import { create } from 'zustand'
import type { JudgeDraft } from './judge-draft.ts'

const useKept = create<{ drafts: ReadonlyMap<string, JudgeDraft> }>(() => ({ drafts: new Map() }))

/** `key`: the judge's id, or `new` with what it is copied from. */
export function useKeptDraft(key: string): JudgeDraft | undefined {
  return useKept((state) => state.drafts.get(key))
}

/** Undefined: there is nothing to keep. */
export function keepDraft(key: string, draft: JudgeDraft | undefined): void {
  useKept.setState(({ drafts }) => {
    const next = new Map(drafts)
    if (draft === undefined) next.delete(key)
    else next.set(key, draft)
    return { drafts: next }
  })
}
