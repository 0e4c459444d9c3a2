/** Page tokens as MLflow's: the base64 of `{"offset": N}`. Clients hand them back as they came. */
import { MlflowError } from './mlflow-error.ts'

/** Start of a page; 0 without a token. Throws INVALID_PARAMETER_VALUE for a token that is none of ours. */
export function fromOffsetToken(token: string | undefined): number {
  if (token === undefined) return 0
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'))
    if (typeof parsed === 'object' && parsed !== null && 'offset' in parsed && Number.isSafeInteger(parsed.offset))
      return Math.max(0, Number(parsed.offset))
  } catch {
    // Said below.
  }
  throw new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid page token. Send the token of the page before, unchanged.')
}

export function toOffsetToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64')
}
