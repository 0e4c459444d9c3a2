import type { palette as english } from '../en/palette.ts'
import type { SameKeys } from '../shape.ts'

export const palette: SameKeys<typeof english> = {}
