/**
 * Conditions on feedback, expectations and issues. Facts (`_get_filter_clauses_for_search_traces` of MLflow 3.17):
 *
 * - Only valid assessments count; one that was overridden is not.
 * - Values are compared as their JSON text: `= 'true'` finds true and the text "true", LIKE sees the quotation marks of
 *   a text, `<` and the like see numbers alone. An assessment with an error and no value is `null`.
 * - An assessment whose metadata names a session holds for all traces of the session of its trace.
 */
import type { Json } from '../../../../shared/model/json.ts'
import { canonicalJson, valueKeyOf } from '../../../store/assessment-rows.ts'
import { allOf, type Sql, sql } from '../../../store/sql.ts'
import { type Condition, keysCondition } from '../../../store/trace-filter.ts'
import type { Clause } from './clauses.ts'
import {
  assertOperator,
  compareNumber,
  compareText,
  nullOperators,
  numberValue,
  textOperators,
  textValue,
} from './comparisons.ts'
import { toPythonJson } from './span-content.ts'

const numericOperators = ['>', '>=', '<', '<='] as const

/** JSON as MLflow stores it; only lists and objects are spaced differently. */
const valueText =
  "CASE WHEN substr(a.value, 1, 1) IN ('[', '{') THEN mlflow_json(a.value) ELSE coalesce(a.value, 'null') END"

/** `scope`: test on `o.experiment_id`, as sessions reach no further than the experiments searched. */
export function assessmentCondition(
  field: { type: 'feedback' | 'expectation'; name: string },
  clause: Clause,
  scope: Sql,
): Condition {
  assertOperator(clause, [...textOperators, ...numericOperators, ...nullOperators])
  const isNumeric = numericOperators.some((operator) => operator === clause.operator)
  const value = nullOperators.some((operator) => operator === clause.operator)
    ? []
    : [isNumeric ? numberTest(clause) : textTest(clause)]
  const match = allOf([
    sql('a.name = ? AND a.kind = ? AND a.valid = 1 AND a.deleted_at_ms IS NULL', field.name, field.type),
    ...value,
  ])
  const from = `assessments a INDEXED BY ${isNumeric ? 'assessments_by_number' : 'assessments_by_value'}`
  const sessions = sql(
    `SELECT o.session_id FROM ${from} CROSS JOIN traces o ON o.trace_pk = a.trace_pk WHERE ${match.text}
      AND json_extract(a.metadata, '$."mlflow.trace.session"') IS NOT NULL AND o.session_id IS NOT NULL
      AND o.deleted_at_ms IS NULL AND ${scope.text}`,
    ...match.params,
    ...scope.params,
  )
  const test = sql(
    `(EXISTS (SELECT 1 FROM assessments a INDEXED BY assessments_by_trace WHERE a.trace_pk = t.trace_pk AND ${match.text})
      OR (t.session_id IS NOT NULL AND t.session_id IN (${sessions.text})))`,
    ...match.params,
    ...sessions.params,
  )
  if (clause.operator === 'IS NULL') return { test: sql(`NOT ${test.text}`, ...test.params) }
  const keys = (union: string) =>
    sql(
      `SELECT a.trace_pk FROM ${from} WHERE ${match.text} ${union}
        SELECT n.trace_pk FROM traces n INDEXED BY traces_by_session WHERE n.deleted_at_ms IS NULL AND n.session_id IN (${sessions.text})`,
      ...match.params,
      ...sessions.params,
    )
  // Counting need not leave out what is there twice, and can stop early then.
  return keysCondition(test, keys('UNION ALL'), keys('UNION'))
}

/** Traces with an issue of this id; MLflow does not ask whether it is valid. */
export function issueCondition(clause: Clause): Condition {
  assertOperator(clause, ['='])
  return {
    test: sql(
      `EXISTS (SELECT 1 FROM assessments a INDEXED BY assessments_by_trace WHERE a.trace_pk = t.trace_pk AND a.name = ?
        AND a.kind = 'issue' AND a.deleted_at_ms IS NULL)`,
      textValue(clause),
    ),
  }
}

function numberTest(clause: Clause): Sql {
  const test = compareNumber(sql('a.value_number'), clause.operator, numberValue(clause))
  // Booleans have numbers too, for the trace list.
  return sql(`a.value_number IS NOT NULL AND a.value NOT IN ('true', 'false') AND ${test.text}`, ...test.params)
}

function textTest(clause: Clause): Sql {
  if (clause.operator !== '=' && clause.operator !== '!=') return compareText(sql(valueText), clause)
  const text = textValue(clause)
  const keys = JSON.stringify(equalKeys(text))
  if (clause.operator === '!=') {
    return sql("coalesce(a.value_key, 'null') NOT IN (SELECT value FROM json_each(?))", keys)
  }
  const equals = 'a.value_key IN (SELECT value FROM json_each(?))'
  return text === 'null' ? sql(`(${equals} OR a.value IS NULL)`, keys) : sql(equals, keys)
}

/** Keys of the values that are equal to a text: that text, and the value whose JSON it is. */
function equalKeys(text: string): string[] {
  const keys = [valueKeyOf(JSON.stringify(text))]
  try {
    const value = JSON.parse(text) as Json
    if (toPythonJson(value) === text) keys.push(valueKeyOf(canonicalJson(value)))
  } catch {
    // A text and nothing else.
  }
  return keys
}
