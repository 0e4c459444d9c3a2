import type { evaluations as english } from '../en/evaluations.ts'
import type { SameKeys } from '../shape.ts'

export const evaluations: SameKeys<typeof english> = {
  title: '評価実行',
}
