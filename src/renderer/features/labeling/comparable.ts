import type { LabelSchema } from '../../../shared/model/labeling.ts'

/** Questions whose answers are equal or not by themselves: known answers can be told from others. */
export function isComparable({ input }: LabelSchema): boolean {
  return (
    input.type === 'passFail' || input.type === 'categorical' || input.type === 'numeric' || input.type === 'rating'
  )
}

/** Questions that can be answered without the trace at hand, for several traces at once. */
export function isAnsweredAlone({ input }: LabelSchema): boolean {
  return input.type !== 'highlight' && input.type !== 'pairwise'
}

export const titleOf = ({ title, name }: LabelSchema): string => title || name
