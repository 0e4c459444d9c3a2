import type { datasets as english } from '../en/datasets.ts'
import type { SameKeys } from '../shape.ts'

export const datasets: SameKeys<typeof english> = {
  title: 'データセット',
}
