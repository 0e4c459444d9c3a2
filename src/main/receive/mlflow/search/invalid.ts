/** The one error of searches: what is wrong with it, and what is allowed. */
import { MlflowError } from '../mlflow-error.ts'

export function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message)
}

/** A piece of a filter for a message: in quotes, never long. */
export function shown(text: string): string {
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`
}
