/** Logged models, except their search. */
import * as z from 'zod'
import { listArtifacts } from '../../../store/artifacts.ts'
import { getLoggedModel } from '../../../store/logged-models.ts'
import { parseLoggedModelStatus, toLoggedModelJson, toModelArtifactUri } from '../logged-model-json.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { toTexts } from '../run-input.ts'

const path = '/mlflow/logged-models/{model_id}'
const ref = { model_id: field.text }

export const loggedModelRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/logged-models',
    input: z.object({
      experiment_id: field.text,
      name: field.optionalText,
      model_type: field.optionalText,
      source_run_id: field.optionalText,
      params: field.pairs,
      tags: field.pairs,
    }),
    handle: async ({ experiment_id, name, model_type, source_run_id, params, tags }, { backend }) => {
      if (name !== undefined && /[/:.%"']/.test(name)) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Invalid model name provided. Model name must be a non-empty string without these characters: / : . % " '`,
        )
      }
      const model = await backend.write('createLoggedModel', {
        experimentId: experiment_id,
        name,
        modelType: model_type,
        sourceRunId: source_run_id,
        params: toTexts(params),
        tags: toTexts(tags),
      })
      return { model }
    },
  }),
  defineRoute({
    methods: 'GET',
    path,
    input: z.object({ ...ref, allow_deleted: field.optionalFlag }),
    handle: ({ model_id, allow_deleted }, { backend }) => ({
      model: toLoggedModelJson(getLoggedModel(backend.db(), model_id, { allowDeleted: allow_deleted ?? false })),
    }),
  }),
  defineRoute({
    methods: 'PATCH',
    path,
    input: z.object({ ...ref, status: z.union([z.string(), z.number()]) }),
    handle: async ({ model_id, status }, { backend }) => {
      const parsed = parseLoggedModelStatus(status)
      if (parsed === undefined) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          "Invalid value for parameter 'status': give LOGGED_MODEL_READY or another name of MLflow's LoggedModelStatus.",
        )
      }
      return { model: await backend.write('finalizeLoggedModel', { modelId: model_id, status: parsed }) }
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path,
    input: z.object(ref),
    handle: async ({ model_id }, { backend }) => {
      await backend.write('deleteLoggedModel', { modelId: model_id })
      return {}
    },
  }),
  defineRoute({
    methods: 'PATCH',
    path: `${path}/tags`,
    input: z.object({ ...ref, tags: field.pairs }),
    handle: async ({ model_id, tags }, { backend }) => {
      await backend.write('setLoggedModelTags', { modelId: model_id, tags: toTexts(tags) })
      return {}
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path: `${path}/tags/{tag_key}`,
    input: z.object({ ...ref, tag_key: field.text }),
    handle: async ({ model_id, tag_key }, { backend }) => {
      await backend.write('deleteLoggedModelTag', { modelId: model_id, key: tag_key })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: `${path}/params`,
    input: z.object({ ...ref, params: field.pairs }),
    handle: async ({ model_id, params }, { backend }) => {
      await backend.write('logLoggedModelParams', { modelId: model_id, params: toTexts(params) })
      return {}
    },
  }),
  defineRoute({
    methods: 'GET',
    path: `${path}/artifacts/directories`,
    input: z.object({ ...ref, artifact_directory_path: field.optionalText }),
    handle: ({ model_id, artifact_directory_path = '' }, { backend }) => {
      const model = getLoggedModel(backend.db(), model_id)
      const root = `${model.experimentId}/models/${model.modelId}/artifacts`
      const entries = listArtifacts(backend.db(), `${root}/${artifact_directory_path}`)
      return {
        root_uri: toModelArtifactUri(model),
        files: entries.map(({ path, isFolder, sizeBytes }) => ({
          path: path.slice(root.length + 1),
          is_dir: isFolder,
          ...(sizeBytes === undefined ? {} : { file_size: sizeBytes }),
        })),
      }
    },
  }),
]
