/** Pieces of SQL with their parameters. */
export type SqlValue = string | number | bigint | Buffer | null

export interface Sql {
  text: string
  params: SqlValue[]
}

export const sql = (text: string, ...params: SqlValue[]): Sql => ({ text, params })

export function join(parts: readonly Sql[], separator: string): Sql {
  return { text: parts.map((part) => part.text).join(separator), params: parts.flatMap((part) => part.params) }
}

/** All must hold; `1` when there is none. */
export function allOf(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql('1') : join(parts, ' AND ')
}
