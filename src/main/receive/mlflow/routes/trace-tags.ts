/** Tags of traces, and what traces are linked to. */
import * as z from 'zod'
import { isJsonObject } from '../../../formats/json-text.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { toKnownTraceId, toTraceIds } from '../trace-ids.ts'
import { spansLocationTag } from '../trace-json.ts'

/** Most traces that one call links (`MAX_TRACE_LINKS_PER_REQUEST` of MLflow's server). */
const maxLinks = 100
const maxKeyLength = 250

/** Tags that say where a trace is stored. */
const fixedTags = new Set([spansLocationTag, 'mlflow.trace.archiveLocation', 'mlflow.artifactLocation'])

export const traceTagRoutes: readonly Route[] = [
  defineRoute({
    methods: ['PATCH', 'POST'],
    path: '/mlflow/traces/{trace_id}/tags',
    input: z.object({ trace_id: field.text, key: field.text, value: field.optionalText }),
    handle: async ({ trace_id, key, value = '' }, { backend }) => {
      refuseFixed(key, 'set')
      if (key.length > maxKeyLength) {
        throw new MlflowError('INVALID_PARAMETER_VALUE', `The key of a tag has at most ${maxKeyLength} characters.`)
      }
      await backend.write('setTraceTag', { traceId: toKnownTraceId(trace_id), key, value })
      return {}
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path: '/mlflow/traces/{trace_id}/tags',
    input: z.object({ trace_id: field.text, key: field.text }),
    handle: async ({ trace_id, key }, { backend }) => {
      refuseFixed(key, 'deleted')
      await backend.write('deleteTraceTag', { traceId: toKnownTraceId(trace_id), key })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/link-to-run',
    input: z.object({ trace_ids: field.texts, run_id: field.text }),
    handle: async ({ trace_ids, run_id }, { backend }) => {
      if (trace_ids.length === 0) return {}
      if (trace_ids.length > maxLinks) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Cannot link more than ${maxLinks} traces to a run in a single request. Provided ${trace_ids.length} traces.`,
        )
      }
      await backend.write('linkTracesToRun', { runId: run_id, traceIds: toTraceIds(trace_ids) })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/link-prompts',
    input: z.object({
      trace_id: field.text,
      prompt_versions: z.array(z.custom<{ [key: string]: unknown }>(isJsonObject, 'it must be an object')),
    }),
    handle: async ({ trace_id, prompt_versions }, { backend }) => {
      const prompts = prompt_versions.map(({ name, version }) => ({
        name: String(name ?? ''),
        version: String(version ?? ''),
      }))
      if (prompts.length > 0) await backend.write('linkPrompts', { traceId: toKnownTraceId(trace_id), prompts })
      return {}
    },
  }),
]

function refuseFixed(key: string, change: string): void {
  if (fixedTags.has(key))
    throw new MlflowError('INVALID_PARAMETER_VALUE', `Tag '${key}' is immutable and cannot be ${change} on a trace.`)
}
