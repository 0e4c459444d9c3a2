/** What clients change of experiments. */
import { AppError } from '../../../../shared/model/error.ts'
import {
  createExperiment as createStored,
  deleteExperiment as deleteStored,
  deleteExperimentTag as deleteStoredTag,
  getExperiment,
  restoreExperiment as restoreStored,
  setExperimentTag as setStoredTag,
  updateExperiment as updateStored,
} from '../../../store/experiments.ts'
import { MlflowError } from '../mlflow-error.ts'
import type { WriteContext } from '../write-context.ts'

interface ExperimentRef {
  experimentId: string
}

function createExperiment(
  { db, nowMs, touch }: WriteContext,
  input: { name: string; tags: Record<string, string> },
): { experimentId: string } {
  const { experimentId } = namingConflict(() => createStored(db, input, nowMs))
  touch({ topic: 'experiments' })
  return { experimentId }
}

function updateExperiment({ db, nowMs, touch }: WriteContext, input: ExperimentRef & { name: string }): void {
  const { experimentId, name } = input
  if (getExperiment(db, experimentId).lifecycleStage === 'deleted') {
    throw new MlflowError('INVALID_STATE', 'Cannot rename a non-active experiment. Restore it first.')
  }
  namingConflict(() => updateStored(db, experimentId, { name }, nowMs))
  touch({ topic: 'experiments' })
}

function deleteExperiment({ db, nowMs, touch }: WriteContext, { experimentId }: ExperimentRef): void {
  deleteStored(db, experimentId, nowMs)
  touch({ topic: 'experiments' })
  touch({ topic: 'runs' })
}

function restoreExperiment({ db, nowMs, touch }: WriteContext, { experimentId }: ExperimentRef): void {
  restoreStored(db, experimentId, nowMs)
  touch({ topic: 'experiments' })
  touch({ topic: 'runs' })
}

function setExperimentTag(
  { db, nowMs, touch }: WriteContext,
  { experimentId, key, value }: ExperimentRef & { key: string; value: string },
): void {
  setStoredTag(db, experimentId, key, value, nowMs)
  touch({ topic: 'experiments' })
}

function deleteExperimentTag(
  { db, nowMs, touch }: WriteContext,
  { experimentId, key }: ExperimentRef & { key: string },
): void {
  deleteStoredTag(db, experimentId, key, nowMs)
  touch({ topic: 'experiments' })
}

export const experimentWrites = {
  createExperiment,
  updateExperiment,
  deleteExperiment,
  restoreExperiment,
  setExperimentTag,
  deleteExperimentTag,
}

/** `mlflow.set_experiment` looks for this code when two processes make the same experiment at once. */
function namingConflict<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') {
      throw new MlflowError('RESOURCE_ALREADY_EXISTS', error.message)
    }
    throw error
  }
}
