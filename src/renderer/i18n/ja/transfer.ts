import type { transfer as english } from '../en/transfer.ts'
import type { SameKeys } from '../shape.ts'

export const transfer: SameKeys<typeof english> = {}
