/** Whether outputs are JSON of a given shape. */
import { Ajv, type AnySchemaObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Json } from '../../../shared/model/json.ts'
import type { Score } from './scored-row.ts'

/**
 * For a schema of draft 7, if it says so, else of 2020-12. References stay within the schema; formats are not checked.
 *
 * @throws Error for what is no schema
 */
export function createSchemaCheck(schema: Json): (outputs: Json) => Score {
  const options = { strict: false, validateFormats: false, allErrors: true, logger: false } as const
  const draft = typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? schema.$schema : undefined
  const isDraft7 = typeof draft === 'string' && draft.includes('draft-07')
  const validate = (isDraft7 ? new Ajv(options) : new Ajv2020(options)).compile(schema as AnySchemaObject | boolean)
  return (outputs) => {
    let value: Json
    try {
      value = typeof outputs === 'string' ? (JSON.parse(outputs) as Json) : outputs
    } catch {
      return { value: false, rationale: 'The output is not JSON.' }
    }
    if (validate(value)) return { value: true }
    const problems = (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`,
    )
    const shown = problems.slice(0, 5).join('; ')
    return { value: false, rationale: problems.length > 5 ? `${shown}; and ${problems.length - 5} more` : shown }
  }
}
