/** Conditions on spans. All of a filter must hold for one and the same span, as in MLflow. */
import { allOf, type Sql, sql } from '../../../store/sql.ts'
import type { Condition } from '../../../store/trace-filter.ts'
import type { Clause } from './clauses.ts'
import { assertOperator, compareText, textOperators, textValue } from './comparisons.ts'
import { contentFrame } from './span-content.ts'
import type { TraceField } from './trace-fields.ts'

export type SpanField = Extract<TraceField, { kind: 'spanText' | 'spanAttribute' }>

export interface SpanClause {
  field: SpanField
  clause: Clause
}

const columns = {
  name: 's.name',
  type: 's.type',
  // MLflow's names (`SpanStatusCode`).
  status: "CASE s.status_code WHEN 1 THEN 'OK' WHEN 2 THEN 'ERROR' ELSE 'UNSET' END",
} as const

/** Throws INVALID_PARAMETER_VALUE for operators and values that do not go with the field. */
export function spansCondition(clauses: readonly SpanClause[]): Condition {
  const tests = clauses.map(toTest)
  const needsPayload = clauses.some(({ field }) => field.kind === 'spanAttribute' || field.column === 'content')
  const payload = needsPayload ? 'CROSS JOIN span_payloads p ON p.payload_pk = s.payload_pk' : ''
  // Narrow columns first: payloads are read only of spans that pass them.
  const narrow = tests.filter((_test, index) => !readsPayload(clauses[index] as SpanClause))
  const wide = tests.filter((_test, index) => readsPayload(clauses[index] as SpanClause))
  const where = allOf([...narrow, ...wide])
  return {
    test: sql(
      `EXISTS (SELECT 1 FROM spans s ${payload} WHERE s.trace_pk = t.trace_pk AND ${where.text})`,
      ...where.params,
    ),
  }
}

function readsPayload({ field }: SpanClause): boolean {
  return field.kind === 'spanAttribute' || field.column === 'content'
}

function toTest({ field, clause }: SpanClause): Sql {
  if (field.kind === 'spanText' && field.column === 'content') return contentTest(clause)
  assertOperator(clause, [...textOperators, 'IN', 'NOT IN'])
  if (field.kind === 'spanAttribute') {
    return compareText(sql('mlflow_attribute(p.attributes, ?)', field.key), clause)
  }
  return compareText(sql(columns[field.column as keyof typeof columns]), clause)
}

function contentTest(clause: Clause): Sql {
  assertOperator(clause, ['LIKE', 'ILIKE'])
  const test = compareText(sql('mlflow_content(s.name, p.attributes, p.events, s.status_message)'), clause)
  const chunk = plainChunk(textValue(clause))
  if (chunk === undefined) return test
  // Most spans are passed over without being taken apart.
  const [operator, value] = clause.operator === 'LIKE' ? ['GLOB', `*${chunk}*`] : ['LIKE', `%${chunk}%`]
  const places = ['p.attributes', 's.name', 's.status_message', 'p.events']
  return sql(
    `(${places.map((place) => `${place} ${operator} ?`).join(' OR ')}) AND ${test.text}`,
    ...places.map(() => value as string),
    ...test.params,
  )
}

/**
 * The longest word of a pattern: it stands in what is stored exactly when it stands in the content, as no escape or
 * punctuation is in it. Undefined where there is none, or where the content has it always.
 */
function plainChunk(pattern: string): string | undefined {
  const words = pattern.split(/[%_]/).flatMap((piece) => piece.match(/[\p{L}\p{N}]+/gu) ?? [])
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a), '')
  const lower = longest.toLowerCase()
  return longest === '' || `${contentFrame} null true false`.toLowerCase().includes(lower) ? undefined : longest
}
