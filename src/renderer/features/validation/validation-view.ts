/** What is looked at in a comparison: kept while rows of it are read elsewhere, so that "back" finds the place. */
import { create } from 'zustand'
import type { RowChoice, ValidationSubject } from '../../../shared/model/validation.ts'

export interface ValidationView {
  /** `questionKey` and `splitKey`; undefined: as suggested. */
  question: string | undefined
  split: string | undefined
  /** Openings made here, by `splitKey`. */
  openings: Readonly<Record<string, number>>
  choice: RowChoice
  isMappingOpen: boolean
  /** Sharpness asked of the sample-size helper, in percentage points. */
  points: number
}

const fresh: ValidationView = {
  question: undefined,
  split: undefined,
  openings: {},
  choice: { kind: 'disagreements' },
  isMappingOpen: false,
  points: 10,
}

const useViews = create<{ views: Readonly<Record<string, ValidationView>> }>(() => ({ views: {} }))

export const subjectKey = (subject: ValidationSubject): string => JSON.stringify(subject)

export function useValidationView(subject: ValidationSubject): ValidationView {
  return useViews((state) => state.views[subjectKey(subject)]) ?? fresh
}

export function changeView(subject: ValidationSubject, change: Partial<ValidationView>): void {
  const key = subjectKey(subject)
  useViews.setState(({ views }) => ({ views: { ...views, [key]: { ...fresh, ...views[key], ...change } } }))
}
