import type { welcome as english } from '../en/welcome.ts'
import type { SameKeys } from '../shape.ts'

export const welcome: SameKeys<typeof english> = {}
