import type { connect as english } from '../en/connect.ts'
import type { SameKeys } from '../shape.ts'

export const connect: SameKeys<typeof english> = {}
