/** Comparisons of columns with the values of a filter, as SQL with bound values. */
import { type Sql, type SqlValue, sql } from '../../../store/sql.ts'
import type { Clause, Operator } from './clauses.ts'
import { invalid, shown } from './invalid.ts'
import { compileRegex } from './regex.ts'
import { assertPatternLength, toGlob } from './text-patterns.ts'

export const textOperators = ['=', '!=', 'LIKE', 'ILIKE', 'RLIKE'] as const satisfies readonly Operator[]
export const numberOperators = ['=', '!=', '>', '>=', '<', '<='] as const satisfies readonly Operator[]
export const nullOperators = ['IS NULL', 'IS NOT NULL'] as const satisfies readonly Operator[]

/** Throws INVALID_PARAMETER_VALUE unless the operator is one of those. */
export function assertOperator(clause: Clause, allowed: readonly Operator[]): void {
  if (allowed.includes(clause.operator)) return
  throw invalid(
    `Invalid comparator '${clause.operator}' for ${shown(clause.identifier)}. It can be compared with ${listed(allowed)}.`,
  )
}

function listed(operators: readonly Operator[]): string {
  return operators.length === 1
    ? String(operators[0])
    : `${operators.slice(0, -1).join(', ')} and ${operators.at(-1) ?? ''}`
}

/** The value as a text in quotes. Throws INVALID_PARAMETER_VALUE for other values. */
export function textValue(clause: Clause): string {
  if (clause.value.kind === 'text') return clause.value.text
  throw invalid(
    `Expected a quoted string value for ${shown(clause.identifier)} with ${clause.operator}, such as 'my-value'.`,
  )
}

/** The value as a number; a number in quotes counts where `mayBeQuoted`. Throws INVALID_PARAMETER_VALUE. */
export function numberValue(clause: Clause, mayBeQuoted = false): number {
  const { value } = clause
  if (value.kind === 'number') return value.number
  if (mayBeQuoted && value.kind === 'text' && /^\s*[+-]?\d+(\.\d*)?\s*$/.test(value.text)) return Number(value.text)
  throw invalid(`Expected a numeric value for ${shown(clause.identifier)} with ${clause.operator}, such as 100.`)
}

/**
 * A text against the clause's value. NULL on the left is never true, also not with != and NOT IN.
 * LIKE tells cases apart; ILIKE does not for ASCII letters, as SQLite has it.
 */
export function compareText(column: Sql, clause: Clause): Sql {
  const { operator, value } = clause
  if (value.kind === 'list') {
    if (operator !== 'IN' && operator !== 'NOT IN') {
      throw invalid(`A list after ${shown(clause.identifier)} needs the operator IN or NOT IN.`)
    }
    return after(column, `${operator} (SELECT value FROM json_each(?))`, JSON.stringify(value.texts))
  }
  return compareWithText(column, operator, textValue(clause))
}

/** A text against a text by one of `textOperators`. */
export function compareWithText(column: Sql, operator: Operator, text: string): Sql {
  switch (operator) {
    case 'LIKE':
      return after(column, 'GLOB ?', toGlob(text))
    case 'ILIKE':
      assertPatternLength(text)
      return after(column, 'LIKE ?', text)
    case 'RLIKE':
      // Says at once what is wrong with the pattern, also when no row gets to it.
      compileRegex(text)
      return sql(`mlflow_rlike(?, ${column.text})`, text, ...column.params)
    default:
      return after(column, `${operator} ?`, text)
  }
}

/** A number against the clause's value. */
export function compareNumber(column: Sql, operator: Operator, number: number): Sql {
  return after(column, `${operator} ?`, number)
}

function after(column: Sql, rest: string, value: SqlValue): Sql {
  return sql(`${column.text} ${rest}`, ...column.params, value)
}
