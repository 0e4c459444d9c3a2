import type { workspaces as english } from '../en/workspaces.ts'
import type { SameKeys } from '../shape.ts'

export const workspaces: SameKeys<typeof english> = {}
