import type { assessments as english } from '../en/assessments.ts'
import type { SameKeys } from '../shape.ts'

export const assessments: SameKeys<typeof english> = {}
