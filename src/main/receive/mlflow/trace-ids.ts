/** Trace ids as clients give them. */
import { parseTraceId } from '../../formats/stable-id.ts'
import { MlflowError } from './mlflow-error.ts'

/** Our form (32 hex digits) of `tr-…`; throws RESOURCE_DOES_NOT_EXIST for what cannot be one, as no such trace exists. */
export function toKnownTraceId(given: string): string {
  const traceId = parseTraceId(given)
  if (traceId === undefined) throw traceNotFound(given)
  return traceId
}

/** Those that can be trace ids; the others name no trace. */
export function toTraceIds(given: readonly string[]): string[] {
  return given.flatMap((text) => parseTraceId(text) ?? [])
}

export function traceNotFound(given: string): MlflowError {
  return new MlflowError('RESOURCE_DOES_NOT_EXIST', `Trace with ID '${given}' not found.`)
}
