/** Traces as MLflow's API answers them: `TraceInfoV3` (`mlflow/protos/service.proto`), and `TraceInfo` of version 2. */
import type { Database } from 'better-sqlite3'
import { toAssessmentJson } from '../../formats/mlflow-assessment-json.ts'
import { toUsageJson } from '../../formats/mlflow-client-attributes.ts'
import { toMlflowTraceId } from '../../formats/mlflow-ids.ts'
import { readTraceRecords, type TraceRecord } from '../../store/trace-records.ts'

/**
 * Infos of these traces (32 hex digits each) in their order; unknown ones and those in the trash are left out.
 * A few milliseconds for 500.
 */
export function readTraceInfos(db: Database, traceIds: readonly string[]): TraceInfoJson[] {
  return readTraceRecords(db, traceIds).map(toTraceInfoJson)
}

export type TraceInfoJson = ReturnType<typeof toTraceInfoJson>

/** Times are cut to milliseconds, as MLflow keeps them: filters by time must find what they are shown. */
export function toTraceInfoJson(record: TraceRecord) {
  const { stated } = record
  const requestPreview = stated?.requestPreview ?? record.inputPreview
  const responsePreview = stated?.responsePreview ?? record.outputPreview
  return {
    trace_id: toMlflowTraceId(record.traceId),
    ...(record.clientRequestId === undefined ? {} : { client_request_id: record.clientRequestId }),
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: record.experimentId } },
    ...(requestPreview === undefined ? {} : { request_preview: requestPreview }),
    ...(responsePreview === undefined ? {} : { response_preview: responsePreview }),
    request_time: new Date(Math.floor(record.startUs / 1000)).toISOString(),
    ...(record.durationUs === undefined ? {} : { execution_duration: toDurationText(record.durationUs) }),
    state: record.state,
    trace_metadata: toMetadata(record),
    tags: { ...record.tags, ...toServerTags(record) },
    assessments: record.assessments.map(toAssessmentJson),
  }
}

/** Protobuf's JSON of a `Duration`, in milliseconds. */
function toDurationText(durationUs: number): string {
  const ms = Math.floor(durationUs / 1000)
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${(ms / 1000).toFixed(3)}s`
}

/** What the source stated, and for traces of other SDKs what MLflow's server derives from their spans. */
function toMetadata(record: TraceRecord): Record<string, string> {
  const { usage, cost, sessionId, userId } = record
  const usageJson = toUsageJson(usage)
  return {
    ...(sessionId === undefined ? {} : { 'mlflow.trace.session': sessionId }),
    ...(userId === undefined ? {} : { 'mlflow.trace.user': userId }),
    ...(Object.keys(usageJson).length === 0 ? {} : { 'mlflow.trace.tokenUsage': JSON.stringify(usageJson) }),
    ...(cost === undefined ? {} : { 'mlflow.trace.cost': JSON.stringify({ total_cost: cost }) }),
    ...record.metadata,
  }
}

export const artifactLocationTag = 'mlflow.artifactLocation'
export const spansLocationTag = 'mlflow.trace.spansLocation'
export const traceNameTag = 'mlflow.traceName'

/**
 * Tags that the server answers and never stores. Where no span has arrived, `spansLocation` is absent, as with MLflow's
 * server: the client then sends them as `traces.json`.
 */
function toServerTags({ traceId, experimentId, name, spanCount }: TraceRecord): Record<string, string> {
  return {
    ...(name === '' ? {} : { [traceNameTag]: name }),
    [artifactLocationTag]: `mlflow-artifacts:/${experimentId}/traces/${toMlflowTraceId(traceId)}/artifacts`,
    ...(spanCount === 0 ? {} : { [spansLocationTag]: 'TRACKING_STORE' }),
  }
}

/** The same of version 2, which clients before 3.0 and their fallbacks read. */
export function toV2Info(info: TraceInfoJson) {
  return {
    request_id: info.trace_id,
    experiment_id: info.trace_location.mlflow_experiment.experiment_id,
    timestamp_ms: Date.parse(info.request_time),
    execution_time_ms:
      info.execution_duration === undefined ? 0 : Math.round(Number.parseFloat(info.execution_duration) * 1000),
    status: info.state,
    request_metadata: toPairs(info.trace_metadata),
    tags: toPairs(info.tags),
  }
}

function toPairs(texts: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }))
}
