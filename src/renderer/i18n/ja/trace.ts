import type { trace as english } from '../en/trace.ts'
import type { SameKeys } from '../shape.ts'

export const trace: SameKeys<typeof english> = {}
