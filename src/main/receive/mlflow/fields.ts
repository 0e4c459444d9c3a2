/** The fields of a call: path parameters, query parameters and members of a JSON body, in one object. */
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject, parseRecord } from '../../formats/json-text.ts'
import { MlflowError } from './mlflow-error.ts'

/** Path parameters win over query parameters, those over members of the body. */
export function mergeFields(
  parameters: Readonly<Record<string, string>>,
  query: string,
  members: Readonly<Record<string, Json>>,
): Record<string, Json> {
  return { ...members, ...parseQuery(query), ...parameters }
}

/** Repeated keys become lists. */
function parseQuery(query: string): Record<string, Json> {
  const values = new Map<string, string[]>()
  for (const [key, value] of new URLSearchParams(query)) {
    const known = values.get(key)
    if (known === undefined) values.set(key, [value])
    else known.push(value)
  }
  return Object.fromEntries([...values].map(([key, list]) => [key, list.length === 1 ? (list[0] as string) : list]))
}

/**
 * Members of a JSON body, none when it is empty. Also of a GET, as some clients send one. NaN and infinities, which
 * Python's JSON may hold, become null. Throws INVALID_PARAMETER_VALUE for a body that is no JSON object of sane depth.
 */
export function parseMembers(body: Uint8Array, contentType: string | undefined): Record<string, Json> {
  if (body.byteLength === 0) return {}
  // As the real server does: a page of another origin can send other types without asking first.
  if (contentType !== undefined && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType.trim())) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      "Bad Request. Content-Type must be one of ['application/json']. Send the fields as a JSON object.",
    )
  }
  const parsed = parseRecord(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  if (!parsed.ok) {
    const problem = parsed.problem === 'tooDeep' ? 'is nested too deeply' : 'is not valid JSON'
    throw new MlflowError('INVALID_PARAMETER_VALUE', `The body of the request ${problem}. Send a JSON object.`)
  }
  if (parsed.value === null) return {}
  if (!isJsonObject(parsed.value)) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'The body of the request must be a JSON object.')
  }
  return parsed.value
}
