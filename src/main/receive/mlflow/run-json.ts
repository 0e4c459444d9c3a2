/** Runs in MLflow's JSON (`Run`, `RunInfo`, `Metric` of `service.proto`). */
import type { Database } from 'better-sqlite3'
import type { Metric, Run } from '../../../shared/model/run.ts'
import { type RunLink, readRunLinks } from '../../store/run-links.ts'
import { findRunPk, readRuns } from '../../store/runs.ts'

export type RunInfoJson = ReturnType<typeof toRunInfoJson>
export type RunJson = ReturnType<typeof toRunJson>

export function toRunInfoJson(run: Run) {
  return {
    run_uuid: run.runId,
    run_id: run.runId,
    run_name: run.name,
    experiment_id: run.experimentId,
    user_id: run.userId,
    status: run.status,
    start_time: run.startMs,
    ...(run.endMs === undefined ? {} : { end_time: run.endMs }),
    artifact_uri: toArtifactUri(run),
    lifecycle_stage: run.lifecycleStage,
  }
}

/** Where clients put a run's files: the artifact proxy of this server. */
export function toArtifactUri(run: Run): string {
  return `mlflow-artifacts:/${run.experimentId}/${run.runId}/artifacts`
}

/** `links`: what the run read and made, as `readRunLinks` gives it. */
export function toRunJson(run: Run, links: readonly RunLink[] = []) {
  const of = (kind: RunLink['kind']) => links.flatMap((link) => (link.kind === kind ? [link.content] : []))
  return {
    info: toRunInfoJson(run),
    data: {
      metrics: run.metrics.map((metric) => toMetricJson(metric)),
      params: toPairs(run.params),
      tags: toPairs(run.tags),
    },
    inputs: { dataset_inputs: of('dataset'), model_inputs: of('modelInput') },
    outputs: { model_outputs: of('modelOutput') },
  }
}

/** Runs with these ids, in their order; unknown ones are left out. */
export function readRunJsons(db: Database, runIds: readonly string[]): RunJson[] {
  const links = readRunLinks(db, runIds)
  const runPks = runIds.flatMap((runId) => findRunPk(db, runId) ?? [])
  return readRuns(db, runPks).map((run) => toRunJson(run, links.get(run.runId)))
}

/** As protobuf writes doubles: `NaN` and infinities are texts. */
export function toMetricJson(metric: Metric, runId?: string) {
  return {
    key: metric.key,
    value: metric.value === null ? 'NaN' : metric.value,
    timestamp: metric.timestampMs,
    step: metric.step,
    ...(metric.datasetName === undefined ? {} : { dataset_name: metric.datasetName }),
    ...(metric.datasetDigest === undefined ? {} : { dataset_digest: metric.datasetDigest }),
    ...(metric.modelId === undefined ? {} : { model_id: metric.modelId }),
    ...(runId === undefined ? {} : { run_id: runId }),
  }
}

/** `[{key, value}]` of an object. */
export function toPairs(texts: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }))
}
