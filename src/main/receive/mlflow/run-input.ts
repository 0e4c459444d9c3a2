/** From the fields of calls about runs to what writes take. */
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { MlflowError } from './mlflow-error.ts'

/** Throws INVALID_PARAMETER_VALUE when neither name of the id is given. */
export function toRunId({ run_id, run_uuid }: { run_id?: string | undefined; run_uuid?: string | undefined }): string {
  const runId = run_id ?? run_uuid
  if (runId !== undefined) return runId
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    "Missing value for required parameter 'run_id'. See the API docs for more information.",
  )
}

/** Of several values for one key the last wins. */
export function toTexts(pairs: readonly { key: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]))
}

/** Throws INVALID_PARAMETER_VALUE for a text that is no JSON object; `name` is the parameter. */
export function jsonObject(text: string, name: string): { [key: string]: Json } {
  try {
    const parsed = JSON.parse(text) as Json
    if (isJsonObject(parsed)) return parsed
  } catch {
    // Said below.
  }
  throw new MlflowError('INVALID_PARAMETER_VALUE', `Parameter '${name}' is not a JSON object. Send one as a text.`)
}
