/** Experiments in MLflow's form. */
import type { Experiment } from '../../../shared/model/run.ts'

export function toExperimentJson(experiment: Experiment) {
  const { experimentId, name, lifecycleStage, createdAtMs, updatedAtMs, tags } = experiment
  return {
    experiment_id: experimentId,
    name,
    // Whatever a client asked for: with another location it would write files to it by itself, past Assay.
    artifact_location: `mlflow-artifacts:/${experimentId}`,
    lifecycle_stage: lifecycleStage,
    creation_time: createdAtMs,
    last_update_time: updatedAtMs,
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  }
}
