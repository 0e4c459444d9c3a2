/**
 * The shape another language's file must have: the same keys as the English one. Keys that end in `_one` exist
 * only where a language has a singular, so they may be left out (Japanese has none).
 */
export type SameKeys<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : SameKeys<T[K]>
} & {
  [K in keyof T as K extends `${string}_one` ? K : never]?: string
}
