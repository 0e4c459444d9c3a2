/** Runs: making, ending, deleting, and the tags, parameters and models of one. */
import * as z from 'zod'
import { getRun } from '../../../store/runs.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { metricFields, optionalStatus, runRef, toMetric } from '../run-fields.ts'
import { jsonObject, toRunId, toTexts } from '../run-input.ts'
import { readRunJsons } from '../run-json.ts'
import { checkBatchSize, checkKey } from '../run-limits.ts'

const metric = z.object(metricFields)

export const runRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/create',
    input: z.object({
      experiment_id: field.optionalText,
      user_id: field.optionalText,
      run_name: field.optionalText,
      start_time: field.optionalInteger,
      tags: field.pairs,
    }),
    handle: async ({ experiment_id, user_id, run_name, start_time, tags }, { backend }) => ({
      run: await backend.write('createRun', {
        experimentId: experiment_id ?? '0',
        tags: toTexts(tags),
        ...(user_id === undefined ? {} : { userId: user_id }),
        ...(run_name === undefined ? {} : { name: run_name }),
        ...(start_time === undefined ? {} : { startMs: start_time }),
      }),
    }),
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/runs/get',
    input: z.object(runRef),
    handle: (ref, { backend }) => {
      const { runId } = getRun(backend.db(), toRunId(ref))
      return { run: readRunJsons(backend.db(), [runId])[0] }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/update',
    input: z.object({
      ...runRef,
      status: optionalStatus,
      end_time: field.optionalInteger,
      run_name: field.optionalText,
    }),
    handle: async ({ status, end_time, run_name, ...ref }, { backend }) => ({
      run_info: await backend.write('updateRun', {
        runId: toRunId(ref),
        ...(status === undefined ? {} : { status }),
        ...(end_time === undefined ? {} : { endMs: end_time }),
        ...(run_name === undefined ? {} : { name: run_name }),
      }),
    }),
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/delete',
    input: z.object(runRef),
    handle: async (ref, { backend }) => {
      await backend.write('deleteRun', { runId: toRunId(ref) })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/restore',
    input: z.object(runRef),
    handle: async (ref, { backend }) => {
      await backend.write('restoreRun', { runId: toRunId(ref) })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/set-tag',
    input: z.object({ ...runRef, key: field.text, value: field.optionalText }),
    handle: async ({ key, value = '', ...ref }, { backend }) => {
      checkKey(key, 'key')
      await backend.write('setRunTag', { runId: toRunId(ref), key, value })
      return {}
    },
  }),
  defineRoute({
    methods: ['POST', 'DELETE'],
    path: '/mlflow/runs/delete-tag',
    input: z.object({ ...runRef, key: field.text }),
    handle: async ({ key, ...ref }, { backend }) => {
      await backend.write('deleteRunTag', { runId: toRunId(ref), key })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/log-parameter',
    input: z.object({ ...runRef, key: field.text, value: field.optionalText }),
    handle: async ({ key, value = '', ...ref }, { backend }) => {
      checkKey(key, 'key')
      await backend.write('logRunBatch', { runId: toRunId(ref), params: toTexts([{ key, value }]) })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/log-metric',
    input: z.object({ ...runRef, ...metricFields }),
    handle: async ({ run_id, run_uuid, ...fields }, { backend }) => {
      checkKey(fields.key, 'name')
      await backend.write('logRunBatch', { runId: toRunId({ run_id, run_uuid }), metrics: [toMetric(fields)] })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/log-batch',
    input: z.object({
      ...runRef,
      metrics: z.array(metric).nullish(),
      params: field.pairs,
      tags: field.pairs,
    }),
    handle: async ({ metrics, params, tags, ...ref }, { backend }) => {
      const values = (metrics ?? []).map(toMetric)
      for (const [index, { key }] of values.entries()) checkKey(key, `metrics[${index}].name`)
      for (const [index, { key }] of params.entries()) checkKey(key, `params[${index}].key`)
      for (const [index, { key }] of tags.entries()) checkKey(key, `tags[${index}].key`)
      checkBatchSize({ metrics: values.length, params: params.length, tags: tags.length })
      if (new Set(params.map(({ key }) => key)).size < params.length) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          'Duplicate parameter keys have been submitted. Please ensure the request contains only one param value per param key.',
        )
      }
      const runId = toRunId(ref)
      await backend.write('logRunBatch', { runId, metrics: values, params: toTexts(params), tags: toTexts(tags) })
      return {}
    },
  }),
  defineRoute({
    // How clients before 2.x's logged models note a model: in a tag.
    methods: 'POST',
    path: '/mlflow/runs/log-model',
    input: z.object({ ...runRef, model_json: field.text }),
    handle: async ({ model_json, ...ref }, { backend }) => {
      const model = jsonObject(model_json, 'model_json')
      const missing = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'].filter((name) => !(name in model))
      if (missing.length > 0) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Model json is missing mandatory fields: ${missing.join(', ')}. Send all of them.`,
        )
      }
      await backend.write('logRunModel', { runId: toRunId(ref), model })
      return {}
    },
  }),
]
