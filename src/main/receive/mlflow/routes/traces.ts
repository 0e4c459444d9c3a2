/** Traces as a whole: making, ending, reading and deleting them. Their spans are in `trace-spans.ts`. */
import * as z from 'zod'
import type { Json } from '../../../../shared/model/json.ts'
import { isJsonObject } from '../../../formats/json-text.ts'
import { type JsonObject, pick } from '../../../formats/mlflow-info.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { toKnownTraceId, toTraceIds, traceNotFound } from '../trace-ids.ts'
import { readTraceInfos, toV2Info } from '../trace-json.ts'

const anyObject = z.custom<JsonObject>((value) => isJsonObject(value), 'it must be an object')

/** A trace id in the path, with `info` of that trace or NOT_FOUND. */
const idFields = { trace_id: field.text }

export const traceRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces',
    versions: ['3.0'],
    input: z.object({ trace: anyObject }),
    handle: async ({ trace }, { backend }) => {
      const info: Json | undefined = pick(trace, 'trace_info', 'traceInfo', 'info')
      if (!isJsonObject(info)) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          "Missing value for required parameter 'trace.trace_info'. See the API docs for more information.",
        )
      }
      return { trace: { trace_info: await backend.write('startTrace', { info }) } }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces',
    versions: ['2.0'],
    input: z.object({
      experiment_id: field.optionalText,
      timestamp_ms: field.optionalInteger,
      request_metadata: field.pairs,
      tags: field.pairs,
    }),
    handle: async ({ experiment_id, timestamp_ms, request_metadata, tags }, { backend }) => {
      const info = await backend.write('startTraceV2', {
        experimentId: experiment_id ?? '0',
        startMs: timestamp_ms,
        metadata: request_metadata,
        tags,
      })
      return { trace_info: toV2Info(info) }
    },
  }),
  defineRoute({
    methods: 'PATCH',
    path: '/mlflow/traces/{trace_id}',
    versions: ['2.0'],
    input: z.object({
      ...idFields,
      timestamp_ms: field.optionalInteger,
      status: field.optionalText,
      request_metadata: field.pairs,
      tags: field.pairs,
    }),
    handle: async ({ trace_id, timestamp_ms, status, request_metadata, tags }, { backend }) => {
      const info = await backend.write('endTraceV2', {
        traceId: toKnownTraceId(trace_id),
        endMs: timestamp_ms,
        status,
        metadata: request_metadata,
        tags,
      })
      return { trace_info: toV2Info(info) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/traces/{trace_id}',
    versions: ['3.0'],
    input: z.object(idFields),
    handle: ({ trace_id }, { backend }) => {
      const [info] = readTraceInfos(backend.db(), [toKnownTraceId(trace_id)])
      if (info === undefined) throw traceNotFound(trace_id)
      return { trace: { trace_info: info } }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/traces/{trace_id}/info',
    input: z.object(idFields),
    handle: ({ trace_id }, { backend }) => {
      const [info] = readTraceInfos(backend.db(), [toKnownTraceId(trace_id)])
      if (info === undefined) throw traceNotFound(trace_id)
      return { trace_info: toV2Info(info) }
    },
  }),
  defineRoute({
    methods: ['POST', 'GET'],
    path: '/mlflow/traces/batchGetInfos',
    input: z.object({ trace_ids: field.texts, experiment_ids: field.texts.optional() }),
    handle: ({ trace_ids, experiment_ids }, { backend }) => {
      const infos = readTraceInfos(backend.db(), toTraceIds(trace_ids))
      return { trace_infos: infos.filter((info) => isInScope(info, experiment_ids)) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/delete-traces',
    input: z.object({
      experiment_id: field.text,
      max_timestamp_millis: field.optionalInteger,
      max_traces: field.optionalInteger,
      request_ids: field.texts,
    }),
    handle: async ({ experiment_id, max_timestamp_millis, max_traces, request_ids }, { backend }) => {
      const hasIds = request_ids.length > 0
      if (hasIds === (max_timestamp_millis !== undefined)) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          'Either `max_timestamp_millis` or `request_ids` must be specified, but not both.',
        )
      }
      if (hasIds && max_traces !== undefined) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          "`max_traces` can't be specified if `request_ids` is specified.",
        )
      }
      if (max_traces !== undefined && max_traces <= 0) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `\`max_traces\` must be a positive integer, received ${max_traces}.`,
        )
      }
      const count = await backend.write('deleteTraces', {
        experimentId: experiment_id,
        maxTimestampMs: max_timestamp_millis,
        maxTraces: max_traces,
        traceIds: hasIds ? toTraceIds(request_ids) : undefined,
      })
      return { traces_deleted: count }
    },
  }),
]

/** An absent list means everywhere. */
function isInScope(
  info: { trace_location: { mlflow_experiment: { experiment_id: string } } },
  experimentIds: readonly string[] | undefined,
): boolean {
  return (
    experimentIds === undefined ||
    experimentIds.length === 0 ||
    experimentIds.includes(info.trace_location.mlflow_experiment.experiment_id)
  )
}
