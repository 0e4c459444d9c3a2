import type { settings as english } from '../en/settings.ts'
import type { SameKeys } from '../shape.ts'

export const settings: SameKeys<typeof english> = {}
