/**
 * Trace-level JSON of MLflow: `TraceInfo` of generation 2 (`request_id`, `timestamp_ms`, `status`,
 * `request_metadata`) and 3 (`trace_id`, `request_time`, `state`, `trace_metadata`, `assessments`), also rows of
 * `search_traces` as JSON, whose columns have the same names.
 */

import type { IngestTrace } from '../../shared/model/ingest.ts'
import type { Json } from '../../shared/model/json.ts'
import type { TraceState } from '../../shared/model/trace.ts'
import { previewLength } from '../../shared/model/view.ts'
import { setOwn } from './any-value.ts'
import { isJsonObject } from './json-text.ts'
import { parseTraceId } from './stable-id.ts'
import { parseDurationUs, parseTimeNano } from './time-text.ts'

export type JsonObject = { [key: string]: Json }

const states: Readonly<Record<string, TraceState>> = {
  OK: 'OK',
  ERROR: 'ERROR',
  IN_PROGRESS: 'IN_PROGRESS',
  '1': 'OK',
  '2': 'ERROR',
  '3': 'IN_PROGRESS',
}

/** First of the keys that is there and not null. */
export function pick(record: JsonObject, ...keys: string[]): Json | undefined {
  for (const key of keys) {
    if (!Object.hasOwn(record, key)) continue
    const value = record[key]
    if (value !== null && value !== undefined) return value
  }
  return undefined
}

export function pickText(record: JsonObject, ...keys: string[]): string | undefined {
  const value = pick(record, ...keys)
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** The id as MLflow wrote it; not always hex. */
export function findMlflowTraceId(info: JsonObject): string | undefined {
  return pickText(info, 'trace_id', 'traceId', 'request_id')
}

/** A map of texts from an object, from `[{key, value}]`, or from JSON text of either. */
export function toTexts(value: Json | undefined): Record<string, string> {
  const texts: Record<string, string> = {}
  const source = typeof value === 'string' ? parseQuietly(value) : value
  if (Array.isArray(source)) {
    for (const entry of source) {
      if (isJsonObject(entry) && typeof entry.key === 'string') setOwn(texts, entry.key, toText(entry.value ?? ''))
    }
  } else if (isJsonObject(source)) {
    for (const [key, item] of Object.entries(source)) if (item !== null) setOwn(texts, key, toText(item))
  }
  return texts
}

export function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function parseQuietly(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/**
 * Facts for the store. `hasOwnPreviews` is true when the spans say what went in and out: then MLflow's previews
 * are used only where they are sentences that someone wrote, not cut JSON.
 */
export function toTraceFacts(info: JsonObject, traceId: string, hasOwnPreviews: boolean): IngestTrace {
  const tags = toTexts(pick(info, 'tags'))
  const metadata = toTexts(pick(info, 'trace_metadata', 'traceMetadata', 'request_metadata'))
  const mlflowId = findMlflowTraceId(info)
  // An id that cannot be a trace id is kept where a search by it still finds it.
  const foreignId = mlflowId !== undefined && parseTraceId(mlflowId) === undefined ? mlflowId : undefined
  const experimentId = findExperimentId(info)
  if (experimentId !== undefined && !Object.hasOwn(metadata, 'mlflow.experimentId'))
    metadata['mlflow.experimentId'] = experimentId
  const startNano = parseTimeNano(pick(info, 'request_time', 'requestTime', 'timestamp_ms'))
  const durationUs = parseDurationUs(
    pick(info, 'execution_duration', 'executionDuration', 'execution_duration_ms', 'execution_time_ms'),
  )
  const facts: IngestTrace = {
    traceId,
    name: tags['mlflow.traceName'],
    state: states[pickText(info, 'state', 'status') ?? ''],
    startUs: startNano === undefined ? undefined : Number(startNano / 1000n),
    durationUs,
    inputPreview: toPreview(
      pick(info, 'request_preview', 'requestPreview') ?? metadata['mlflow.traceInputs'],
      hasOwnPreviews,
    ),
    outputPreview: toPreview(
      pick(info, 'response_preview', 'responsePreview') ?? metadata['mlflow.traceOutputs'],
      hasOwnPreviews,
    ),
    requestPreview: pickText(info, 'request_preview', 'requestPreview'),
    responsePreview: pickText(info, 'response_preview', 'responsePreview'),
    clientRequestId: pickText(info, 'client_request_id', 'clientRequestId') ?? foreignId,
    sessionId: metadata['mlflow.trace.session'] || undefined,
    userId: metadata['mlflow.trace.user'] || undefined,
    cost: findCost(metadata),
    tags,
    metadata,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as unknown as IngestTrace
}

function findExperimentId(info: JsonObject): string | undefined {
  const direct = pickText(info, 'experiment_id', 'experimentId')
  if (direct !== undefined) return direct
  const location = pick(info, 'trace_location', 'traceLocation')
  const experiment = isJsonObject(location) ? pick(location, 'mlflow_experiment', 'mlflowExperiment') : undefined
  return isJsonObject(experiment) ? pickText(experiment, 'experiment_id', 'experimentId') : undefined
}

function toPreview(value: Json | undefined, hasOwnPreviews: boolean): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (hasOwnPreviews && /^\s*[{["]/.test(value)) return undefined
  return cutText(value, previewLength)
}

/** At most `limit` UTF-16 units, never half a surrogate pair. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = text.slice(0, limit)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

function findCost(metadata: Record<string, string>): number | undefined {
  const cost = parseQuietly(metadata['mlflow.trace.cost'] ?? '')
  return isJsonObject(cost) && typeof cost.total_cost === 'number' ? cost.total_cost : undefined
}
