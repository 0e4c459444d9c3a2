/** Logged models in MLflow's JSON (`LoggedModel` of `service.proto`). */
import type { LoggedModel, LoggedModelStatus } from '../../store/logged-models.ts'
import { toMetricJson, toPairs } from './run-json.ts'

/** Names of `LoggedModelStatus` in `service.proto`; the place in the list is the number. */
const protoStatuses = [
  ['LOGGED_MODEL_STATUS_UNSPECIFIED', 'UNSPECIFIED'],
  ['LOGGED_MODEL_PENDING', 'PENDING'],
  ['LOGGED_MODEL_READY', 'READY'],
  ['LOGGED_MODEL_UPLOAD_FAILED', 'FAILED'],
] as const satisfies readonly (readonly [string, LoggedModelStatus])[]

/** By protobuf's name or number; undefined for anything else. */
export function parseLoggedModelStatus(value: unknown): LoggedModelStatus | undefined {
  return protoStatuses.find(([name], index) => name === value || String(index) === String(value))?.[1]
}

export type LoggedModelJson = ReturnType<typeof toLoggedModelJson>

export function toLoggedModelJson(model: LoggedModel) {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAtMs,
      last_updated_timestamp_ms: model.updatedAtMs,
      artifact_uri: toModelArtifactUri(model),
      status: protoStatuses.find(([, status]) => status === model.status)?.[0] ?? protoStatuses[0][0],
      ...(model.modelType === undefined ? {} : { model_type: model.modelType }),
      ...(model.sourceRunId === undefined ? {} : { source_run_id: model.sourceRunId }),
      ...(model.statusMessage === undefined ? {} : { status_message: model.statusMessage }),
      tags: toPairs(model.tags),
      registrations: [],
    },
    data: {
      params: toPairs(model.params),
      metrics: model.metrics.map((metric) => toMetricJson(metric, metric.runId)),
    },
  }
}

export function toModelArtifactUri(model: LoggedModel): string {
  return `mlflow-artifacts:/${model.experimentId}/models/${model.modelId}/artifacts`
}
