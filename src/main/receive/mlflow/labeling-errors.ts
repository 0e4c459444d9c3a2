/** Failures of label schemas and review queues, with the codes that MLflow's server gives them. */
import { AppError } from '../../../shared/model/error.ts'
import { MlflowError } from './mlflow-error.ts'

/** Waits for a change and words its refusal: a taken name is RESOURCE_ALREADY_EXISTS, what is fixed INVALID_PARAMETER_VALUE. */
export async function asLabelingChange<T>(change: Promise<T>): Promise<T> {
  try {
    return await change
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') {
      const isTaken = error.details?.reason === 'exists'
      throw new MlflowError(isTaken ? 'RESOURCE_ALREADY_EXISTS' : 'INVALID_PARAMETER_VALUE', error.message)
    }
    throw error
  }
}
